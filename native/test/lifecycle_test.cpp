// Starting and stopping with work under way: what was accepted is delivered.

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

TEST_CASE_FIXTURE(ObjectsTest,
                  "the platform starts and stops two hundred times, reading in between") {
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    {
      const StreamPtr stream = OpenForRead(path);
      AsyncRead first(stream, 500);
      AsyncRead second(stream, 500, kOnMultithreaded);
      REQUIRE(first.Begin() == S_OK);
      if (!OverlapsInOrder()) REQUIRE(first.Wait());
      REQUIRE(second.Begin() == S_OK);
      REQUIRE(first.Wait());
      REQUIRE(second.Wait());
      CHECK(first.Got(500, 0));
      CHECK(second.Got(500, 500));
    }
    CheckNoObjects();
    REQUIRE(MFShutdown() == S_OK);
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "a stream outlives the platform, and the next one serves it") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  for (int i = 0; i < 2; ++i) {
    REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    {
      AsyncRead read(stream, 500);
      REQUIRE(read.Begin() == S_OK);
      REQUIRE(read.Wait());
      CHECK(read.Got(500, 500 * static_cast<QWORD>(i)));
    }
    REQUIRE(MFShutdown() == S_OK);
  }
}

// On Wine a process of its own: with results alive, its platform does not stop.
TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(ObjectsTest, "MFShutdown with reads and items pending delivers them all") {
  constexpr int kReads = 2000;
  const TempDir dir;
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  std::vector<BYTE> buffer(kReads * 500);
  const StreamPtr stream = OpenForRead(dir.PatternFile(buffer.size()));
  std::atomic<int> wrong{0};
  const auto reader = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG got = 0;
    if (stream->EndRead(result, &got) != S_OK || got != 500) wrong.fetch_add(1);
    return S_OK;
  });
  const auto item = RecordingCallback::Create();
  for (int i = 0; i < kReads; ++i) {
    REQUIRE(stream->BeginRead(buffer.data() + i * 500, 500, reader.Get(), nullptr) == S_OK);
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, item.Get(), nullptr) == S_OK);
  }
  CHECK(MFShutdown() == S_OK);
  if (OnPortableEngine()) {
    CHECK(reader->Returned() == kReads);
    CHECK(item->Returned() == kReads);
  }
  REQUIRE(reader->WaitUntilReturned(kReads, kHang));
  REQUIRE(item->WaitUntilReturned(kReads, kHang));
  CHECK(Eventually([&] { return RefCount(reader) == 1 && RefCount(item) == 1; }));
  CHECK(reader->Entered() == kReads);
  CHECK(item->Entered() == kReads);
  CHECK(wrong.load() == 0);
  if (OverlapsInOrder()) CHECK(IsPattern(buffer.data(), buffer.size(), 0));
}
TEST_SUITE_END();

}  // namespace test
