// mfplat/quirks.h over mfplat.dll. Nothing else asks whether this is Wine.

#include "mfplat/quirks.h"

#include <cstdlib>

namespace mfplat {

namespace {

// Wine's own version, or nullptr on Windows.
const char* WineVersion() noexcept {
  using GetVersion = const char*(CDECL*)();
  const auto get_version = reinterpret_cast<GetVersion>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version")));
  return get_version == nullptr ? nullptr : get_version();
}

// Where only one version was seen with a defect, and none without, all versions are taken to have
// it: a needless precaution costs little, and a missing one the process.
Quirks QuirksOf(const char* wine) noexcept {
  Quirks quirks;
  if (wine == nullptr) return quirks;
  quirks.begin_write_completes = false;
  quirks.takes_replies = false;
  quirks.keeps_queues_for_their_threads = false;
  quirks.cancels_opens_truthfully = false;
  quirks.runs_thread_ends_unlocked = false;
  // "10.0" and "10.0-rc1" are both 10 for strtol.
  constexpr long kFirstThatReleases = 10;
  quirks.releases_cancelled_items = std::strtol(wine, nullptr, 10) >= kFirstThatReleases;
  return quirks;
}

}  // namespace

const Quirks& KnownQuirks() noexcept {
  static const Quirks quirks = QuirksOf(WineVersion());
  return quirks;
}

std::string Implementation() {
  const char* const wine = WineVersion();
  return "mfplat.dll (" + (wine == nullptr ? "Windows" : "Wine " + std::string(wine)) + ")";
}

}  // namespace mfplat
