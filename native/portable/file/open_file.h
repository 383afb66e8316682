// The descriptors of one open file, which go with it: the one that can do everything, and, where
// the cache is to be bypassed, the one for transfers that are aligned.
#pragma once

#include <utility>

#include "portable/engine/direct_file.h"

namespace portable {

// Opens the file of a descriptor once more, with these flags; negative with errno when that cannot
// be. `path` is where it was found: asked only where there is no /proc, and only if the file there
// is still the same.
[[nodiscard]] int OpenAgain(int fd, const char* path, int flags) noexcept;

class OpenFile {
 public:
  OpenFile() noexcept = default;
  // Takes over the descriptor; a negative one is no file.
  explicit OpenFile(int fd) noexcept : fd_(fd) {}
  OpenFile(OpenFile&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        direct_(std::exchange(other.direct_, {})),
        waits_(other.waits_) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(direct_, other.direct_);
    std::swap(waits_, other.waits_);
    return *this;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  // Opens the way past the page cache, if the file system has one. `access` as for open(2); `path`
  // as for OpenAgain.
  void OpenDirect(const char* path, int access) noexcept;

  // Finds out whether the file system can be asked for what it has without waiting. May wait.
  void AskWhetherItWaits() noexcept;

  int Fd() const noexcept { return fd_; }
  // Whether a transfer may sleep wherever it is submitted, also in a call that is not to block.
  bool Waits() const noexcept { return waits_; }
  const DirectFile& Direct() const noexcept { return direct_; }

 private:
  int fd_ = -1;
  // Owns its descriptor.
  DirectFile direct_;
  bool waits_ = false;
};

}  // namespace portable
