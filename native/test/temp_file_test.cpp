// MFCreateTempFile: files that go with their streams.

#include "test/fixtures.h"
#include "test/reads.h"
#include "test/stream_attributes.h"

namespace test {

namespace {

HRESULT NewTempFile(MF_FILE_ACCESSMODE access, MF_FILE_OPENMODE mode, StreamPtr* stream) {
  return MFCreateTempFile(access, mode, MF_FILEFLAGS_NONE, stream->Put());
}

std::filesystem::path PathOf(const StreamPtr& stream) {
  return std::filesystem::path(StringAttribute(stream, MF_BYTESTREAM_ORIGIN_NAME));
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest,
                  "A59 a temporary file exists under ORIGIN_NAME, and goes with its stream") {
  StreamPtr stream;
  REQUIRE(NewTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, &stream) == S_OK);
  const auto path = PathOf(stream);
  CAPTURE(path.string());
  CHECK(path.is_absolute());
  CHECK(std::filesystem::exists(path));
  // Wine has more than one folder for temporary files.
  CHECK((OnWine({8, 10}) ||
         std::filesystem::equivalent(path.parent_path(), std::filesystem::temp_directory_path())));
  CHECK(CountOfAttributes(stream) == 1);

  BYTE bytes[] = {1, 2, 3};
  ULONG count = 0;
  CHECK(stream->Write(bytes, 3, &count) == S_OK);
  CHECK(count == 3);
  CHECK(LengthOf(stream) == 3);
  CHECK(stream->SetCurrentPosition(1) == S_OK);
  CHECK(stream->Read(bytes, 3, &count) == S_OK);
  CHECK(count == 2);
  CHECK(bytes[0] == 2);

  CHECK(RefCount(stream) == 1);
  stream.Reset();
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE_FIXTURE(PlatformTest, "temporary files with modes that do not create are not found") {
  StreamPtr stream;
  CHECK(NewTempFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) ==
        HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
  CHECK(!stream);
}

TEST_CASE_FIXTURE(PlatformTest, "temporary files have names of their own") {
  std::vector<StreamPtr> streams(20);
  std::vector<std::filesystem::path> paths;
  for (auto& stream : streams) {
    REQUIRE(NewTempFile(MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) == S_OK);
    paths.push_back(PathOf(stream));
  }
  std::sort(paths.begin(), paths.end());
  CHECK(std::unique(paths.begin(), paths.end()) == paths.end());
  streams.clear();
  for (const auto& path : paths) CHECK(!std::filesystem::exists(path));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a temporary file outlives its stream's references while one is held") {
  StreamPtr stream;
  REQUIRE(NewTempFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_APPEND_IF_EXIST, &stream) == S_OK);
  const auto path = PathOf(stream);
  const StreamPtr* const other = new StreamPtr(stream);
  stream.Reset();
  CHECK(std::filesystem::exists(path));
  delete other;
  CHECK(!std::filesystem::exists(path));
}

}  // namespace test
