// Finds out by trying when a byte stream takes its position: when a transfer begins, as it is
// documented, or later, when the transfer executes. Where it is later, transfers that overlap get
// wrong ranges, so they must take turns.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "com/base_types.h"

namespace bridge {

struct ProbeAnswer {
  // The stream takes its position at Begin, and moves it behind the range at once. False where the
  // probe could not tell.
  bool early = false;
  // Whether it could.
  bool certain = false;
  // What was seen, in one sentence for people.
  std::string evidence;
};

// What a stream must hold that is probed.
std::vector<BYTE> ProbeBytes();

// Probes a stream over ProbeBytes, which has no other user. Moves its position. The platform is
// started. Does not wait for longer than the limit; what is pending then keeps its own memory.
//
// Seeks and pairs of reads follow each other as fast as they can, to blocks in a disorder:
// position, begin, begin, position, begin, begin, 64 times. Early takes three things:
// - Every read has the block that was the position's when it began, and the position is behind it
// at
//   once.
// - Enough reads were still pending when the position had moved on. A late read that happens to run
//   at once looks early, so only a read that has not completed by then is evidence.
// - All that many times: a late read would have to take its position, and not complete, in the
//   microsecond before the next seek, each time. On one processor, a thread that was woken might
//   always run at once, so this thread keeps its place meanwhile (mfplat::KeepPlace).
// Reads without a seek between them would prove nothing: a late stream that executes them in order
// looks right.
ProbeAnswer ProbePositions(IMFByteStream* stream, std::chrono::milliseconds limit) noexcept;

}  // namespace bridge
