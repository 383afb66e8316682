// What the kernel's page cache has of a file.
#pragma once

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <filesystem>

#include "test/fixtures.h"

namespace test {

// The kernel's answer to a read of the first byte that must not wait for the disk: 1, or less than
// 0 when that is not in the cache or the file system does not know RWF_NOWAIT.
inline ssize_t ReadFirstByteFromCache(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  BYTE byte;
  const iovec probe = {&byte, 1};
  const ssize_t answer = preadv2(fd, &probe, 1, 0, RWF_NOWAIT);
  close(fd);
  return answer;
}

}  // namespace test
