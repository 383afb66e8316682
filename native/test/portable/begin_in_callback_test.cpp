// What a callback begins does not wait for the callback to return, which may have other things to
// do.

#include "test/fixtures.h"
#include "test/portable/page_cache.h"
#include "test/reads.h"

namespace test {

namespace {

constexpr std::size_t kSize = 4096;

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "what a callback begins to read from the cache is there at once") {
  const TempDir dir;
  const auto path = dir.PatternFile(kSize);
  if (ReadFirstByteFromCache(path) != 1)
    return Skip("cached reads in callbacks", "the file system does not know RWF_NOWAIT");
  const StreamPtr stream = OpenForRead(path);
  AsyncRead read(stream, kSize);
  HRESULT begun = E_PENDING;
  bool there = false;
  const auto beginner = RecordingCallback::Create([&](IMFAsyncResult*) {
    begun = read.Begin();
    there = IsPattern(read.Buffer().data(), kSize, 0);
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, beginner.Get(), nullptr) == S_OK);
  REQUIRE(beginner->WaitUntilReturned());
  CHECK(begun == S_OK);
  CHECK(there);
  REQUIRE(read.Wait());
  CHECK(read.Got(kSize, 0));
}

// The dispatcher changes its driver, or does not, before, while and after the kernel gets the
// transfer.
TEST_CASE_FIXTURE(PlatformTest, "writes that callbacks begin before they block are all done") {
  constexpr int kCallbacks = 8;
  constexpr int kWrites = 40;
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir / "written", MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) ==
          S_OK);
  const auto bytes = Pattern(0, kSize);
  std::atomic<int> refused{0};
  std::atomic<int> wrong{0};
  const auto ended = RecordingCallback::Create(
      [&](IMFAsyncResult* result) {
        ULONG count = 0;
        if (stream->EndWrite(result, &count) != S_OK || count != kSize) wrong.fetch_add(1);
        return S_OK;
      },
      kOnMultithreaded);
  const auto beginner = RecordingCallback::Create([&](IMFAsyncResult*) {
    for (int i = 0; i < kWrites / kCallbacks; ++i) {
      if (stream->BeginWrite(bytes.data(), kSize, ended.Get(), nullptr) != S_OK) {
        refused.fetch_add(1);
      }
      // About as long as the watchdog lets a callback have its dispatcher.
      std::this_thread::sleep_for(std::chrono::milliseconds{i});
    }
    return S_OK;
  });
  for (int i = 0; i < kCallbacks; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, beginner.Get(), nullptr) == S_OK);
  }
  REQUIRE(beginner->WaitUntilReturned(kCallbacks, kHang));
  CHECK(refused.load() == 0);
  CHECK(ended->WaitUntilReturned(kWrites, kHang));
  CHECK(wrong.load() == 0);
  CHECK(Eventually([&] { return RefCount(ended) == 1; }));
  QWORD length = 0;
  CHECK(stream->GetLength(&length) == S_OK);
  CHECK(length == kWrites * kSize);
}

// A callback that gives something to the kernel again and again is one that goes on, but what
// waits for its return does not wait for ever.
TEST_CASE_FIXTURE(PlatformTest, "a large write is not held up by the small ones of its callback") {
  constexpr std::size_t kLarge = 1024 * 1024;
  constexpr std::size_t kSmall = 16;
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir / "written", MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) ==
          S_OK);
  const auto bytes = Pattern(0, kLarge);
  const auto large = EndingWrites(stream, kOnMultithreaded);
  // Theirs wait for this callback, which is on the same serial queue.
  const auto small = EndingWrites(stream);
  std::atomic<int> begun{0};
  bool arrived = false;
  const auto beginner = RecordingCallback::Create([&](IMFAsyncResult*) {
    if (stream->BeginWrite(bytes.data(), kLarge, large.Get(), nullptr) != S_OK) return S_OK;
    const auto end = std::chrono::steady_clock::now() + kEventually;
    while (!arrived && std::chrono::steady_clock::now() < end) {
      if (stream->BeginWrite(bytes.data(), kSmall, small.Get(), nullptr) == S_OK) ++begun;
      arrived = large->WaitUntilReturned(1, std::chrono::milliseconds{1});
    }
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, beginner.Get(), nullptr) == S_OK);
  REQUIRE(beginner->WaitUntilReturned(1, kHang));
  CHECK(arrived);
  CHECK(large->WaitUntilReturned(1, kHang));
  CHECK(small->WaitUntilReturned(begun.load(), kHang));
  CHECK(Eventually([&] { return RefCount(small) == 1 && RefCount(large) == 1; }));
}

}  // namespace test
