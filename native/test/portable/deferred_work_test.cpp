// The engine's own rules for what comes later: refusals, the end of the platform, and races.

#include <ctime>
#include <filesystem>
#include <vector>

#include "test/event_handle.h"
#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/recording_callback.h"

namespace test {

namespace {

constexpr INT64 kAnHour = -3600 * 1000;

com::ComPtr<IMFAsyncResult> ResultFor(const com::ComPtr<RecordingCallback>& callback) {
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  return result;
}

std::size_t EntriesIn(const char* directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}

std::chrono::nanoseconds ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void STDMETHODCALLTYPE CountTick(IUnknown* context) {
  context->AddRef();
  context->Release();
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A13 what comes later is refused at once where there is no queue") {
  EventHandle event;
  for (const DWORD id : {0, 6, 8, 0x7FFF0000}) {
    CAPTURE(id);
    const auto callback = RecordingCallback::Create({}, Parameters{0, id});
    MFWORKITEM_KEY key = 7;
    CHECK(MFScheduleWorkItem(callback.Get(), nullptr, -1, &key) == MF_E_INVALID_WORKQUEUE);
    CHECK(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), &key) ==
          MF_E_INVALID_WORKQUEUE);
    CHECK(key == 7);
    CHECK(RefCount(callback) == 1);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "A14 fast callbacks that come later belong on IO and TIMER too") {
  const auto callback = RecordingCallback::Create(
      {}, Parameters{MFASYNC_SIGNAL_CALLBACK, MFASYNC_CALLBACK_QUEUE_STANDARD});
  CHECK(MFScheduleWorkItem(callback.Get(), nullptr, -1, nullptr) == MF_E_INVALID_WORKQUEUE);
  const auto timer = RecordingCallback::Create(
      {}, Parameters{MFASYNC_SIGNAL_CALLBACK, MFASYNC_CALLBACK_QUEUE_TIMER});
  CHECK(MFScheduleWorkItem(timer.Get(), nullptr, -1, nullptr) == S_OK);
  CHECK(timer->WaitUntilReturned());
  CHECK(callback->Entered() == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "items do not wait on the queues of the platform's own work") {
  EventHandle event;
  for (const DWORD id : {MFASYNC_CALLBACK_QUEUE_RT, MFASYNC_CALLBACK_QUEUE_IO,
                         MFASYNC_CALLBACK_QUEUE_TIMER, MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}) {
    CAPTURE(id);
    const auto callback = RecordingCallback::Create({}, Parameters{0, id});
    CHECK(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), nullptr) ==
          MF_E_INVALID_WORKQUEUE);
    CHECK(RefCount(callback) == 1);
  }
  DWORD serial = 0;
  REQUIRE(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &serial) == S_OK);
  for (const DWORD id :
       {MFASYNC_CALLBACK_QUEUE_STANDARD, MFASYNC_CALLBACK_QUEUE_MULTITHREADED, serial}) {
    CAPTURE(id);
    const auto callback = RecordingCallback::Create({}, Parameters{0, id});
    REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), nullptr) == S_OK);
    event.Signal();
    CHECK(callback->WaitUntilReturned());
  }
  CHECK(MFUnlockWorkQueue(serial) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "what cannot be waited for is refused, and null pointers too") {
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  const auto closed = reinterpret_cast<HANDLE>(std::intptr_t{0x7FFFFF});
  CHECK(MFPutWaitingWorkItem(closed, 0, result.Get(), nullptr) == E_HANDLE);
  // A file is always ready, and so no event.
  FILE* const file = std::tmpfile();
  const auto of_file = reinterpret_cast<HANDLE>(std::intptr_t{fileno(file)});
  CHECK(MFPutWaitingWorkItem(of_file, 0, result.Get(), nullptr) == E_HANDLE);
  std::fclose(file);
  com::ComPtr<IMFAsyncResult> mute;
  REQUIRE(MFCreateAsyncResult(nullptr, nullptr, nullptr, mute.Put()) == S_OK);
  CHECK(MFPutWaitingWorkItem(nullptr, 0, nullptr, nullptr) == E_POINTER);
  CHECK(MFPutWaitingWorkItem(nullptr, 0, mute.Get(), nullptr) == E_POINTER);
  CHECK(MFScheduleWorkItem(nullptr, nullptr, -1, nullptr) == E_POINTER);
  CHECK(MFScheduleWorkItemEx(nullptr, -1, nullptr) == E_POINTER);
  CHECK(MFScheduleWorkItemEx(mute.Get(), -1, nullptr) == E_POINTER);
  CHECK(MFGetTimerPeriodicity(nullptr) == E_POINTER);
  DWORD key = 0;
  CHECK(MFAddPeriodicCallback(nullptr, nullptr, &key) == E_POINTER);
  CHECK(MFAddPeriodicCallback(&CountTick, nullptr, nullptr) == E_POINTER);
  CHECK(RefCount(result) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "an event may be closed while an item waits for it") {
  const auto callback = RecordingCallback::Create();
  MFWORKITEM_KEY key = 0;
  {
    EventHandle event;
    REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), &key) == S_OK);
  }
  CHECK(Never([&] { return callback->Entered() > 0; }));
  CHECK(MFCancelWorkItem(key) == S_OK);
  CHECK(callback->WaitUntilReturned());
}

