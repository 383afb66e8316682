// The flat functions for files and their names, temporary files and wrappers. The rules of
// flat_functions.h hold.
#pragma once

#include <cstdint>

namespace bridge {

// On success stream[0] owns one reference.
std::int32_t createFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                        const std::uint16_t* path, long long* stream) noexcept;
// On success cookie[0] owns one reference to what cancelCreateFile takes. `id`, `flags` and `queue`
// as for beginRead.
std::int32_t beginCreateFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                             const std::uint16_t* path, std::int64_t id,
                             std::int32_t callback_flags, std::int32_t queue,
                             long long* cookie) noexcept;
// Ends the opening and, whatever the outcome, releases the result, which the caller owned. On
// success stream[0] owns one reference.
std::int32_t endCreateFile(std::int64_t result, long long* stream) noexcept;
std::int32_t cancelCreateFile(std::int64_t cookie) noexcept;

// mfplat::IsWorkingDirectory.
bool isWorkingDirectory(const std::uint16_t* path) noexcept;

// Copies mfplat::CommandLine, as far as there is room. The result is its length.
std::int32_t commandLine(std::uint16_t* text, std::int32_t capacity) noexcept;

// On success stream[0] owns one reference.
std::int32_t createTempFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                            long long* stream) noexcept;
std::int32_t createByteStreamWrapper(std::int64_t stream, long long* wrapper) noexcept;

}  // namespace bridge
