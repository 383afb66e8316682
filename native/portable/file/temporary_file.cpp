#include "portable/file/temporary_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace portable {

TemporaryFile::TemporaryFile(std::string path, dev_t device, ino_t inode) noexcept
    : path_(std::move(path)), device_(device), inode_(inode) {}

TemporaryFile::~TemporaryFile() {
  struct stat status;
  const bool ours =
      lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
  if (ours) unlink(path_.c_str());
}

}  // namespace portable
