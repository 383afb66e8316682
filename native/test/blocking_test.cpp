// User code that blocks in Invoke must not stop others. Media Foundation asks callbacks not to; the
// engine survives those that do.

#include "test/fixtures.h"
#include "test/queue_blocker.h"
#include "test/reads.h"

namespace test {

namespace {

// Puts as many items as `count`, each of which begins a read in its Invoke and waits there until
// that read has called back. Answers how many of the reads came back in time, with their data.
int ReadsAwaitedInside(const StreamPtr& stream, int count, std::optional<Parameters> parameters) {
  std::vector<std::unique_ptr<AsyncRead>> reads;
  for (int i = 0; i < count; ++i) {
    reads.push_back(std::make_unique<AsyncRead>(stream, 100, parameters));
  }
  std::atomic<int> next{0};
  std::atomic<int> arrived{0};
  const auto waiter = RecordingCallback::Create([&](IMFAsyncResult*) {
    AsyncRead& read = *reads[next.fetch_add(1)];
    if (SUCCEEDED(read.Begin()) && read.Wait(kHang) && read.EndResult() == S_OK &&
        read.Bytes() == 100) {
      arrived.fetch_add(1);
    }
    return S_OK;
  });
  for (int i = 0; i < count; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, waiter.Get(), nullptr) == S_OK);
  }
  CHECK(waiter->WaitUntilReturned(count, 2 * kHang));
  CHECK(Eventually([&] { return RefCount(waiter) == 1; }));
  return arrived.load();
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "reads for MULTITHREADED go on while STANDARD is blocked") {
  if (OnWine({8})) return Skip("reads while STANDARD is blocked", "Wine 8 reads on STANDARD (A54)");
  constexpr int kReads = 100;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kReads * 100));
  QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
  for (int i = 0; i < kReads; ++i) {
    AsyncRead read(stream, 100, kOnMultithreaded);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
    CHECK(read.Got(100, 100 * static_cast<QWORD>(i)));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "callbacks on every thread may wait for reads that they began") {
  constexpr int kItems = 16;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kItems * 100));
  CHECK(ReadsAwaitedInside(stream, kItems, {}) == kItems);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "callbacks may wait for callbacks of their own queue, if it is not serial") {
  if (!OnPortableEngine()) return Skip("waiting on one's own queue", "its threads are limited");
  constexpr int kItems = 16;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kItems * 100));
  CHECK(ReadsAwaitedInside(stream, kItems, kOnMultithreaded) == kItems);
}

TEST_CASE_FIXTURE(PlatformTest, "forty callbacks that block are released by the forty-first") {
  if (!OnPortableEngine()) return Skip("forty blocked callbacks", "its threads are limited");
  constexpr int kBlocked = 40;
  Gate gate;
  std::atomic<int> released{0};
  const auto blocked = RecordingCallback::Create([&](IMFAsyncResult*) {
    if (gate.Wait(kHang)) released.fetch_add(1);
    return S_OK;
  });
  const auto last = RecordingCallback::Create([&](IMFAsyncResult*) {
    gate.Open();
    return S_OK;
  });
  for (int i = 0; i < kBlocked; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, blocked.Get(), nullptr) == S_OK);
  }
  REQUIRE(blocked->WaitUntilEntered(kBlocked));
  CHECK(blocked->Returned() == 0);
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, last.Get(), nullptr) == S_OK);
  CHECK(blocked->WaitUntilReturned(kBlocked));
  CHECK(released.load() == kBlocked);
}

TEST_CASE_FIXTURE(PlatformTest, "callbacks that spin without a system call do not hold reads up") {
  if (!OnPortableEngine()) return Skip("spinning callbacks", "its threads are limited");
  constexpr int kSpinners = 4;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  std::atomic<bool> done{false};
  const auto spinner = RecordingCallback::Create([&](IMFAsyncResult*) {
    while (!done.load(std::memory_order_relaxed)) {
    }
    return S_OK;
  });
  for (int i = 0; i < kSpinners; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, spinner.Get(), nullptr) == S_OK);
  }
  const bool all_spin = spinner->WaitUntilEntered(kSpinners);
  AsyncRead read(stream, 1000);
  const HRESULT begin = read.Begin();
  const bool arrived = begin == S_OK && read.Wait(kHang);
  // Whatever was seen, the spinners must end before anything is asserted.
  done.store(true);
  CHECK(all_spin);
  CHECK(arrived);
  CHECK(read.Got(1000, 0));
  CHECK(spinner->WaitUntilReturned(kSpinners));
}

TEST_CASE_FIXTURE(PlatformTest, "a serial queue stays serial however long an item blocks") {
  QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
  const auto next = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, next.Get(), nullptr) == S_OK);
  CHECK(Never([&] { return next->Entered() > 0; }));
  blocker.Open();
  CHECK(next->WaitUntilReturned());
}

}  // namespace test
