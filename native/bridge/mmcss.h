// The flat functions for the registration of work queues with the Multimedia Class Scheduler
// Service. The rules of flat_functions.h hold; only the name of a class is a longer array.
#pragma once

#include <cstdint>

namespace bridge {

// `id`, `flags` and `callback_queue` as for beginRead.
std::int32_t beginRegisterWithMmcss(std::int32_t queue, const std::uint16_t* mmcss_class,
                                    std::int32_t task, std::int32_t priority, std::int64_t id,
                                    std::int32_t flags, std::int32_t callback_queue) noexcept;
// Each End releases the result, whatever the outcome.
std::int32_t endRegisterWithMmcss(std::int64_t result, std::int32_t* task) noexcept;
std::int32_t beginUnregisterWithMmcss(std::int32_t queue, std::int64_t id, std::int32_t flags,
                                      std::int32_t callback_queue) noexcept;
std::int32_t endUnregisterWithMmcss(std::int64_t result) noexcept;

// `size` is the room in `name` before, and what the name takes after, the zero at its end included.
std::int32_t getMmcssClass(std::int32_t queue, std::uint16_t* name, std::int32_t* size) noexcept;
std::int32_t getMmcssTaskId(std::int32_t queue, std::int32_t* task) noexcept;
std::int32_t getMmcssPriority(std::int32_t queue, std::int32_t* priority) noexcept;

}  // namespace bridge
