// IMFMediaEventQueue: one subscriber at a time, its codes, and who holds what. A34 to A36.

#include <thread>

#include "test/events.h"
#include "test/fakes.h"
#include "test/fixtures.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "A34: one subscriber at a time, and one Invoke for an event") {
  const EventQueuePtr queue = NewEventQueue();
  EventReceiver c1(queue.Get());
  EventReceiver c2(queue.Get());
  const auto s1 = UnknownFake::Create();
  const auto s2 = UnknownFake::Create();
  CHECK(queue->BeginGetEvent(c1.Callback(), s1.Get()) == S_OK);
  CHECK(queue->BeginGetEvent(c1.Callback(), s1.Get()) == MF_S_MULTIPLE_BEGIN);
  CHECK(queue->BeginGetEvent(c1.Callback(), s2.Get()) == MF_E_MULTIPLE_BEGIN);
  CHECK(queue->BeginGetEvent(c1.Callback(), nullptr) == MF_E_MULTIPLE_BEGIN);
  CHECK(queue->BeginGetEvent(c2.Callback(), s1.Get()) == MF_E_MULTIPLE_SUBSCRIBERS);
  CHECK(queue->BeginGetEvent(nullptr, nullptr) == E_INVALIDARG);
  CHECK(RefCount(c1.Callback()) == 2);
  CHECK(RefCount(s1) == 2);
  CHECK(RefCount(s2) == 1);
  CHECK(RefCount(c2.Callback()) == 1);

  CHECK(queue->QueueEvent(NewEvent(1).Get()) == S_OK);
  REQUIRE(c1.Callback()->WaitUntilReturned());
  CHECK(c1.ended == S_OK);
  CHECK(c1.Callback()->Calls()[0].state == s1.Get());
  CHECK(c1.Callback()->Calls()[0].thread != std::this_thread::get_id());
  CHECK(Never([&] { return c1.Callback()->Entered() > 1 || c2.Callback()->Entered() > 0; }));
  CHECK(Eventually([&] { return RefCount(c1.Callback()) == 1 && RefCount(s1) == 1; }));
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "A35: EndGetEvent gives the queued object, once") {
  const EventQueuePtr queue = NewEventQueue();
  const EventPtr event = NewEvent(7);
  HRESULT first = E_PENDING, second = E_PENDING, object = E_PENDING, get = E_PENDING;
  EventPtr got, again;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    com::ComPtr<IUnknown> attached;
    object = result->GetObject(attached.Put());
    EventPtr other;
    get = GetNow(queue, &other);
    first = queue->EndGetEvent(result, got.Put());
    second = queue->EndGetEvent(result, again.Put());
    return S_OK;
  });
  REQUIRE(queue->BeginGetEvent(callback.Get(), nullptr) == S_OK);
  CHECK(queue->QueueEvent(event.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(object == E_POINTER);
  CHECK(get == MF_E_MULTIPLE_SUBSCRIBERS);
  CHECK(first == S_OK);
  CHECK(got.Get() == event.Get());
  CHECK(second == E_FAIL);
  CHECK(!again);
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "A36: a queue that goes lets go of its subscriber, silently") {
  EventQueuePtr queue = NewEventQueue();
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  REQUIRE(queue->BeginGetEvent(callback.Get(), state.Get()) == S_OK);
  CHECK(RefCount(callback) == 2);
  queue.Reset();
  CHECK(RefCount(callback) == 1);
  CHECK(RefCount(state) == 1);
  CHECK(Never([&] { return callback->Entered() > 0; }));
}

TEST_CASE_FIXTURE(PlatformTest, "events come in the order in which they were queued") {
  const EventQueuePtr queue = NewEventQueue();
  EventPtr event;
  CHECK(GetNow(queue, &event) == MF_E_NO_EVENTS_AVAILABLE);
  for (MediaEventType type = 1; type <= 3; ++type) {
    CHECK(queue->QueueEvent(NewEvent(type).Get()) == S_OK);
  }
  // By each of the two ways to get them.
  CHECK(GetNow(queue, &event) == S_OK);
  CHECK(TypeOf(event) == 1);
  EventReceiver receiver(queue.Get());
  REQUIRE(queue->BeginGetEvent(receiver.Callback(), nullptr) == S_OK);
  REQUIRE(receiver.Callback()->WaitUntilReturned());
  CHECK(TypeOf(receiver.last) == 2);
  CHECK(queue->GetEvent(0, event.Put()) == S_OK);
  CHECK(TypeOf(event) == 3);
  CHECK(GetNow(queue, &event) == MF_E_NO_EVENTS_AVAILABLE);
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "a subscription ends with EndGetEvent, not with Invoke") {
  const EventQueuePtr queue = NewEventQueue();
  com::ComPtr<IMFAsyncResult> kept;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    kept = com::ComPtr<IMFAsyncResult>(result);
    return S_OK;
  });
  const auto other = RecordingCallback::Create();
  CHECK(queue->QueueEvent(NewEvent(1).Get()) == S_OK);
  CHECK(queue->QueueEvent(NewEvent(2).Get()) == S_OK);
  REQUIRE(queue->BeginGetEvent(callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  EventPtr event;
  CHECK(GetNow(queue, &event) == MF_E_MULTIPLE_SUBSCRIBERS);
  CHECK(queue->BeginGetEvent(callback.Get(), nullptr) == MF_S_MULTIPLE_BEGIN);
  CHECK(queue->BeginGetEvent(other.Get(), nullptr) == MF_E_MULTIPLE_SUBSCRIBERS);
  CHECK(queue->EndGetEvent(kept.Get(), event.Put()) == S_OK);
  CHECK(TypeOf(event) == 1);
  CHECK(GetNow(queue, &event) == S_OK);
  CHECK(TypeOf(event) == 2);
  CHECK(callback->Entered() == 1);
  kept.Reset();
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "EndGetEvent refuses foreign results and leaves the subscriber") {
  const EventQueuePtr queue = NewEventQueue();
  EventReceiver receiver(queue.Get());
  REQUIRE(queue->BeginGetEvent(receiver.Callback(), nullptr) == S_OK);
  com::ComPtr<IMFAsyncResult> foreign;
  REQUIRE(MFCreateAsyncResult(nullptr, receiver.Callback(), nullptr, foreign.Put()) == S_OK);
  EventPtr event;
  CHECK(queue->EndGetEvent(foreign.Get(), event.Put()) == E_FAIL);
  CHECK(!event);
  CHECK(queue->EndGetEvent(nullptr, event.Put()) == E_FAIL);
  foreign.Reset();
  CHECK(queue->QueueEvent(NewEvent(3).Get()) == S_OK);
  REQUIRE(receiver.Callback()->WaitUntilReturned());
  CHECK(receiver.ended == S_OK);
  CHECK(TypeOf(receiver.last) == 3);
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "a queue that was shut down says so, again and again") {
  const EventQueuePtr queue = NewEventQueue();
  const auto callback = RecordingCallback::Create();
  const EventPtr event = NewEvent(1);
  CHECK(queue->QueueEvent(event.Get()) == S_OK);
  CHECK(RefCount(event) == 2);
  CHECK(queue->Shutdown() == S_OK);
  CHECK(queue->Shutdown() == S_OK);
  CHECK(RefCount(event) == 1);
  EventPtr got;
  CHECK(queue->GetEvent(0, got.Put()) == MF_E_SHUTDOWN);
  CHECK(GetNow(queue, &got) == MF_E_SHUTDOWN);
  CHECK(queue->BeginGetEvent(callback.Get(), nullptr) == MF_E_SHUTDOWN);
  CHECK(queue->BeginGetEvent(nullptr, nullptr) == E_INVALIDARG);
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  CHECK(queue->EndGetEvent(result.Get(), got.Put()) == MF_E_SHUTDOWN);
  CHECK(queue->QueueEvent(event.Get()) == MF_E_SHUTDOWN);
  CHECK(queue->QueueEventParamVar(1, kNoExtendedType, S_OK, nullptr) == MF_E_SHUTDOWN);
  CHECK(queue->QueueEventParamUnk(1, kNoExtendedType, S_OK, nullptr) == MF_E_SHUTDOWN);
  result.Reset();
  CHECK(RefCount(callback) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "Shutdown drops the subscriber without calling it back") {
  const EventQueuePtr queue = NewEventQueue();
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  REQUIRE(queue->BeginGetEvent(callback.Get(), state.Get()) == S_OK);
  CHECK(queue->Shutdown() == S_OK);
  CHECK(Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; }));
  CHECK(Never([&] { return callback->Entered() > 0; }));
}