TEST_CASE_FIXTURE(PlatformTest, "a private queue that is unlocked still runs what comes later") {
  DWORD queue = 0;
  REQUIRE(MFAllocateWorkQueue(&queue) == S_OK);
  const auto callback = RecordingCallback::Create({}, Parameters{0, queue});
  REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, -50, nullptr) == S_OK);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
  CHECK(callback->WaitUntilReturned());
}

TEST_CASE_FIXTURE(PlatformTest, "the longest timeouts do not overflow the clock") {
  const auto callback = RecordingCallback::Create();
  MFWORKITEM_KEY keys[2];
  REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, INT64_MIN, &keys[0]) == S_OK);
  REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, INT64_MIN + 1, &keys[1]) == S_OK);
  CHECK(keys[0] != keys[1]);
  CHECK(Never([&] { return callback->Entered() > 0; }));
  for (const auto key : keys) CHECK(MFCancelWorkItem(key) == S_OK);
  CHECK(RefCount(callback) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "what waits uses no processor, and one thread while it waits") {
  const auto callback = RecordingCallback::Create();
  EventHandle event;
  // The timer thread of the test before is gone.
  REQUIRE(Eventually(
      [&] {
        const std::size_t threads = EntriesIn("/proc/self/task");
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        return EntriesIn("/proc/self/task") == threads;
      },
      kHang));
  const std::size_t threads = EntriesIn("/proc/self/task");
  const std::size_t descriptors = EntriesIn("/proc/self/fd");
  MFWORKITEM_KEY keys[2];
  REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, kAnHour, &keys[0]) == S_OK);
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), &keys[1]) == S_OK);
  CHECK(EntriesIn("/proc/self/task") == threads + 1);
  CHECK(Eventually([] {
    const auto before = ProcessorTime();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return ProcessorTime() - before < std::chrono::milliseconds(1);
  }));
  for (const auto key : keys) CHECK(MFCancelWorkItem(key) == S_OK);
  CHECK(callback->WaitUntilReturned());
  CHECK(Eventually([&] { return EntriesIn("/proc/self/task") <= threads; }, 2 * kEventually));
  CHECK(EntriesIn("/proc/self/fd") == descriptors);
}

TEST_CASE_FIXTURE(ObjectsTest, "MFShutdown drops what is scheduled and tells what waits") {
  const auto scheduled = RecordingCallback::Create();
  const auto waiting = RecordingCallback::Create();
  const auto context = UnknownFake::Create();
  EventHandle event;
  MFWORKITEM_KEY key = 0;
  DWORD periodic = 0;
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  REQUIRE(MFScheduleWorkItem(scheduled.Get(), nullptr, kAnHour, &key) == S_OK);
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(waiting).Get(), nullptr) == S_OK);
  REQUIRE(MFAddPeriodicCallback(&CountTick, context.Get(), &periodic) == S_OK);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(MFShutdown() == S_OK);
  CHECK(std::chrono::steady_clock::now() - begin < kEventually);
  CHECK(scheduled->Entered() == 0);
  CHECK(RefCount(scheduled) == 1);
  REQUIRE(waiting->Returned() == 1);
  CHECK(waiting->Calls().at(0).status == MF_E_OPERATION_CANCELLED);
  CHECK(RefCount(waiting) == 1);
  CHECK(RefCount(context) == 1);
  CHECK(MFCancelWorkItem(key) == MF_E_SHUTDOWN);
  CHECK(MFRemovePeriodicCallback(periodic) == MF_E_SHUTDOWN);
  CHECK(MFScheduleWorkItem(scheduled.Get(), nullptr, -1, &key) == MF_E_SHUTDOWN);
  CHECK(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(waiting).Get(), &key) == MF_E_SHUTDOWN);
  CHECK(MFAddPeriodicCallback(&CountTick, context.Get(), &periodic) == MF_E_SHUTDOWN);
}

TEST_CASE_FIXTURE(PlatformTest, "items that are cancelled while they are due run or do not") {
  constexpr int kRounds = 2000;
  std::atomic<int> cancelled{0};
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  for (int i = 0; i < kRounds; ++i) {
    MFWORKITEM_KEY key = 0;
    REQUIRE(MFScheduleWorkItem(callback.Get(), state.Get(), -(i % 3), &key) == S_OK);
    if (i % 2 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i % 1500));
    const HRESULT hr = MFCancelWorkItem(key);
    REQUIRE((hr == S_OK || hr == MF_E_NOT_FOUND));
    if (hr == S_OK) cancelled.fetch_add(1);
  }
  CHECK(callback->WaitUntilReturned(kRounds - cancelled.load(), kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; }));
  CHECK(callback->Entered() == kRounds - cancelled.load());
}

