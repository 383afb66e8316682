// The way past the page cache: a descriptor with O_DIRECT, and what it wants of a transfer.
// Borrowed from an OpenFile.
#pragma once

#include <cstdint>

namespace portable {

struct DirectFile {
  // -1: there is no such way.
  int fd = -1;
  // Powers of two. Of the address in memory; of the position in the file and of the size.
  std::uint32_t memory_alignment = 1;
  std::uint32_t file_alignment = 1;

  bool Takes(const void* memory, std::uint64_t position, std::uint32_t size) const noexcept {
    if (fd < 0 || size == 0) return false;
    return reinterpret_cast<std::uintptr_t>(memory) % memory_alignment == 0 &&
           (position | size) % file_alignment == 0;
  }
};

}  // namespace portable
