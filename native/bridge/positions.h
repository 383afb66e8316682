// When the platform's file streams take their position; found out once in a process.
#pragma once

#include <string>

#include "com/base_types.h"

namespace bridge {

// For tests, by the environment variable MFPLAT4J_POSITIONS, "early" or "late": holds for every
// stream, whatever it says of itself.
enum class Forced { kNo, kEarly, kLate };

struct Positions {
  bool early = false;
  // Empty when there was no memory even for that.
  std::string evidence;
  // The table of methods of the stream that was tried, if it is early.
  const void* kind = nullptr;
  Forced forced = Forced::kNo;

  // A stream of another kind than the one that was tried is not known to be early.
  bool AreEarlyFor(IMFByteStream* stream) const noexcept;
};

const Positions& FindPositions() noexcept;

}  // namespace bridge
