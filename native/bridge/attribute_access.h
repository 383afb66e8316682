// The flat functions for IMFAttributes. `object` is any COM object, which is asked for the
// interface each time: E_NOINTERFACE when it has none. A key is a GUID in the two halves that
// java.util.UUID has, its first digits in `most`. The rules of flat_functions.h hold.
#pragma once

#include <cstdint>

namespace bridge {

std::int32_t attributeCount(std::int64_t object, std::int32_t* count) noexcept;
// key[0] and key[1] are `most` and `least`.
std::int32_t attributeKey(std::int64_t object, std::int32_t index, long long* key) noexcept;
std::int32_t attributeType(std::int64_t object, std::int64_t most, std::int64_t least,
                           std::int32_t* type) noexcept;

std::int32_t getUint32(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int32_t* value) noexcept;
std::int32_t getUint64(std::int64_t object, std::int64_t most, std::int64_t least,
                       long long* value) noexcept;
std::int32_t getDouble(std::int64_t object, std::int64_t most, std::int64_t least,
                       double* value) noexcept;
// The value in two halves, as a key.
std::int32_t getGuid(std::int64_t object, std::int64_t most, std::int64_t least,
                     long long* value) noexcept;
// length[0] is the whole value's; the value is copied if `capacity`, in the same units, has room.
std::int32_t getString(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::uint16_t* value, std::int32_t capacity, std::int32_t* length) noexcept;
std::int32_t getBlob(std::int64_t object, std::int64_t most, std::int64_t least, signed char* value,
                     std::int32_t capacity, std::int32_t* length) noexcept;

std::int32_t setUint32(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int32_t value) noexcept;
std::int32_t setUint64(std::int64_t object, std::int64_t most, std::int64_t least,
                       std::int64_t value) noexcept;
std::int32_t setDouble(std::int64_t object, std::int64_t most, std::int64_t least,
                       double value) noexcept;
std::int32_t setGuid(std::int64_t object, std::int64_t most, std::int64_t least,
                     std::int64_t value_most, std::int64_t value_least) noexcept;
// UTF-16 that ends with a zero.
std::int32_t setString(std::int64_t object, std::int64_t most, std::int64_t least,
                       const std::uint16_t* value) noexcept;
std::int32_t setBlob(std::int64_t object, std::int64_t most, std::int64_t least,
                     const signed char* value, std::int32_t size) noexcept;

std::int32_t deleteAttribute(std::int64_t object, std::int64_t most, std::int64_t least) noexcept;
std::int32_t deleteAllAttributes(std::int64_t object) noexcept;

}  // namespace bridge
