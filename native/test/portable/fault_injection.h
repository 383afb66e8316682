// What shall go wrong with the calls of portable/sys/transfer_calls.h.
#pragma once

#include <cstdint>
#include <vector>

#include "portable/sys/transfer_calls.h"

namespace test {

// While one lives, calls fail by its rules. One at a time.
class FaultInjection {
 public:
  // From the first-th to the last-th of these calls since the injection began, counted from 1.
  struct Rule {
    portable::sys::Call call;
    portable::sys::Fault fault;
    std::uint64_t first = 1;
    std::uint64_t last = UINT64_MAX;
  };

  explicit FaultInjection(std::vector<Rule> rules);
  // One call of eight fails or comes short. Which do depends on the seed, on the kind of the call
  // and on its number alone.
  explicit FaultInjection(std::uint64_t seed);
  FaultInjection(const FaultInjection&) = delete;
  FaultInjection& operator=(const FaultInjection&) = delete;
  ~FaultInjection();

  // How many faults there were so far.
  std::uint64_t Injected() const;
};

// Errors that the manual pages name for the call.
const std::vector<int>& ErrorsOf(portable::sys::Call call);

}  // namespace test
