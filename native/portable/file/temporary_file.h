// A file that goes with its stream.
#pragma once

#include <sys/types.h>

#include <string>

namespace portable {

// Deletes the file when it goes, unless another file has that name by then. A process that is
// killed leaves its temporary files behind; Windows deletes them itself.
class TemporaryFile {
 public:
  TemporaryFile(std::string path, dev_t device, ino_t inode) noexcept;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

 private:
  const std::string path_;
  const dev_t device_;
  const ino_t inode_;
};

}  // namespace portable
