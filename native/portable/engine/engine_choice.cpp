#include "portable/engine/engine_choice.h"

#include <cstdlib>
#include <mutex>

#include "portable/engine/spin.h"
#include "portable/engine/uring_port.h"

namespace portable {

namespace {

std::mutex forced_mutex;
// Guarded by forced_mutex. Never destroyed: other threads may come here while the process ends.
std::string& ForcedEngine() {
  static std::string* const forced = new std::string();
  return *forced;
}

}  // namespace

HRESULT ForceEngine(const std::string& name) {
  if (!name.empty() && name != "uring" && name != "threads") return E_INVALIDARG;
  std::lock_guard lock(forced_mutex);
  ForcedEngine() = name;
  return S_OK;
}

namespace {

EngineChoice Choose() {
  std::string wanted;
  std::string source = "the application";
  {
    std::lock_guard lock(forced_mutex);
    wanted = ForcedEngine();
  }
  if (wanted.empty()) {
    const char* variable = std::getenv("MFPLAT4J_ENGINE");
    source = "MFPLAT4J_ENGINE";
    wanted = variable == nullptr ? "" : variable;
  }
  const bool known = wanted.empty() || wanted == "uring" || wanted == "threads";
  const std::string unknown =
      known ? "" : "MFPLAT4J_ENGINE names an unknown engine, \"" + wanted + "\"; ";
  if (wanted == "threads") return {EngineKind::kThreads, "forced by " + source};

  const std::string refusal = UringPort::Probe();
  if (!refusal.empty()) {
    const std::string asked = wanted == "uring" ? "uring was forced by " + source + ", but " : "";
    return {EngineKind::kThreads, unknown + asked + "io_uring is not available: " + refusal};
  }
  if (wanted == "uring") return {EngineKind::kUring, "forced by " + source};
  return {EngineKind::kUring, unknown + "io_uring is available"};
}

}  // namespace

EngineChoice ChooseEngine() {
  EngineChoice choice = Choose();
  const std::string fault = Spin::ConfigurationFault();
  if (!fault.empty()) choice.reason = fault + "; " + choice.reason;
  return choice;
}

}  // namespace portable
