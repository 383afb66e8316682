// Whether a dispatcher that has nothing to do looks for more a little while before it sleeps. To
// wake a thread costs more than most operations, for the thread that is woken and for the one that
// wakes; to look costs a core, and so it is done by one dispatcher at a time, for tens of
// microseconds, only where there is another core, and only as long as it helps. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace portable {

class Spin {
 public:
  // How long at most; 0 is not at all.
  explicit Spin(std::chrono::nanoseconds time) noexcept : time_(time) {}

  // 0 where there is one core, or else MFPLAT4J_SPIN: microseconds, at most 1000, and 50 when that
  // says nothing.
  static std::chrono::nanoseconds ConfiguredTime() noexcept;
  // What is wrong with MFPLAT4J_SPIN, in half a sentence; "" when nothing is.
  static std::string ConfigurationFault();

  // Forbids spinning while the machine has more to do than it can, and allows it again. Reads a
  // file, at most twice a second; by a driver that has nothing else to do.
  void LookAtLoadNowAndThen() noexcept;
  // Whether more threads run or want to, by what /proc/loadavg says, than so many cores need. Not
  // when it says nothing.
  static bool IsOverload(const char* loadavg, unsigned cores) noexcept;

  // Whether the caller may spin now; then it calls End.
  bool Begin() noexcept;
  // `helped`: something came before the time was up.
  void End(bool helped) noexcept;

  std::chrono::nanoseconds Time() const noexcept { return time_; }

 private:
  const std::chrono::nanoseconds time_;
  void LookAtLoad() noexcept;

  std::atomic<bool> overloaded_{false};
  std::atomic<std::chrono::steady_clock::time_point> last_look_{};
  std::atomic<bool> taken_{false};
  // Written by the thread that has taken it: how often nothing came, in a row, and how often to
  // sleep at once before the next try.
  std::atomic<int> misses_{0};
  std::atomic<int> skips_{0};
};

}  // namespace portable
