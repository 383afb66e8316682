// Position, length and the synchronous methods: conformance cases A44 to A47.

#include "test/files.h"
#include "test/fixtures.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "A44 reading at the end is a success with no bytes") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  BOOL at_end = TRUE;
  CHECK(stream->IsEndOfStream(&at_end) == S_OK);
  CHECK(at_end == FALSE);
  CHECK(stream->SetCurrentPosition(100) == S_OK);
  CHECK(stream->IsEndOfStream(&at_end) == S_OK);
  CHECK(at_end == TRUE);
  BYTE byte = 0xEE;
  ULONG got = 99;
  CHECK(stream->Read(&byte, 1, &got) == S_OK);
  CHECK(got == 0);
  CHECK(byte == 0xEE);
}

TEST_CASE_FIXTURE(PlatformTest, "A45 length and position refuse null with E_INVALIDARG") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  CHECK(stream->GetLength(nullptr) == E_INVALIDARG);
  CHECK(stream->GetCurrentPosition(nullptr) == E_INVALIDARG);
}

TEST_CASE_FIXTURE(PlatformTest, "A46 Seek moves from the beginning and from here") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  QWORD position = 0;
  CHECK(stream->Seek(msoBegin, 10, 0, &position) == S_OK);
  CHECK(position == 10);
  CHECK(stream->Seek(msoCurrent, -5, 0, &position) == S_OK);
  CHECK(position == 5);
  CHECK(PositionOf(stream) == 5);
  CHECK(stream->Seek(static_cast<MFBYTESTREAM_SEEK_ORIGIN>(2), 0, 0, &position) == E_INVALIDARG);
  CHECK(PositionOf(stream) == 5);
}

TEST_CASE_FIXTURE(PlatformTest, "A47 a stream reads and writes only what its access mode allows") {
  const TempDir dir;
  BYTE bytes[4] = {1, 2, 3, 4};
  ULONG count = 99;
  {
    StreamPtr writer;
    REQUIRE(Open(dir / "file", MF_ACCESSMODE_WRITE, MF_OPENMODE_DELETE_IF_EXIST, &writer) == S_OK);
    CHECK(writer->Write(bytes, 4, &count) == S_OK);
    CHECK(count == 4);
    CHECK(PositionOf(writer) == 4);
    CHECK(writer->Read(bytes, 4, &count) == E_ACCESSDENIED);
    CHECK(PositionOf(writer) == 4);
  }
  const StreamPtr reader = OpenForRead(dir / "file");
  CHECK(reader->Write(bytes, 4, &count) == E_ACCESSDENIED);
  CHECK(ReadFileBytes(dir / "file") == std::vector<BYTE>{1, 2, 3, 4});
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a position beyond the end is fine, whatever the documentation says") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  CHECK(stream->SetCurrentPosition(200) == S_OK);
  CHECK(PositionOf(stream) == 200);
  BOOL at_end = FALSE;
  CHECK(stream->IsEndOfStream(&at_end) == S_OK);
  CHECK(at_end == TRUE);
  BYTE byte = 0;
  ULONG got = 99;
  CHECK(stream->Read(&byte, 1, &got) == S_OK);
  CHECK(got == 0);
  CHECK(PositionOf(stream) == 200);
}

TEST_CASE_FIXTURE(PlatformTest, "an empty file is at its end from the start") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(0));
  BOOL at_end = FALSE;
  CHECK(stream->IsEndOfStream(&at_end) == S_OK);
  CHECK(at_end == TRUE);
  CHECK(LengthOf(stream) == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "Read gives at most what is left and moves by what it gave") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  BYTE bytes[64];
  ULONG got = 0;
  CHECK(stream->Read(bytes, 64, &got) == S_OK);
  CHECK(got == 64);
  CHECK(IsPattern(bytes, 64, 0));
  CHECK(stream->Read(bytes, 64, &got) == S_OK);
  CHECK(got == 36);
  CHECK(IsPattern(bytes, 36, 64));
  CHECK(PositionOf(stream) == 100);
}

TEST_CASE_FIXTURE(PlatformTest, "writing beyond the end leaves a gap of zeros") {
  const TempDir dir;
  {
    StreamPtr stream;
    REQUIRE(Open(dir / "gap", MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, &stream) ==
            S_OK);
    const BYTE byte = 7;
    ULONG count = 0;
    CHECK(stream->SetCurrentPosition(3) == S_OK);
    CHECK(stream->Write(&byte, 1, &count) == S_OK);
    CHECK(LengthOf(stream) == 4);
  }
  CHECK(ReadFileBytes(dir / "gap") == std::vector<BYTE>{0, 0, 0, 7});
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a seek to before the beginning is refused or fails the next read") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(100));
  REQUIRE(stream->SetCurrentPosition(5) == S_OK);
  QWORD position = 0;
  const HRESULT seek = stream->Seek(msoCurrent, -6, 0, &position);
  if (!OnPortableEngine() && SUCCEEDED(seek)) {
    // Wine lets the position wrap.
    BYTE byte = 0;
    ULONG got = 0;
    CHECK(FAILED(stream->Read(&byte, 1, &got)));
    return;
  }
  CHECK(seek == E_INVALIDARG);
  CHECK(PositionOf(stream) == 5);
}

TEST_CASE_FIXTURE(PlatformTest, "positions beyond 4 GiB work") {
  constexpr QWORD kFar = (QWORD{5} << 30) + 12345;
  const TempDir dir;
  const auto path = dir / "sparse";
  {
    std::ofstream file(path, std::ios::binary);
    file.seekp(static_cast<std::streamoff>(kFar));
    const auto bytes = Pattern(kFar, 100);
    file.write(reinterpret_cast<const char*>(bytes.data()), 100);
    file.close();
    REQUIRE(file.good());
  }
  const StreamPtr stream = OpenForRead(path);
  CHECK(LengthOf(stream) == kFar + 100);
  CHECK(stream->SetCurrentPosition(kFar) == S_OK);
  BYTE bytes[200];
  ULONG got = 0;
  CHECK(stream->Read(bytes, sizeof bytes, &got) == S_OK);
  CHECK(got == 100);
  CHECK(IsPattern(bytes, 100, kFar));
  CHECK(PositionOf(stream) == kFar + 100);
}

}  // namespace test