TEST_CASE_FIXTURE(PlatformTest, "Shutdown before the event was ended takes it away") {
  const EventQueuePtr queue = NewEventQueue();
  Gate shut_down;
  HRESULT ended = E_PENDING;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    EventPtr event;
    if (!shut_down.Wait()) return E_FAIL;
    ended = queue->EndGetEvent(result, event.Put());
    return S_OK;
  });
  REQUIRE(queue->BeginGetEvent(callback.Get(), nullptr) == S_OK);
  CHECK(queue->QueueEvent(NewEvent(1).Get()) == S_OK);
  REQUIRE(callback->WaitUntilEntered());
  CHECK(queue->Shutdown() == S_OK);
  shut_down.Open();
  REQUIRE(callback->WaitUntilReturned());
  CHECK(ended == MF_E_SHUTDOWN);
}

TEST_CASE_FIXTURE(PlatformTest, "GetEvent waits for an event") {
  const EventQueuePtr queue = NewEventQueue();
  EventPtr event;
  HRESULT got = E_PENDING;
  Counter done;
  std::thread waiter([&] {
    got = queue->GetEvent(0, event.Put());
    done.Add();
  });
  CHECK(Never([&] { return done.Value() > 0; }));
  CHECK(queue->QueueEvent(NewEvent(5).Get()) == S_OK);
  waiter.join();
  CHECK(got == S_OK);
  CHECK(TypeOf(event) == 5);
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "GetEvent that waits is woken by Shutdown") {
  const EventQueuePtr queue = NewEventQueue();
  HRESULT got = E_PENDING;
  Counter done;
  std::thread waiter([&] {
    EventPtr event;
    got = queue->GetEvent(0, event.Put());
    done.Add();
  });
  CHECK(Never([&] { return done.Value() > 0; }));
  CHECK(queue->Shutdown() == S_OK);
  waiter.join();
  CHECK(got == MF_E_SHUTDOWN);
}

