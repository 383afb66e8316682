// The platform's count: MFStartup, MFShutdown, and the lock that every live asynchronous result
// holds.
#pragma once

#include "com/base_types.h"

namespace portable {

// Locks the platform while it lives.
class PlatformLock {
 public:
  PlatformLock() noexcept;
  ~PlatformLock();
  PlatformLock(const PlatformLock&) = delete;
  PlatformLock& operator=(const PlatformLock&) = delete;
};

// Whether new work is accepted: MFStartup was called, and neither MFShutdown nor an unbalanced
// MFUnlockPlatform took it back.
bool PlatformAccepts() noexcept;

}  // namespace portable
