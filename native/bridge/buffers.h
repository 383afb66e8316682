// The flat functions for the memory of Java's buffers. The rules of flat_functions.h hold.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// The address of a direct buffer's first byte, whatever its position. On a Java thread.
std::int64_t addressOf(jobject buffer) noexcept;
// mfplat::AdviseHugePages.
void adviseHugePages(std::int64_t memory, std::int64_t size) noexcept;

}  // namespace bridge