TEST_CASE_FIXTURE(PlatformTest, "queued values become events") {
  const EventQueuePtr queue = NewEventQueue();
  const auto object = UnknownFake::Create();
  PROPVARIANT value{};
  value.vt = VT_UI4;
  value.ulVal = 42;
  CHECK(queue->QueueEventParamVar(9, kNoExtendedType, S_FALSE, &value) == S_OK);
  CHECK(queue->QueueEventParamVar(10, kNoExtendedType, S_OK, nullptr) == S_OK);
  CHECK(queue->QueueEventParamUnk(11, kNoExtendedType, S_OK, object.Get()) == S_OK);
  CHECK(RefCount(object) == 2);
  EventPtr event;
  com::Variant got;
  CHECK(GetNow(queue, &event) == S_OK);
  CHECK(TypeOf(event) == 9);
  HRESULT status = S_OK;
  CHECK(event->GetStatus(&status) == S_OK);
  CHECK(status == S_FALSE);
  CHECK(event->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().ulVal == 42);
  CHECK(GetNow(queue, &event) == S_OK);
  CHECK(event->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().vt == VT_EMPTY);
  CHECK(GetNow(queue, &event) == S_OK);
  CHECK(event->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().vt == VT_UNKNOWN);
  CHECK(got.Get().punkVal == object.Get());
  got = {};
  event.Reset();
  CHECK(RefCount(object) == 1);
  CHECK(queue->Shutdown() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a subscriber is told on the queue that it names, but not on Wine") {
  const EventQueuePtr queue = NewEventQueue();
  DWORD private_queue = 0;
  REQUIRE(MFAllocateWorkQueue(&private_queue) == S_OK);
  Gate blocked, open;
  const auto blocker = RecordingCallback::Create([&](IMFAsyncResult*) {
    blocked.Open();
    return open.Wait() ? S_OK : E_FAIL;
  });
  REQUIRE(MFPutWorkItem(private_queue, blocker.Get(), nullptr) == S_OK);
  REQUIRE(blocked.Wait());
  EventReceiver receiver(queue.Get(), Parameters{0, private_queue});
  REQUIRE(queue->BeginGetEvent(receiver.Callback(), nullptr) == S_OK);
  CHECK(queue->QueueEvent(NewEvent(1).Get()) == S_OK);
  // Wine tells it on STANDARD, whatever it names.
  CHECK(Never([&] { return receiver.Callback()->Entered() > 0; }) == !OnWine({8, 10}));
  open.Open();
  REQUIRE(receiver.Callback()->WaitUntilReturned());
  CHECK(receiver.ended == S_OK);
  CHECK(queue->Shutdown() == S_OK);
  CHECK(Eventually([&] { return RefCount(receiver.Callback()) == 1 && RefCount(blocker) == 1; }));
  CHECK(MFUnlockWorkQueue(private_queue) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "a subscriber that names no queue is refused, but not by Wine") {
  const EventQueuePtr queue = NewEventQueue();
  const auto callback = RecordingCallback::Create({}, Parameters{0, 6});
  CHECK(queue->BeginGetEvent(callback.Get(), nullptr) ==
        (OnWine({8, 10}) ? S_OK : MF_E_INVALID_WORKQUEUE));
  CHECK(queue->Shutdown() == S_OK);
  CHECK(RefCount(callback) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "an event queue has one identity") {
  const EventQueuePtr queue = NewEventQueue();
  com::ComPtr<IUnknown> unknown;
  CHECK(queue->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(unknown.Put())) == S_OK);
  CHECK(unknown.Get() == queue.Get());
  void* other = &unknown;
  CHECK(queue->QueryInterface(IID_IMFByteStream, &other) == E_NOINTERFACE);
  CHECK(other == nullptr);
}

// Re-arms from inside Invoke, as components do.
TEST_CASE_FIXTURE(PlatformTest, "a subscriber that subscribes again sees every event, in order") {
  constexpr int kEvents = 500;
  const EventQueuePtr queue = NewEventQueue();
  std::vector<MediaEventType> seen;
  RecordingCallback* self = nullptr;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    EventPtr event;
    CHECK(queue->EndGetEvent(result, event.Put()) == S_OK);
    seen.push_back(TypeOf(event));
    return queue->BeginGetEvent(self, nullptr);
  });
  self = callback.Get();
  REQUIRE(queue->BeginGetEvent(self, nullptr) == S_OK);
  std::thread producer([&] {
    for (int i = 1; i <= kEvents; ++i) {
      CHECK(queue->QueueEventParamVar(static_cast<MediaEventType>(i), kNoExtendedType, S_OK,
                                      nullptr) == S_OK);
    }
  });
  CHECK(callback->WaitUntilReturned(kEvents, kHang));
  producer.join();
  CHECK(queue->Shutdown() == S_OK);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  REQUIRE(seen.size() == kEvents);
  for (int i = 1; i <= kEvents; ++i) CHECK(seen[static_cast<std::size_t>(i - 1)] == i);
}

