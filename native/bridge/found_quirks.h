// All that differs between platforms, for Java: mfplat/quirks.h, and what is found out by trying.
// The rules of flat_functions.h hold.
#pragma once

#include <cstdint>

#pragma GCC visibility push(default)

namespace bridge {

// Bits, as org.mfplat4j.internal.platform.Quirks has them. What is set is not as documented.
inline constexpr std::int32_t kBeginWriteHangs = 1;
inline constexpr std::int32_t kLosesReplies = 2;
inline constexpr std::int32_t kFreesQueuesEarly = 4;
inline constexpr std::int32_t kCancelsOpensUntruly = 8;
inline constexpr std::int32_t kTakesPositionLate = 16;

// The platform must be loaded. The first call may take a second at most: it starts the platform and
// tries when file streams take their position. The answer is that of the process.
std::int32_t findQuirks() noexcept;

// When file streams take their position, and how that was found out, in one sentence; valid as
// long as the process. As findQuirks.
const char* positions() noexcept;

// Whether this stream is of a kind that is known to take its position when a transfer begins, and
// to move it at once: one whose code is the same as that of the stream which was tried.
bool takesPositionEarly(std::int64_t stream) noexcept;

// Whether the code behind this stream is the platform's own.
bool isPlatformStream(std::int64_t stream) noexcept;

}  // namespace bridge

#pragma GCC visibility pop