TEST_CASE_FIXTURE(PlatformTest, "events that are signalled while their items are cancelled") {
  constexpr int kRounds = 500;
  std::atomic<int> told{0};
  std::atomic<int> cancelled{0};
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    if (result->GetStatus() == MF_E_OPERATION_CANCELLED) told.fetch_add(1);
    return S_OK;
  });
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&] {
      EventHandle event;
      for (int i = 0; i < kRounds; ++i) {
        com::ComPtr<IMFAsyncResult> result;
        MFWORKITEM_KEY key = 0;
        if (MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) != S_OK ||
            MFPutWaitingWorkItem(event.Get(), 0, result.Get(), &key) != S_OK) {
          failed.fetch_add(1);
        }
        event.Signal();
        if (i % 2 == 0) std::this_thread::yield();
        if (MFCancelWorkItem(key) == S_OK) cancelled.fetch_add(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failed.load() == 0);
  CHECK(callback->WaitUntilReturned(3 * kRounds, kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(callback->Entered() == 3 * kRounds);
  CHECK(told.load() == cancelled.load());
}

TEST_CASE_FIXTURE(PlatformTest, "periodic callbacks come and go on several threads") {
  std::atomic<int> failed{0};
  const auto context = UnknownFake::Create();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        DWORD key = 0;
        if (MFAddPeriodicCallback(&CountTick, context.Get(), &key) != S_OK) failed.fetch_add(1);
        std::this_thread::sleep_for(std::chrono::milliseconds(thread * 5));
        if (MFRemovePeriodicCallback(key) != S_OK) failed.fetch_add(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failed.load() == 0);
  CHECK(Eventually([&] { return RefCount(context) == 1; }));
}

TEST_CASE_FIXTURE(ObjectsTest,
                  "what is scheduled while the platform starts and stops runs or not") {
  std::atomic<bool> done{false};
  std::atomic<int> unexpected{0};
  const auto callback = RecordingCallback::Create();
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      EventHandle event;
      while (!done.load()) {
        com::ComPtr<IMFAsyncResult> result;
        HRESULT hr = MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put());
        if (FAILED(hr)) unexpected.fetch_add(1);
        hr = MFPutWaitingWorkItem(event.Get(), 0, result.Get(), nullptr);
        if (hr != S_OK && hr != MF_E_SHUTDOWN) unexpected.fetch_add(1);
        result.Reset();
        hr = MFScheduleWorkItem(callback.Get(), nullptr, -1, nullptr);
        if (hr != S_OK && hr != MF_E_SHUTDOWN) unexpected.fetch_add(1);
        std::this_thread::yield();
      }
    });
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    CHECK(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    std::this_thread::sleep_for(std::chrono::milliseconds(i % 4));
    CHECK(MFShutdown() == S_OK);
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  done.store(true);
  for (auto& thread : threads) thread.join();
  CHECK(unexpected.load() == 0);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "MMCSS is a part of Windows: no queue is registered, none can be") {
  const auto callback = RecordingCallback::Create();
  const WCHAR audio[] = {'A', 'u', 'd', 'i', 'o', 0};
  WCHAR name[4] = {'x', 'x', 'x', 'x'};
  DWORD size = 4;
  CHECK(MFGetWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_STANDARD, name, &size) == S_OK);
  CHECK(size == 1);
  CHECK(name[0] == 0);
  size = 0;
  CHECK(MFGetWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_STANDARD, name, &size) ==
        MF_E_BUFFERTOOSMALL);
  CHECK(size == 1);
  CHECK(MFGetWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_STANDARD, nullptr, &size) == S_OK);
  CHECK(MFGetWorkQueueMMCSSClass(MFASYNC_CALLBACK_QUEUE_STANDARD, name, nullptr) == E_POINTER);
  CHECK(MFGetWorkQueueMMCSSClass(6, name, &size) == MF_E_INVALID_WORKQUEUE);
  CHECK(MFBeginRegisterWorkQueueWithMMCSSEx(MFASYNC_CALLBACK_QUEUE_STANDARD, audio, 0, 0,
                                            callback.Get(), nullptr) == E_NOTIMPL);
  CHECK(MFBeginUnregisterWorkQueueWithMMCSS(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(),
                                            nullptr) == E_NOTIMPL);
  DWORD task = 0;
  LONG priority = 0;
  CHECK(MFEndRegisterWorkQueueWithMMCSS(nullptr, &task) == E_NOTIMPL);
  CHECK(MFEndUnregisterWorkQueueWithMMCSS(nullptr) == E_NOTIMPL);
  CHECK(MFGetWorkQueueMMCSSTaskId(MFASYNC_CALLBACK_QUEUE_STANDARD, &task) == E_NOTIMPL);
  CHECK(MFGetWorkQueueMMCSSPriority(MFASYNC_CALLBACK_QUEUE_STANDARD, &priority) == E_NOTIMPL);
  CHECK(RefCount(callback) == 1);
}

}  // namespace test
