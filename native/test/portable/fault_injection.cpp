#include "test/portable/fault_injection.h"

#include <atomic>
#include <mutex>

namespace test {

namespace {

using portable::sys::Call;
using portable::sys::Fault;

struct Plan {
  std::mutex mutex;
  // Guarded by mutex.
  std::vector<FaultInjection::Rule> rules;
  bool random = false;
  std::uint64_t seed = 0;
  std::uint64_t calls[portable::sys::kCalls] = {};
  std::uint64_t injected = 0;
};

std::atomic<bool> active{false};

// Never destroyed: threads of the engine may come here while the process ends.
Plan& ThePlan() {
  static Plan* const plan = new Plan();
  return *plan;
}

// SplitMix64.
std::uint64_t Mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

Fault RandomFault(std::uint64_t seed, Call call, std::uint64_t number) {
  const std::uint64_t dice = Mix(Mix(seed) ^ Mix(number * 8 + static_cast<std::uint64_t>(call)));
  // What the page cache has would need no other call.
  if (call == Call::kReadNow && dice % 2 == 0) return {EAGAIN};
  if (dice % 8 != 1) return {};
  if (dice / 8 % 2 == 0) return {0, 1 + dice / 16 % 5000};
  const std::vector<int>& errors = ErrorsOf(call);
  return {errors[dice / 16 % errors.size()]};
}

void Begin(std::vector<FaultInjection::Rule> rules, bool random, std::uint64_t seed) {
  Plan& plan = ThePlan();
  std::lock_guard lock(plan.mutex);
  plan.rules = std::move(rules);
  plan.random = random;
  plan.seed = seed;
  plan.injected = 0;
  std::fill(std::begin(plan.calls), std::end(plan.calls), 0);
  active.store(true);
}

}  // namespace

FaultInjection::FaultInjection(std::vector<Rule> rules) { Begin(std::move(rules), false, 0); }

FaultInjection::FaultInjection(std::uint64_t seed) { Begin({}, true, seed); }

FaultInjection::~FaultInjection() { active.store(false); }

std::uint64_t FaultInjection::Injected() const {
  std::lock_guard lock(ThePlan().mutex);
  return ThePlan().injected;
}

const std::vector<int>& ErrorsOf(Call call) {
  static const std::vector<int> now = {EAGAIN, EBADF, EINTR, EIO, EINVAL, EOPNOTSUPP, ENOSYS};
  static const std::vector<int> read = {EAGAIN, EBADF, ECANCELED, EFAULT, EINTR,
                                        EINVAL, EIO,   ENOMEM,    ENXIO,  EOVERFLOW};
  static const std::vector<int> write = {EAGAIN, EBADF, EDQUOT, EFAULT, EFBIG, EINTR,
                                         EINVAL, EIO,   ENOMEM, ENOSPC, EPERM, EPIPE};
  static const std::vector<int> setup = {EINVAL, EMFILE, ENFILE, ENOMEM, ENOSYS, EPERM};
  static const std::vector<int> enter = {EAGAIN, EBADF,  EBADFD, EBUSY,      EFAULT, EINTR,
                                         EINVAL, EEXIST, ENXIO,  EOPNOTSUPP, ENOMEM, EPERM};
  static const std::vector<int> completion = {EAGAIN, EBADF, ECANCELED, EFAULT,     EINTR,
                                              EINVAL, EIO,   ENOMEM,    EOPNOTSUPP, ENOSPC};
  switch (call) {
    case Call::kReadNow:
      return now;
    case Call::kRead:
      return read;
    case Call::kWrite:
      return write;
    case Call::kRingSetup:
      return setup;
    case Call::kRingEnter:
      return enter;
    case Call::kRingCompletion:
      break;
  }
  return completion;
}

}  // namespace test

namespace portable::sys {

Fault NextFault(Call call) noexcept {
  using namespace test;
  if (!active.load(std::memory_order_relaxed)) return {};
  Plan& plan = ThePlan();
  std::lock_guard lock(plan.mutex);
  const std::uint64_t number = ++plan.calls[static_cast<int>(call)];
  Fault fault;
  if (plan.random) {
    fault = RandomFault(plan.seed, call, number);
  } else {
    for (const auto& rule : plan.rules) {
      if (rule.call == call && number >= rule.first && number <= rule.last) fault = rule.fault;
    }
  }
  if (fault.error != 0 || fault.most != SIZE_MAX) ++plan.injected;
  return fault;
}

}  // namespace portable::sys
