// The engine's own resources: its threads, descriptors and processor time come and go with the
// platform, and refused work never disturbs its end.

#include <ctime>

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

std::size_t EntriesIn(const char* directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}
std::size_t OpenDescriptors() { return EntriesIn("/proc/self/fd"); }
std::size_t Threads() { return EntriesIn("/proc/self/task"); }

std::chrono::nanoseconds ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "a stopped platform leaves no thread and no descriptor") {
  const TempDir dir;
  const auto path = dir.PatternFile(1 << 20);
  const std::size_t threads = Threads();
  const std::size_t descriptors = OpenDescriptors();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    CHECK(Threads() > threads);
    {
      const StreamPtr stream = OpenForRead(path);
      AsyncRead small(stream, 1000);
      AsyncRead large(stream, 1 << 19);
      REQUIRE(small.Begin() == S_OK);
      REQUIRE(large.Begin() == S_OK);
    }
    REQUIRE(MFShutdown() == S_OK);
    // Fewer, when a thread of the test before was still on its way out at the beginning.
    CHECK(Eventually([&] { return Threads() <= threads; }));
    CHECK(OpenDescriptors() == descriptors);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "an idle platform uses no processor") {
  const auto callback = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  // The watchdog looks on for a while before it parks; what is asserted is that it comes to rest.
  CHECK(Eventually([] {
    const auto before = ProcessorTime();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return ProcessorTime() - before < std::chrono::milliseconds(1);
  }));
}

TEST_CASE_FIXTURE(PlatformTest, "after a rest, blocked callbacks are noticed again") {
  // Long enough for the watchdog to park, many times, so that its parking meets the callbacks'
  // start.
  for (int i = 0; i < 20; ++i) {
    CAPTURE(i);
    std::this_thread::sleep_for(std::chrono::milliseconds(95 + i));
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
    for (int j = 0; j < 8; ++j) {
      REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, blocked.Get(), nullptr) == S_OK);
    }
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, last.Get(), nullptr) == S_OK);
    const bool in_time = blocked->WaitUntilReturned(8);
    gate.Open();
    REQUIRE(in_time);
    CHECK(released.load() == 8);
    CHECK(Eventually([&] { return RefCount(blocked) == 1 && RefCount(last) == 1; }));
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "work refused by a stopping platform does not disturb its end") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  std::atomic<bool> done{false};
  std::atomic<int> begun{0};
  std::atomic<int> unexpected{0};
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG got = 0;
    if (result->GetStateNoAddRef() == nullptr && FAILED(stream->EndRead(result, &got))) {
      unexpected.fetch_add(1);
    }
    return S_OK;
  });
  const auto item = UnknownFake::Create();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, i] {
      BYTE bytes[16];
      while (!done.load()) {
        const HRESULT hr =
            i == 0 ? MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), item.Get())
                   : stream->BeginRead(bytes, 0, callback.Get(), nullptr);
        if (hr == S_OK) {
          begun.fetch_add(1);
        } else if (hr != MF_E_SHUTDOWN) {
          unexpected.fetch_add(1);
        }
      }
    });
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    CHECK(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    std::this_thread::yield();
    CHECK(MFShutdown() == S_OK);
  }
  const auto taken = std::chrono::steady_clock::now() - begin;
  done.store(true);
  for (auto& thread : threads) thread.join();
  // A shutdown waits a second for threads that do not end, and five for results: refused work is
  // neither.
  CHECK(taken < std::chrono::seconds(10));
  CHECK(unexpected.load() == 0);
  CHECK(callback->WaitUntilReturned(begun.load(), kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(callback->Entered() == begun.load());
}

TEST_CASE_FIXTURE(ObjectsTest, "a callback that shuts the platform down does not deadlock") {
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  HRESULT shutdown = E_PENDING;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult*) {
    shutdown = MFShutdown();
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(shutdown == S_OK);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == MF_E_SHUTDOWN);
  // It starts again, whether or not the old threads have gone yet.
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  const auto next = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, next.Get(), nullptr) == S_OK);
  CHECK(next->WaitUntilReturned());
  CHECK(MFShutdown() == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "a platform started again while a callback blocks serves both") {
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  Gate gate;
  const auto blocked = RecordingCallback::Create([&](IMFAsyncResult*) {
    (void)gate.Wait(kHang);
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, blocked.Get(), nullptr) == S_OK);
  REQUIRE(blocked->WaitUntilEntered());
  // Waits its full time for the result that the callback has, then stops all the same.
  const auto begin = std::chrono::steady_clock::now();
  CHECK(MFShutdown() == S_OK);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(8));
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  const auto next = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, next.Get(), nullptr) == S_OK);
  CHECK(next->WaitUntilReturned());
  gate.Open();
  CHECK(blocked->WaitUntilReturned());
  CHECK(MFShutdown() == S_OK);
}

}  // namespace test
