#include "portable/file/open_file.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <limits>

#include "portable/sys/uninterrupted.h"

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

// Whether the file has a poll method: epoll refuses a file that has none. True when unknown.
bool MayHavePoll(int fd) noexcept {
  const int set = epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) return true;
  epoll_event none{};
  const bool may = epoll_ctl(set, EPOLL_CTL_ADD, fd, &none) == 0 || errno != EPERM;
  close(set);
  return may;
}

}  // namespace

int OpenAgain(int fd, const char* path, int flags) noexcept {
  char self[32];
  std::snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int again = sys::Uninterrupted([&] { return open(self, flags | O_CLOEXEC); });
  if (again >= 0 || errno != ENOENT) return again;
  // Not blocking: what has the path by now may be a pipe.
  const int careful = flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  again = sys::Uninterrupted([&] { return open(path, careful); });
  if (again < 0) return again;
  struct stat wanted;
  struct stat found;
  const bool same = fstat(fd, &wanted) == 0 && fstat(again, &found) == 0 &&
                    wanted.st_dev == found.st_dev && wanted.st_ino == found.st_ino;
  if (same && fcntl(again, F_SETFL, flags & ~O_ACCMODE) == 0) return again;
  close(again);
  errno = EBUSY;
  return -1;
}

OpenFile::~OpenFile() {
  if (direct_.fd >= 0) close(direct_.fd);
  if (fd_ >= 0) close(fd_);
}

// io_uring asks the poll method of a file that does not know RWF_NOWAIT, and transfers on the
// submitting thread when that says yes. FUSE says so where its server knows no poll, and then
// sleeps. Other files, as on tmpfs, go to the kernel's own workers. The read asks nothing of the
// disk: it is behind the end of any file. A file that is only written answers EBADF.
void OpenFile::AskWhetherItWaits() noexcept {
  std::uint8_t byte = 0;
  const iovec room = {&byte, 1};
  constexpr off_t kFar = std::numeric_limits<std::int64_t>::max() - 1;
  if (preadv2(fd_, &room, 1, kFar, RWF_NOWAIT) >= 0) return;
  waits_ = (errno == EOPNOTSUPP || errno == EBADF) && MayHavePoll(fd_);
}

// Not fcntl on a duplicate: that would share its flags with the original.
void OpenFile::OpenDirect(const char* path, int access) noexcept {
  DirectFile direct;
  if (!Alignments(fd_, &direct)) return;
  direct.fd = OpenAgain(fd_, path, access | O_DIRECT);
  if (direct.fd >= 0) direct_ = direct;
}

}  // namespace portable
