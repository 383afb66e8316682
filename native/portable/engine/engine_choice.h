// Which I/O engine to use and why: io_uring where the kernel lets us, threads where it is refused.
#pragma once

#include <string>

#include "com/base_types.h"

namespace portable {

enum class EngineKind { kUring, kThreads };

struct EngineChoice {
  EngineKind kind = EngineKind::kThreads;
  // One sentence for people: what was asked for or what the probe found.
  std::string reason;

  const char* Name() const noexcept { return kind == EngineKind::kUring ? "uring" : "threads"; }
};

// Probes the kernel, unless MFPLAT4J_ENGINE or ForceEngine names an engine. A forced `uring` that
// the kernel refuses is still threads: the reason says so.
EngineChoice ChooseEngine();

// "uring", "threads", or "" to let the environment and the probe choose; E_INVALIDARG for other
// names.
[[nodiscard]] HRESULT ForceEngine(const std::string& name);

}  // namespace portable
