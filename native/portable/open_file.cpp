#include "portable/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace portable {

namespace {

// Suits every disk and every file system; what the kernel says can only be less.
constexpr std::uint32_t kSafeAlignment = 4096;

// What the file wants, as far as the kernel can say. False when it says that nothing will do.
bool Alignments(int fd, DirectFile* direct) noexcept {
  direct->memory_alignment = kSafeAlignment;
  direct->file_alignment = kSafeAlignment;
#ifdef STATX_DIOALIGN
  // Since Linux 6.1, and not for every file system.
  struct statx status;
  if (statx(fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &status) == 0 &&
      (status.stx_mask & STATX_DIOALIGN) != 0) {
    direct->memory_alignment = status.stx_dio_mem_align;
    direct->file_alignment = status.stx_dio_offset_align;
  }
#endif
  return direct->memory_alignment != 0 && direct->file_alignment != 0;
}

}  // namespace

OpenFile::~OpenFile() {
  if (direct_.fd >= 0) close(direct_.fd);
  if (fd_ >= 0) close(fd_);
}

// Not fcntl on a duplicate: that would share its flags with the original. Not the path: it may be
// another file's by now.
void OpenFile::OpenDirect(int access) noexcept {
  DirectFile direct;
  if (!Alignments(fd_, &direct)) return;
  char self[32];
  std::snprintf(self, sizeof self, "/proc/self/fd/%d", fd_);
  direct.fd = open(self, access | O_DIRECT | O_CLOEXEC);
  if (direct.fd >= 0) direct_ = direct;
}

}  // namespace portable
