// Files that somebody else changes while a stream has them open.

#include <unistd.h>

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "a file that grew is read to its new end") {
  const TempDir dir;
  const auto path = dir.PatternFile(100);
  const StreamPtr stream = OpenForRead(path);
  AsyncRead first(stream, 200);
  REQUIRE(first.Begin() == S_OK);
  REQUIRE(first.Wait());
  CHECK(first.Got(100, 0));
  WriteFileBytes(path, Pattern(0, 150));
  AsyncRead second(stream, 200);
  REQUIRE(second.Begin() == S_OK);
  REQUIRE(second.Wait());
  CHECK(second.Got(50, 100));
  CHECK(PositionOf(stream) == 150);
}

TEST_CASE_FIXTURE(PlatformTest, "a file that shrank gives what is left, without an error") {
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  const StreamPtr stream = OpenForRead(path);
  // Now the stream knows the length.
  CHECK(LengthOf(stream) == 1000);
  REQUIRE(truncate(path.c_str(), 300) == 0);
  AsyncRead read(stream, 1000);
  REQUIRE(read.Begin() == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.Got(300, 0));
  BYTE bytes[10];
  ULONG got = 99;
  CHECK(stream->SetCurrentPosition(500) == S_OK);
  CHECK(stream->Read(bytes, 10, &got) == S_OK);
  CHECK(got == 0);
}

}  // namespace test
