// Calls of the system that a signal, or a file system of its own mind, may interrupt: they are
// repeated, up to a bound.
#pragma once

#include <cerrno>

namespace portable::sys {

// How often in a row a call is repeated that was interrupted and has done nothing.
inline constexpr int kMostRepeats = 100;

// `call` answers -1 with errno, as the calls of the system do. What it answered last.
template <class Call>
auto Uninterrupted(Call call) noexcept {
  auto answer = call();
  for (int i = 0; i < kMostRepeats && answer == -1 && errno == EINTR; ++i) answer = call();
  return answer;
}

}  // namespace portable::sys
