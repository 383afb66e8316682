// The flat functions for IMFByteStream, method by method. The rules of flat_functions.h hold.
#pragma once

#include <cstdint>

#include "bridge/flat_functions.h"

namespace bridge {

std::int32_t getCapabilities(std::int64_t stream, long long* capabilities) noexcept;
std::int32_t getLength(std::int64_t stream, long long* length) noexcept;
std::int32_t getCurrentPosition(std::int64_t stream, long long* position) noexcept;
std::int32_t setCurrentPosition(std::int64_t stream, std::int64_t position) noexcept;
std::int32_t isEndOfStream(std::int64_t stream, std::int32_t* end) noexcept;
std::int32_t seek(std::int64_t stream, std::int32_t origin, std::int64_t offset, std::int32_t flags,
                  long long* position) noexcept;
CountOrError read(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept;
// The buffer must stay where it is until the callback's Invoke. `id`, as for putWorkItem; `flags`
// and `queue` are what GetParameters answers, queue 0 for E_NOTIMPL.
std::int32_t beginRead(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                       std::int32_t flags, std::int32_t queue) noexcept;
// Ends the read and, whatever the outcome, releases the result, which the caller owned.
CountOrError endRead(std::int64_t stream, std::int64_t result) noexcept;
CountOrError write(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept;
// As beginRead; not to be called where findQuirks says that it hangs.
std::int32_t beginWrite(std::int64_t stream, std::int64_t buffer, std::int32_t size,
                        std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept;
// As endRead.
CountOrError endWrite(std::int64_t stream, std::int64_t result) noexcept;
std::int32_t setLength(std::int64_t stream, std::int64_t length) noexcept;
std::int32_t flush(std::int64_t stream) noexcept;
// IMFByteStream::Close.
std::int32_t closeStream(std::int64_t stream) noexcept;

}  // namespace bridge
