#include "bridge/found_quirks.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bridge/flat.h"
#include "bridge/position_probe.h"
#include "bridge/positions.h"
#include "mfplat/mfplat.h"
#include "mfplat/platform.h"
#include "mfplat/quirks.h"

namespace bridge {

namespace {

// Reads of a small file that is in the cache: far more than they need, and short enough for a
// start.
constexpr std::chrono::milliseconds kProbeLimit{1000};
// On a busy machine a trial may fail to tell.
constexpr int kTrials = 3;

// Two streams with the same table of methods run the same code. The platform's DLL, with its
// tables, is never unloaded.
const void* KindOf(IMFByteStream* stream) noexcept {
  return *reinterpret_cast<const void* const*>(stream);
}

Positions Unknown(const char* what, HRESULT hr) {
  char code[16];
  std::snprintf(code, sizeof code, "0x%08X", static_cast<unsigned>(hr));
  return {false, std::string("late, since it is not known: ") + what + " gave " + code};
}

Positions TryFile(const std::basic_string<WCHAR>& name) {
  com::ComPtr<IMFByteStream> stream;
  const HRESULT hr = MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST,
                                  MF_FILEFLAGS_NONE, name.c_str(), stream.Put());
  if (FAILED(hr)) return Unknown("MFCreateFile", hr);
  ProbeAnswer answer;
  for (int i = 0; i < kTrials && !answer.certain; ++i) {
    answer = ProbePositions(stream.Get(), kProbeLimit / kTrials);
  }
  (void)stream->Close();
  return {answer.early, answer.evidence, answer.early ? KindOf(stream.Get()) : nullptr};
}

// With a start of its own, so that the platform need not be started before.
Positions Try() {
  const std::vector<BYTE> bytes = ProbeBytes();
  const auto name = mfplat::MakeScratchFile(bytes.data(), bytes.size());
  if (name.empty()) return {false, "late, since it is not known: no temporary file could be made"};
  const HRESULT started = MFStartup(MF_VERSION, MFSTARTUP_FULL);
  Positions found = SUCCEEDED(started) ? TryFile(name) : Unknown("MFStartup", started);
  if (SUCCEEDED(started)) (void)MFShutdown();
  mfplat::RemoveScratchFile(name);
  return found;
}

Positions Find() noexcept {
  try {
    const char* const forced = std::getenv("MFPLAT4J_POSITIONS");
    if (forced != nullptr && std::string(forced) == "early")
      return {true, "early: forced", nullptr, Forced::kEarly};
    if (forced != nullptr && std::string(forced) == "late")
      return {false, "late: forced", nullptr, Forced::kLate};
    if (mfplat::KnownQuirks().streams_have_positions) {
      return {true, "early: each stream says so itself"};
    }
    return Try();
  } catch (const std::bad_alloc&) {
    return {};
  }
}

}  // namespace

const Positions& FindPositions() noexcept {
  static const Positions found = Find();
  return found;
}

bool Positions::AreEarlyFor(IMFByteStream* stream) const noexcept {
  if (forced != Forced::kNo) return forced == Forced::kEarly;
  return kind != nullptr && kind == KindOf(stream);
}

std::int32_t findQuirks() noexcept {
  const mfplat::Quirks& known = mfplat::KnownQuirks();
  std::int32_t bits = 0;
  const auto unless = [&bits](bool documented, std::int32_t bit) { bits |= documented ? 0 : bit; };
  unless(known.begin_write_completes, kBeginWriteHangs);
  unless(known.takes_replies, kLosesReplies);
  unless(known.keeps_queues_for_their_threads, kFreesQueuesEarly);
  unless(known.cancels_opens_truthfully, kCancelsOpensUntruly);
  unless(FindPositions().early, kTakesPositionLate);
  return bits;
}

const char* positions() noexcept {
  const std::string& evidence = FindPositions().evidence;
  return evidence.empty() ? "late, since it is not known: no memory" : evidence.c_str();
}

bool takesPositionEarly(std::int64_t stream) noexcept {
  return FindPositions().AreEarlyFor(At<IMFByteStream>(stream));
}

bool isPlatformStream(std::int64_t stream) noexcept {
  return mfplat::IsPlatformStream(At<IMFByteStream>(stream));
}

}  // namespace bridge
