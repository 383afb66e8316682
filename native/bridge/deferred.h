// The flat functions for work items that come later, for the events that they may wait for, and for
// periodic callbacks. The rules of flat_functions.h hold.
#pragma once

#include <cstdint>

namespace bridge {

// After `timeout` milliseconds, when that is negative, else at once. `queue` and `flags` are what
// GetParameters answers, and so where the callback runs; `id` as for putWorkItem.
std::int32_t scheduleWorkItem(std::int32_t queue, std::int32_t flags, std::int64_t timeout,
                              std::int64_t id, long long* key) noexcept;
// When the event is signalled, which must stay open until the callback has been invoked.
std::int32_t putWaitingWorkItem(std::int64_t event, std::int32_t queue, std::int32_t flags,
                                std::int32_t priority, std::int64_t id, long long* key) noexcept;
std::int32_t cancelWorkItem(std::int64_t key) noexcept;
// MFInvokeCallback with the result of a work item in reply mode, which is then released.
std::int32_t reply(std::int64_t result) noexcept;

// Upcall.tick(id) follows again and again, and once more perhaps after the removal.
std::int32_t addPeriodicCallback(std::int64_t id, std::int32_t* key) noexcept;
std::int32_t removePeriodicCallback(std::int32_t key) noexcept;
std::int32_t getTimerPeriodicity(std::int32_t* millis) noexcept;

std::int32_t createEvent(long long* event) noexcept;
std::int32_t setEvent(std::int64_t event) noexcept;
std::int32_t resetEvent(std::int64_t event) noexcept;
void closeEvent(std::int64_t event) noexcept;

}  // namespace bridge
