// A count that many threads change at the same time. Each does so on a cache line of its own, as
// far as there are enough: a line that all write would go from core to core with every operation.
// To read the count is what takes longer.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "com/base_types.h"

namespace com {

class StripedCounter {
 public:
  void Add() noexcept { Own().added.fetch_add(1); }
  // What was added, on whichever thread.
  void Remove() noexcept { Own().removed.fetch_add(1); }

  // What has been added and not removed; at least what that was at some moment of the call. So 0
  // means that it was 0.
  std::int64_t Count() const noexcept {
    std::uint64_t removed = 0;
    std::uint64_t added = 0;
    // The removals first: each that is seen here was added before, and is seen as that below.
    for (const Stripe& each : stripes_) removed += each.removed.load();
    for (const Stripe& each : stripes_) added += each.added.load();
    return static_cast<std::int64_t>(added - removed);
  }

  constexpr StripedCounter() noexcept = default;
  StripedCounter(const StripedCounter&) = delete;
  StripedCounter& operator=(const StripedCounter&) = delete;

 private:
  static constexpr std::size_t kStripes = 16;
  static constexpr std::size_t kCacheLine = 64;

  struct alignas(kCacheLine) Stripe {
    std::atomic<std::uint64_t> added{0};
    std::atomic<std::uint64_t> removed{0};
  };

  // Identifiers of threads are multiples of four.
  Stripe& Own() noexcept { return stripes_[GetCurrentThreadId() / 4 % kStripes]; }

  std::array<Stripe, kStripes> stripes_{};
};

}  // namespace com
