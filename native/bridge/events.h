// The flat functions for media events and their queues. The rules of
// flat_functions.h hold.
#pragma once

#include <cstdint>

namespace bridge {

// On success queue[0] owns one reference.
std::int32_t createEventQueue(long long* queue) noexcept;

// Makes an event and puts it in the queue. The value is of the VARTYPE `value_type`: a number is in
// `low`, the bits of a double, or an object's address too; a GUID in `high` and `low`; a string
// (UTF-16, which ends with a zero) or a blob in `content`, which is `size` bytes.
std::int32_t queueEvent(std::int64_t queue, std::int32_t type, std::int64_t extended_high,
                        std::int64_t extended_low, std::int32_t status, std::int32_t value_type,
                        std::int64_t high, std::int64_t low, const signed char* content,
                        std::int32_t size) noexcept;

// GetEvent, which may block. On success event[0] owns one reference.
std::int32_t getEvent(std::int64_t queue, std::int32_t flags, long long* event) noexcept;
// `id`, `flags` and `work_queue` as for beginRead. When the queue is shut down or goes before there
// is an event, Upcall.abandoned follows, not Upcall.invoke.
std::int32_t beginGetEvent(std::int64_t queue, std::int64_t id, std::int32_t flags,
                           std::int32_t work_queue) noexcept;
// As getEvent; whatever the outcome, releases the result, which the caller owned.
std::int32_t endGetEvent(std::int64_t queue, std::int64_t result, long long* event) noexcept;
std::int32_t shutdownEventQueue(std::int64_t queue) noexcept;

// What an event says: its type, the two halves of the extended type, the status, and the value as
// in queueEvent: VARTYPE, high, low, the size of the content. For an object, `low` is the id of a
// Java object, or -1; and `high` otherwise the address of another object, with one reference for
// the caller, or 0 if there is none.
std::int32_t readEvent(std::int64_t event, long long* fields) noexcept;
// The content of the value, as many bytes as readEvent said; a string without its zero.
std::int32_t readEventContent(std::int64_t event, signed char* content, std::int32_t size) noexcept;

}  // namespace bridge