// Producers, a subscriber, those who poll and a shutdown, all at once: nothing is lost twice, and
// everybody comes home.
TEST_CASE_FIXTURE(PlatformTest, "event queues survive races") {
  constexpr int kRounds = 30;
  for (int round = 0; round < kRounds; ++round) {
    const EventQueuePtr queue = NewEventQueue();
    RecordingCallback* self = nullptr;
    const auto callback = RecordingCallback::Create(
        [&](IMFAsyncResult* result) {
          EventPtr event;
          (void)queue->EndGetEvent(result, event.Put());
          return queue->BeginGetEvent(self, nullptr);
        },
        kOnMultithreaded);
    self = callback.Get();
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      while (queue->QueueEventParamVar(1, kNoExtendedType, S_OK, nullptr) == S_OK) {
      }
    });
    threads.emplace_back([&] { (void)queue->BeginGetEvent(self, nullptr); });
    threads.emplace_back([&] {
      EventPtr event;
      while (GetNow(queue, &event) != MF_E_SHUTDOWN) {
      }
    });
    threads.emplace_back([&] {
      EventPtr event;
      HRESULT hr;
      // Refused while there is a subscriber, and then it must not spin.
      while ((hr = queue->GetEvent(0, event.Put())) != MF_E_SHUTDOWN) std::this_thread::yield();
    });
    CHECK(Eventually([&] { return callback->Entered() > round % 5; }, kHang));
    CHECK(queue->Shutdown() == S_OK);
    for (std::thread& thread : threads) thread.join();
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

}  // namespace test
