// The flat functions for byte streams that are written in Java. The rules of flat_functions.h hold.
// A transfer is an id, which finds nothing once the transfer is settled.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// Resolves the upcalls to sources. Once, before anything else here. When it fails, a Java exception
// is pending.
void initializeSources(JNIEnv* env, jclass natives) noexcept;

// Makes the stream of the source with this id. On success stream[0] owns one reference, and
// SourceUpcall.released follows once, after the last release of the stream.
std::int32_t createSourceStream(std::int64_t source, std::int32_t capabilities, bool serial,
                                long long* stream) noexcept;

// Copies what a source has read to the client's memory, or what it shall write from there; each is
// false, and nothing is copied, when the transfer is not waited for any more.
bool transferIn(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                std::int32_t size) noexcept;
bool transferOut(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                 std::int32_t size) noexcept;
// Settles a transfer, once. False when somebody has settled it already.
bool transferred(std::int64_t transfer, std::int32_t status, std::int64_t count) noexcept;

// Sets the stream's MF_BYTESTREAM_CONTENT_TYPE, or its MF_BYTESTREAM_ORIGIN_NAME.
std::int32_t setStreamName(std::int64_t stream, bool is_content_type,
                           const std::uint16_t* value) noexcept;

}  // namespace bridge
