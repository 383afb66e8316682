#include "portable/spin.h"

#include <algorithm>
#include <charconv>
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
// Threads that want to run, for each core: fewer than this may be the library's own.
constexpr double kMostLoadOfACore = 2;

}  // namespace

std::chrono::nanoseconds Spin::ConfiguredTime() noexcept {
  // Looking would keep the only core from who has something to do.
  if (std::thread::hardware_concurrency() < 2) return std::chrono::nanoseconds{0};
  int micros = kDefaultMicros;
  if (const char* variable = std::getenv("MFPLAT4J_SPIN")) {
    int wanted = 0;
    const auto parsed = std::from_chars(variable, variable + std::strlen(variable), wanted);
    if (parsed.ec == std::errc() && *parsed.ptr == 0) micros = std::clamp(wanted, 0, kMostMicros);
  }
  return std::chrono::microseconds{micros};
}

void Spin::LookAtLoad() noexcept {
  double load = 0;
  const bool known = time_.count() > 0 && getloadavg(&load, 1) == 1;
  overloaded_.store(known && load > kMostLoadOfACore * std::thread::hardware_concurrency(),
                    std::memory_order_relaxed);
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
