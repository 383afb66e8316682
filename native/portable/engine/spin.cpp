#include "portable/engine/spin.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <thread>

namespace portable {

namespace {

constexpr int kDefaultMicros = 50;
constexpr int kMostMicros = 1000;
// After so many misses in a row only every kRarely-th sleep is preceded by a try.
constexpr int kPatience = 4;
constexpr int kRarely = 32;
// Threads that run or want to, for each core: so many may be the library's own and their user's.
constexpr unsigned kMostOnACore = 2;
constexpr std::chrono::milliseconds kLookInterval{500};

// False for what is no number.
bool Parse(const char* variable, int* micros) noexcept {
  const auto parsed = std::from_chars(variable, variable + std::strlen(variable), *micros);
  return parsed.ec == std::errc() && *parsed.ptr == 0;
}

}  // namespace

std::chrono::nanoseconds Spin::ConfiguredTime() noexcept {
  // Looking would keep the only core from a thread that has something to do.
  if (std::thread::hardware_concurrency() < 2) return std::chrono::nanoseconds{0};
  int micros = kDefaultMicros;
  if (const char* variable = std::getenv("MFPLAT4J_SPIN")) {
    int wanted = 0;
    if (Parse(variable, &wanted)) micros = std::clamp(wanted, 0, kMostMicros);
  }
  return std::chrono::microseconds{micros};
}

std::string Spin::ConfigurationFault() {
  const char* const variable = std::getenv("MFPLAT4J_SPIN");
  if (variable == nullptr || *variable == 0) return "";
  int micros = 0;
  if (Parse(variable, &micros) && micros >= 0 && micros <= kMostMicros) return "";
  return "MFPLAT4J_SPIN is to be a number of microseconds from 0 to " +
         std::to_string(kMostMicros) + ", not \"" + variable + "\"";
}

bool Spin::IsOverload(const char* loadavg, unsigned cores) noexcept {
  unsigned running = 0;
  return std::sscanf(loadavg, "%*s %*s %*s %u/", &running) == 1 && running > kMostOnACore * cores;
}

// Not the load average, which is that of a minute: it would forbid for minutes what somebody's
// burst made worthless for a moment.
void Spin::LookAtLoad() noexcept {
  char line[128] = "";
  if (std::FILE* file = std::fopen("/proc/loadavg", "re")) {
    if (std::fgets(line, sizeof line, file) == nullptr) line[0] = 0;
    std::fclose(file);
  }
  overloaded_.store(IsOverload(line, std::thread::hardware_concurrency()),
                    std::memory_order_relaxed);
}

void Spin::LookAtLoadNowAndThen() noexcept {
  if (time_.count() == 0) return;
  const auto now = std::chrono::steady_clock::now();
  auto last = last_look_.load(std::memory_order_relaxed);
  if (now - last < kLookInterval) return;
  if (last_look_.compare_exchange_strong(last, now, std::memory_order_relaxed)) LookAtLoad();
}

bool Spin::Begin() noexcept {
  if (time_.count() == 0 || overloaded_.load(std::memory_order_relaxed)) return false;
  if (taken_.exchange(true, std::memory_order_acquire)) return false;
  if (skips_.load(std::memory_order_relaxed) == 0) return true;
  skips_.fetch_sub(1, std::memory_order_relaxed);
  taken_.store(false, std::memory_order_release);
  return false;
}

void Spin::End(bool helped) noexcept {
  const int misses = helped ? 0 : misses_.load(std::memory_order_relaxed) + 1;
  misses_.store(misses, std::memory_order_relaxed);
  if (misses >= kPatience) skips_.store(kRarely, std::memory_order_relaxed);
  taken_.store(false, std::memory_order_release);
}

}  // namespace portable
