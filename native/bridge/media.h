// The flat functions for media types, samples and their buffers. The rules of flat_functions.h
// hold.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// Each gives one reference to a new, empty object.
std::int32_t createMediaType(long long* type) noexcept;
std::int32_t createSample(long long* sample) noexcept;
std::int32_t createMemoryBuffer(std::int32_t size, long long* buffer) noexcept;

// The current length and the greatest.
std::int32_t bufferLengths(std::int64_t buffer, long long* lengths) noexcept;
std::int32_t setBufferLength(std::int64_t buffer, std::int32_t length) noexcept;
// Address, current length, greatest length; to be unlocked as often.
std::int32_t lockBuffer(std::int64_t buffer, long long* locked) noexcept;
std::int32_t unlockBuffer(std::int64_t buffer) noexcept;
// Whether what Lock gives may be a copy that Unlock frees: an IMF2DBuffer.
bool hasRows(std::int64_t buffer) noexcept;
// A direct buffer over memory that is not the JVM's; nullptr with a Java exception pending when
// there is no memory for it.
jobject directBuffer(JNIEnv* env, jclass natives, std::int64_t address, std::int32_t size) noexcept;

// S_FALSE where there is none.
std::int32_t sampleTime(std::int64_t sample, long long* time) noexcept;
std::int32_t sampleDuration(std::int64_t sample, long long* duration) noexcept;
std::int32_t setSampleTime(std::int64_t sample, std::int64_t time) noexcept;
std::int32_t setSampleDuration(std::int64_t sample, std::int64_t duration) noexcept;
// The count of buffers, and the bytes in them.
std::int32_t sampleSize(std::int64_t sample, long long* size) noexcept;
// On success buffer[0] owns one reference.
std::int32_t sampleBuffer(std::int64_t sample, std::int32_t index, long long* buffer) noexcept;
std::int32_t contiguousBuffer(std::int64_t sample, long long* buffer) noexcept;
std::int32_t addBuffer(std::int64_t sample, std::int64_t buffer) noexcept;

}  // namespace bridge
