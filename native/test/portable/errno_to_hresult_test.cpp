// The table from errno to HRESULT, row by row.

#include "portable/sys/errno_to_hresult.h"

#include <cerrno>

#include "doctest/doctest.h"

namespace test {

TEST_CASE("every error number has its HRESULT") {
  struct Row {
    int error;
    std::uint32_t hresult;
  };
  const Row rows[] = {
      {0, 0},
      {EACCES, 0x80070005},
      {EPERM, 0x80070005},
      {EISDIR, 0x80070005},
      {EBADF, 0x80070006},
      {EBUSY, 0x800700AA},
      {ECANCELED, 0x800703E3},
      {EDQUOT, 0x80070070},
      {ENOSPC, 0x80070070},
      {EEXIST, 0x80070050},
      {EFAULT, 0x800703E6},
      {EFBIG, 0x800700DF},
      {EOVERFLOW, 0x800700DF},
      {EAGAIN, 0x800704D5},
      {EINTR, 0x800704D5},
      {EINVAL, 0x80070057},
      {EIO, 0x8007045D},
      {ELOOP, 0x80070781},
      {EMFILE, 0x80070004},
      {ENFILE, 0x80070004},
      {ENAMETOOLONG, 0x800700CE},
      {ENOENT, 0x80070002},
      {ENOMEM, 0x8007000E},
      {ENOTDIR, 0x80070003},
      {ENXIO, 0x80070032},
      {EOPNOTSUPP, 0x80070032},
      {EROFS, 0x80070013},
      {ETXTBSY, 0x80070020},
  };
  int translated = 0;
  for (const Row& row : rows) {
    CAPTURE(row.error);
    CHECK(static_cast<std::uint32_t>(portable::ErrnoToHresult(row.error)) == row.hresult);
    if (row.error != 0) ++translated;
  }
  // A row that is new in the table must come here too: all other numbers are E_FAIL.
  int known = 0;
  for (int error = 1; error < 4096; ++error) {
    if (portable::ErrnoToHresult(error) != E_FAIL) ++known;
  }
  CHECK(known == translated);
  CHECK(portable::ErrnoToHresult(-1) == E_FAIL);
}

}  // namespace test
