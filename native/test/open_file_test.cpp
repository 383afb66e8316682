// MFCreateFile: conformance cases A37 to A41 and A43, and the errors it must give.

#include "test/fakes.h"
#include "test/files.h"
#include "test/fixtures.h"

namespace test {

namespace {

constexpr MF_FILE_ACCESSMODE kAccessModes[] = {MF_ACCESSMODE_READ, MF_ACCESSMODE_WRITE,
                                               MF_ACCESSMODE_READWRITE};

HRESULT TryOpen(const std::filesystem::path& path, MF_FILE_ACCESSMODE access,
                MF_FILE_OPENMODE mode) {
  StreamPtr stream;
  const HRESULT hr = Open(path, access, mode, &stream);
  CHECK(static_cast<bool>(stream) == SUCCEEDED(hr));
  return hr;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A37 a missing file is ERROR_FILE_NOT_FOUND") {
  const TempDir dir;
  for (const auto access : kAccessModes) {
    CHECK(TryOpen(dir / "missing", access, MF_OPENMODE_FAIL_IF_NOT_EXIST) ==
          HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
  }
  CHECK_FALSE(std::filesystem::exists(dir / "missing"));
}

TEST_CASE_FIXTURE(PlatformTest, "A38 readers share a file, a writer wants it alone") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  {
    const StreamPtr first = OpenForRead(path);
    const StreamPtr second = OpenForRead(path);
    for (const auto access : {MF_ACCESSMODE_WRITE, MF_ACCESSMODE_READWRITE}) {
      CHECK(TryOpen(path, access, MF_OPENMODE_FAIL_IF_NOT_EXIST) ==
            HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION));
    }
  }
  CHECK(TryOpen(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "A39 the path is no URL, whatever its parameter is called") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  StreamPtr stream;
  const WideString url = Wide("file://") + Wide(path);
  CHECK(FAILED(Open(url, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream)));
  CHECK_FALSE(stream);
  CHECK(TryOpen(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "A40 DELETE_IF_EXIST empties a file and creates a missing one") {
  const TempDir dir;
  for (const auto& path : {dir.PatternFile(10), dir / "new"}) {
    StreamPtr stream;
    REQUIRE(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_DELETE_IF_EXIST, &stream) == S_OK);
    CHECK(LengthOf(stream) == 0);
    CHECK(PositionOf(stream) == 0);
    CHECK(std::filesystem::file_size(path) == 0);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "A41 capabilities follow from the access mode") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  const DWORD expected[] = {0x805, 0x806, 0x807};
  for (int i = 0; i < 3; ++i) {
    StreamPtr stream;
    REQUIRE(Open(path, kAccessModes[i], MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
    DWORD capabilities = 0;
    CHECK(stream->GetCapabilities(&capabilities) == S_OK);
    CHECK(capabilities == expected[i]);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "A43 a file that is deleted while open stays readable") {
  const TempDir dir;
  const auto path = dir.PatternFile(100);
  const StreamPtr stream = OpenForRead(path);
  std::error_code error;
  CHECK(std::filesystem::remove(path, error));
  CHECK_MESSAGE(!error, error.message());
  BYTE bytes[100];
  ULONG got = 0;
  CHECK(stream->Read(bytes, sizeof bytes, &got) == S_OK);
  CHECK(got == 100);
  CHECK(IsPattern(bytes, 100, 0));
}

TEST_CASE_FIXTURE(PlatformTest, "open modes on existing and missing files") {
  struct Row {
    MF_FILE_OPENMODE mode;
    HRESULT exists, missing;
    std::uintmax_t size_afterwards;
  };
  const HRESULT kNotFound = HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
  const HRESULT kExists = HRESULT_FROM_WIN32(ERROR_FILE_EXISTS);
  const Row rows[] = {
      {MF_OPENMODE_FAIL_IF_NOT_EXIST, S_OK, kNotFound, 10},
      {MF_OPENMODE_FAIL_IF_EXIST, kExists, S_OK, 10},
      {MF_OPENMODE_RESET_IF_EXIST, S_OK, kNotFound, 0},
      {MF_OPENMODE_APPEND_IF_EXIST, S_OK, S_OK, 10},
      {MF_OPENMODE_DELETE_IF_EXIST, S_OK, S_OK, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.mode);
    const TempDir dir;
    const auto existing = dir.PatternFile(10);
    CHECK(TryOpen(existing, MF_ACCESSMODE_READWRITE, row.mode) == row.exists);
    CHECK(std::filesystem::file_size(existing) == row.size_afterwards);
    CHECK(TryOpen(dir / "new", MF_ACCESSMODE_READWRITE, row.mode) == row.missing);
    CHECK(std::filesystem::exists(dir / "new") == SUCCEEDED(row.missing));
  }
}

// Expected on Windows: the same; MF_FILE_OPENMODE says only that an existing file is opened, and a
// missing one created. If the position were the length there, the first write would append.
TEST_CASE_FIXTURE(PlatformTest,
                  "APPEND_IF_EXIST starts at position 0, where the first write goes") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_APPEND_IF_EXIST, &stream) == S_OK);
  CHECK(PositionOf(stream) == 0);
  CHECK(LengthOf(stream) == 10);
  const BYTE byte = 0xEE;
  ULONG written = 0;
  CHECK(stream->Write(&byte, 1, &written) == S_OK);
  CHECK(written == 1);
  CHECK(PositionOf(stream) == 1);
  stream.Reset();
  std::vector<BYTE> expected = Pattern(0, 10);
  expected[0] = 0xEE;
  CHECK(ReadFileBytes(path) == expected);
}

TEST_CASE_FIXTURE(PlatformTest, "a refused open leaves the file's content alone") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  const StreamPtr reader = OpenForRead(path);
  for (const auto mode : {MF_OPENMODE_DELETE_IF_EXIST, MF_OPENMODE_RESET_IF_EXIST}) {
    CHECK(TryOpen(path, MF_ACCESSMODE_WRITE, mode) == HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION));
  }
  CHECK(std::filesystem::file_size(path) == 10);
}

TEST_CASE_FIXTURE(PlatformTest, "a missing directory is ERROR_PATH_NOT_FOUND") {
  const TempDir dir;
  for (const auto mode : {MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_OPENMODE_DELETE_IF_EXIST}) {
    CHECK(TryOpen(dir / "nowhere" / "file", MF_ACCESSMODE_WRITE, mode) ==
          HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND));
  }
  StreamPtr stream;
  CHECK(Open(WideString(), MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) ==
        HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND));
}

TEST_CASE_FIXTURE(PlatformTest, "a directory is no file") {
  const TempDir dir;
  for (const auto access : kAccessModes) {
    CHECK(TryOpen(dir.Path(), access, MF_OPENMODE_FAIL_IF_NOT_EXIST) == E_ACCESSDENIED);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "an open mode that does not exist is E_INVALIDARG") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  for (const int mode : {-1, 5, 99}) {
    CHECK(TryOpen(path, MF_ACCESSMODE_READ, static_cast<MF_FILE_OPENMODE>(mode)) == E_INVALIDARG);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "file names of every plane work") {
  const TempDir dir;
  // Latin, CJK, and one beyond the basic multilingual plane: a surrogate pair in UTF-16.
  for (const char16_t* name : {u"gr\u00fc\u00df", u"\u6620\u753b", u"clef-\U0001D11E"}) {
    const auto path = dir.Path() / name;
    StreamPtr stream;
    REQUIRE(Open(path, MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) == S_OK);
    CHECK(std::filesystem::exists(path));
    stream.Reset();
    CHECK(TryOpen(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST) == S_OK);
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "a file opens without a started platform") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  CHECK(LengthOf(stream) == 10);
}

}  // namespace test
