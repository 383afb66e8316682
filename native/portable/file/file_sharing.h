// Who has which file open: many readers, or one stream that may write. Media Foundation's rule,
// kept in this process only; ALLOW_WRITE_SHARING changes nothing, as on Windows and unlike its
// documentation.
#pragma once

#include <sys/types.h>

#include "com/base_types.h"

namespace portable {

// One open stream's share of a file, given back by Release or the destructor.
class FileShare {
 public:
  FileShare() noexcept = default;
  FileShare(const FileShare&) = delete;
  FileShare& operator=(const FileShare&) = delete;
  ~FileShare() { Release(); }

  // HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION) when somebody else's share excludes this one. Hard
  // links are one file.
  [[nodiscard]] HRESULT Acquire(dev_t device, ino_t inode, bool writes) noexcept;
  // Idempotent.
  void Release() noexcept;

 private:
  dev_t device_ = 0;
  ino_t inode_ = 0;
  bool held_ = false;
};

}  // namespace portable
