// The door to the system for what a transfer is made of. In the product each function is the call
// itself. The tests are built with MFPLAT4J_INJECT_FAULTS: there each asks first what shall go
// wrong.
#pragma once

#include <liburing.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace portable::sys {

enum class Call : std::uint8_t {
  // preadv2 with RWF_NOWAIT.
  kReadNow,
  kRead,
  kWrite,
  kRingSetup,
  kRingEnter,
  // What the kernel answers to a transfer of a ring.
  kRingCompletion,
};
inline constexpr int kCalls = 6;

struct Fault {
  // Instead of making the call; 0: none.
  int error = 0;
  // The call transfers so many bytes at most.
  std::size_t most = SIZE_MAX;
};

#ifdef MFPLAT4J_INJECT_FAULTS
// Any thread.
Fault NextFault(Call call) noexcept;
#else
constexpr Fault NextFault(Call) noexcept { return {}; }
#endif

// `make` takes a size. -1 with errno, as the calls of the system.
template <class Make>
ssize_t Transfer(Call call, std::size_t size, Make make) noexcept {
  const Fault fault = NextFault(call);
  if (fault.error == 0) return make(std::min(size, fault.most));
  errno = fault.error;
  return -1;
}

inline ssize_t ReadNow(int fd, void* buffer, std::size_t size, off_t position) noexcept {
  return Transfer(Call::kReadNow, size, [=](std::size_t most) {
    const iovec part = {buffer, most};
    return preadv2(fd, &part, 1, position, RWF_NOWAIT);
  });
}

inline ssize_t Read(int fd, void* buffer, std::size_t size, off_t position) noexcept {
  return Transfer(Call::kRead, size,
                  [=](std::size_t most) { return pread(fd, buffer, most, position); });
}

inline ssize_t Write(int fd, const void* buffer, std::size_t size, off_t position) noexcept {
  return Transfer(Call::kWrite, size,
                  [=](std::size_t most) { return pwrite(fd, buffer, most, position); });
}

// Those of a ring answer -errno.

inline int SetUpRing(unsigned entries, io_uring* ring, io_uring_params* params) noexcept {
  const Fault fault = NextFault(Call::kRingSetup);
  return fault.error != 0 ? -fault.error : io_uring_queue_init_params(entries, ring, params);
}

// Submits what there is, and waits for so many completions.
inline int EnterRing(io_uring* ring, unsigned completions) noexcept {
  const Fault fault = NextFault(Call::kRingEnter);
  if (fault.error != 0) return -fault.error;
  return completions == 0 ? io_uring_submit(ring) : io_uring_submit_and_wait(ring, completions);
}

inline int Completion(int answer) noexcept {
  const Fault fault = NextFault(Call::kRingCompletion);
  if (fault.error != 0) return -fault.error;
  return answer > 0 ? static_cast<int>(std::min<std::size_t>(answer, fault.most)) : answer;
}

}  // namespace portable::sys
