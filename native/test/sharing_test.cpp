// Who may open a file that somebody has open: every access mode against every other, with and
// without ALLOW_WRITE_SHARING, which changes nothing, whatever its documentation says.

#include "test/files.h"
#include "test/fixtures.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "only readers share") {
  struct Way {
    MF_FILE_ACCESSMODE access;
    MF_FILE_FLAGS flags;
  };
  const Way ways[] = {
      {MF_ACCESSMODE_READ, MF_FILEFLAGS_NONE},
      {MF_ACCESSMODE_READ, MF_FILEFLAGS_ALLOW_WRITE_SHARING},
      {MF_ACCESSMODE_WRITE, MF_FILEFLAGS_NONE},
      {MF_ACCESSMODE_WRITE, MF_FILEFLAGS_ALLOW_WRITE_SHARING},
      {MF_ACCESSMODE_READWRITE, MF_FILEFLAGS_NONE},
      {MF_ACCESSMODE_READWRITE, MF_FILEFLAGS_ALLOW_WRITE_SHARING},
  };
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  for (const Way& first : ways) {
    for (const Way& second : ways) {
      CAPTURE(first.access);
      CAPTURE(first.flags);
      CAPTURE(second.access);
      CAPTURE(second.flags);
      const bool shared = first.access == MF_ACCESSMODE_READ && second.access == MF_ACCESSMODE_READ;
      StreamPtr holder;
      REQUIRE(Open(path, first.access, MF_OPENMODE_FAIL_IF_NOT_EXIST, &holder, first.flags) ==
              S_OK);
      StreamPtr other;
      CHECK(Open(path, second.access, MF_OPENMODE_FAIL_IF_NOT_EXIST, &other, second.flags) ==
            (shared ? S_OK : HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION)));
      // The share goes with the last Release.
      other.Reset();
      holder.Reset();
      CHECK(Open(path, second.access, MF_OPENMODE_FAIL_IF_NOT_EXIST, &other, second.flags) == S_OK);
    }
  }
}

TEST_CASE_FIXTURE(PlatformTest, "hard links are one file") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  std::error_code error;
  std::filesystem::create_hard_link(path, dir / "link", error);
  if (error) return Skip("hard links are one file", error.message());
  const StreamPtr reader = OpenForRead(path);
  StreamPtr writer;
  CHECK(Open(dir / "link", MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) ==
        HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION));
}

}  // namespace test
