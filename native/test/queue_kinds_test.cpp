// Kinds of work queues: conformance cases A18 and A21 to A24.

#include <vector>

#include "test/fixtures.h"
#include "test/queue_blocker.h"

namespace test {

namespace {

// Puts an item on the queue and waits until it has run and is let go.
void CheckRunsItems(DWORD queue) {
  const auto callback = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(queue, callback.Get(), nullptr) == S_OK);
  CHECK(callback->WaitUntilReturned());
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A18 there are three types of private queues") {
  for (const auto type : {MF_STANDARD_WORKQUEUE, MF_WINDOW_WORKQUEUE, MF_MULTITHREADED_WORKQUEUE}) {
    CAPTURE(type);
    DWORD queue = 0;
    REQUIRE(MFAllocateWorkQueueEx(type, &queue) == S_OK);
    CheckRunsItems(queue);
    CHECK(MFUnlockWorkQueue(queue) == S_OK);
  }
  DWORD queue = 0;
  const HRESULT fourth = MFAllocateWorkQueueEx(static_cast<MFASYNC_WORKQUEUE_TYPE>(3), &queue);
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(fourth == S_OK, "Wine refuses unknown types now: drop this exception");
    CHECK(MFUnlockWorkQueue(queue) == S_OK);
  } else {
    CHECK(fourth == E_INVALIDARG);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "A21 a serial queue stands on any platform queue") {
  for (const DWORD target :
       {MFASYNC_CALLBACK_QUEUE_STANDARD, MFASYNC_CALLBACK_QUEUE_RT, MFASYNC_CALLBACK_QUEUE_IO,
        MFASYNC_CALLBACK_QUEUE_TIMER, MFASYNC_CALLBACK_QUEUE_MULTITHREADED,
        MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION}) {
    CAPTURE(target);
    DWORD queue = 0;
    REQUIRE(MFAllocateSerialWorkQueue(target, &queue) == S_OK);
    // Wine never lets go of an item that ran on a serial queue, and then never stops its platform.
    if (!OnWine({8, 10})) CheckRunsItems(queue);
    CHECK(MFUnlockWorkQueue(queue) == S_OK);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a serial queue on MULTITHREADED keeps its order, one at a time") {
  if (OnWine({8, 10}))
    return Skip("a serial queue's order", "Wine leaks what runs on a serial queue");
  constexpr int kItems = 200;
  DWORD queue = 0;
  REQUIRE(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &queue) == S_OK);
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  std::vector<const void*> order;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    if (inside.fetch_add(1) > 0) overlapped.store(true);
    order.push_back(result->GetStateNoAddRef());
    inside.fetch_sub(1);
    return S_OK;
  });
  std::vector<com::ComPtr<UnknownFake>> states;
  for (int i = 0; i < kItems; ++i) {
    states.push_back(UnknownFake::Create());
    REQUIRE(MFPutWorkItem(queue, callback.Get(), states.back().Get()) == S_OK);
  }
  REQUIRE(callback->WaitUntilReturned(kItems));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK_FALSE(overlapped.load());
  REQUIRE(order.size() == kItems);
  for (int i = 0; i < kItems; ++i) CHECK(order[i] == states[i].Get());
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A22 a serial queue waits for the reply to an item in reply mode") {
  DWORD queue = 0;
  REQUIRE(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &queue) == S_OK);
  com::ComPtr<IMFAsyncResult> token;
  Gate kept;
  const auto asks = RecordingCallback::Create(
      [&](IMFAsyncResult* result) {
        token = com::ComPtr<IMFAsyncResult>(result);
        kept.Open();
        return S_OK;
      },
      Parameters{MFASYNC_REPLY_CALLBACK, queue});
  const auto waits = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(queue, asks.Get(), nullptr) == S_OK);
  REQUIRE(MFPutWorkItem(queue, waits.Get(), nullptr) == S_OK);
  REQUIRE(kept.Wait());
  CHECK(Never([&] { return waits->Entered() > 0; }));
  const HRESULT reply = MFInvokeCallback(token.Get());
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(reply == MF_E_INVALID_WORKQUEUE, "Wine knows replies now: drop this exception");
    CHECK(Never([&] { return waits->Entered() > 0; }));
    // Its queue is stuck for ever, and with it what it holds.
    (void)token.Detach();
    (void)asks->AddRef();
    (void)waits->AddRef();
    return AbandonObjects();
  }
  CHECK(reply == S_OK);
  CHECK(waits->WaitUntilReturned());
  CHECK(asks->Entered() == 1);
  token.Reset();
  CHECK(Eventually([&] { return RefCount(asks) == 1 && RefCount(waits) == 1; }));
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}
TEST_SUITE_END();

TEST_CASE_FIXTURE(PlatformTest, "A23 a shared queue wants a class, and no task without one") {
  DWORD queue = 0;
  DWORD task = 0;
  const WCHAR no_class[] = {0};
  CHECK(MFLockSharedWorkQueue(nullptr, 0, nullptr, &queue) == E_POINTER);
  CHECK(MFLockSharedWorkQueue(no_class, 0, &task, &queue) == E_INVALIDARG);
  REQUIRE(MFLockSharedWorkQueue(no_class, 0, nullptr, &queue) == S_OK);
  DWORD again = 0;
  REQUIRE(MFLockSharedWorkQueue(no_class, 0, nullptr, &again) == S_OK);
  CHECK(again == queue);
  CHECK((queue & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK) != 0);
  CheckRunsItems(queue);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
  CHECK(MFUnlockWorkQueue(again) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "A24 priority orders what waits, submission orders what is equal") {
  DWORD queue = 0;
  REQUIRE(MFAllocateWorkQueue(&queue) == S_OK);
  const LONG priorities[] = {-1, 0, 1, -1, 0, 1};
  const int expected[] = {2, 5, 1, 4, 0, 3};
  std::vector<const void*> order;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    order.push_back(result->GetStateNoAddRef());
    return S_OK;
  });
  std::vector<com::ComPtr<UnknownFake>> states;
  {
    QueueBlocker blocker(queue);
    for (const LONG priority : priorities) {
      states.push_back(UnknownFake::Create());
      REQUIRE(MFPutWorkItem2(queue, priority, callback.Get(), states.back().Get()) == S_OK);
    }
    blocker.Open();
    REQUIRE(callback->WaitUntilReturned(6));
  }
  REQUIRE(order.size() == 6);
  for (int i = 0; i < 6; ++i) CHECK(order[i] == states[expected[i]].Get());
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}

}  // namespace test
