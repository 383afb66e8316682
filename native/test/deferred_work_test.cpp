// Items that wait for a time or an event, and periodic callbacks: conformance cases A26 to A30.

#include <chrono>
#include <vector>

#include "test/event_handle.h"
#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/queue_blocker.h"

namespace test {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

com::ComPtr<IMFAsyncResult> ResultFor(const com::ComPtr<RecordingCallback>& callback) {
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  return result;
}

// What a periodic callback is given: counts its ticks.
class TickCounter final : public com::RefCounted<IUnknown> {
 public:
  static com::ComPtr<TickCounter> Create() {
    return com::ComPtr<TickCounter>::Adopt(new TickCounter());
  }
  static void STDMETHODCALLTYPE Tick(IUnknown* context) {
    auto* const counter = static_cast<TickCounter*>(context);
    if (std::this_thread::get_id() == counter->creator_) counter->on_creator_.store(true);
    counter->ticks_.Add();
  }

  int Ticks() { return ticks_.Value(); }
  [[nodiscard]] bool WaitForTicks(int ticks) { return ticks_.WaitFor(ticks); }
  bool TickedOnCreator() const { return on_creator_.load(); }

 protected:
  ~TickCounter() override = default;
  bool Answers(REFIID) const noexcept override { return false; }

 private:
  const std::thread::id creator_ = std::this_thread::get_id();
  std::atomic<bool> on_creator_{false};
  Counter ticks_;
};

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A26 a scheduled item runs once, not early, and is then unknown") {
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  MFWORKITEM_KEY key = 0;
  const auto begin = steady_clock::now();
  REQUIRE(MFScheduleWorkItem(callback.Get(), state.Get(), -100, &key) == S_OK);
  CHECK(static_cast<INT64>(key) < 0);
  REQUIRE(callback->WaitUntilEntered());
  CHECK(steady_clock::now() - begin >= milliseconds(98));
  CHECK(Never([&] { return callback->Entered() > 1; }));
  CHECK(callback->Calls().at(0).state == state.Get());
  CHECK(callback->Calls().at(0).status == S_OK);
  CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  CHECK(Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; }));
}

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A27 a scheduled item that is cancelled never runs, and lets go") {
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  MFWORKITEM_KEY key = 0;
  REQUIRE(MFScheduleWorkItem(callback.Get(), state.Get(), -5000, &key) == S_OK);
  CHECK(MFCancelWorkItem(key) == S_OK);
  const bool let_go = Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; },
                                 milliseconds(1000));
  CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  CHECK(Never([&] { return callback->Entered() > 0; }));
  if (OnWine({8})) {
    CHECK_MESSAGE(!let_go, "Wine lets go of cancelled items now: drop this exception");
    return AbandonObjects();
  }
  CHECK(let_go);
}
TEST_SUITE_END();

TEST_CASE_FIXTURE(PlatformTest, "A28 a waiting item runs once its event is signalled") {
  EventHandle event;
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  MFWORKITEM_KEY key = 0;
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, result.Get(), &key) == S_OK);
  CHECK(static_cast<INT64>(key) < 0);
  CHECK(Never([&] { return callback->Entered() > 0; }));
  event.Signal();
  REQUIRE(callback->WaitUntilReturned());
  CHECK(callback->Calls().at(0).result == result.Get());
  CHECK(callback->Calls().at(0).status == S_OK);
  CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  // The signal was for this item, and is used up.
  CHECK_FALSE(event.IsSignalled(0));
  event.Signal();
  CHECK(Never([&] { return callback->Entered() > 1; }));
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a waiting item runs at once when its event is signalled already") {
  EventHandle event;
  event.Signal();
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, result.Get(), nullptr) == S_OK);
  CHECK(callback->WaitUntilReturned());
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
}

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A29 a waiting item that is cancelled is invoked, and told") {
  EventHandle event;
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  MFWORKITEM_KEY key = 0;
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, result.Get(), &key) == S_OK);
  CHECK(MFCancelWorkItem(key) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(callback->Calls().at(0).status == MF_E_OPERATION_CANCELLED);
  CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  event.Signal();
  CHECK(Never([&] { return callback->Entered() > 1; }));
  // No wait has taken the signal.
  CHECK(event.IsSignalled(0));
  const bool let_go = Eventually([&] { return RefCount(result) == 1; });
  if (OnWine({8})) {
    CHECK_MESSAGE(!let_go, "Wine lets go of cancelled waits now: drop this exception");
    return AbandonObjects();
  }
  CHECK(let_go);
}
TEST_SUITE_END();

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "a result may wait in two items, and one of them be cancelled") {
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  constexpr int kRounds = 50;
  // Each invocation asks for the status that the cancelling thread changes.
  for (int round = 1; round <= kRounds; ++round) {
    EventHandle signalled;
    EventHandle never;
    MFWORKITEM_KEY key = 0;
    REQUIRE(MFPutWaitingWorkItem(never.Get(), 0, result.Get(), &key) == S_OK);
    REQUIRE(MFPutWaitingWorkItem(signalled.Get(), 0, result.Get(), nullptr) == S_OK);
    signalled.Signal();
    CHECK(MFCancelWorkItem(key) == S_OK);
    REQUIRE(callback->WaitUntilReturned(2 * round));
    CHECK(result->GetStatus() == MF_E_OPERATION_CANCELLED);
  }
  const bool let_go = Eventually([&] { return RefCount(result) == 1; });
  if (OnWine({8})) return AbandonObjects();
  CHECK(let_go);
}
TEST_SUITE_END();

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "an item that waits for no event can only be cancelled") {
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  MFWORKITEM_KEY key = 0;
  REQUIRE(MFPutWaitingWorkItem(nullptr, 0, result.Get(), &key) == S_OK);
  CHECK(Never([&] { return callback->Entered() > 0; }));
  CHECK(MFCancelWorkItem(key) == S_OK);
  CHECK(callback->WaitUntilReturned());
  CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  const bool let_go = Eventually([&] { return RefCount(result) == 1; });
  if (OnWine({8})) {
    CHECK_MESSAGE(!let_go, "Wine lets go of cancelled waits now: drop this exception");
    return AbandonObjects();
  }
  CHECK(let_go);
}
TEST_SUITE_END();

TEST_CASE_FIXTURE(PlatformTest, "several items that wait for one event each need a signal") {
  constexpr int kItems = 5;
  EventHandle event;
  com::ComPtr<RecordingCallback> callbacks[kItems];
  for (auto& callback : callbacks) {
    callback = RecordingCallback::Create();
    REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), nullptr) == S_OK);
  }
  const auto invoked = [&] {
    int count = 0;
    for (auto& callback : callbacks) count += callback->Entered();
    return count;
  };
  for (int i = 1; i <= kItems; ++i) {
    event.Signal();
    REQUIRE(Eventually([&] { return invoked() == i && !event.IsSignalled(0); }));
    if (OnPortableEngine()) CHECK(callbacks[i - 1]->Entered() == 1);
  }
  for (auto& callback : callbacks) {
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
    CHECK(callback->Entered() == 1);
  }
}

// Wine keeps the platform up for a removed periodic callback.
TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A30 a periodic callback ticks until it is removed") {
  DWORD periodicity = 0;
  CHECK(MFGetTimerPeriodicity(&periodicity) == S_OK);
  CHECK(periodicity == 10);
  const auto counter = TickCounter::Create();
  DWORD key = 0;
  REQUIRE(MFAddPeriodicCallback(&TickCounter::Tick, counter.Get(), &key) == S_OK);
  CHECK(key != 0);
  CHECK(RefCount(counter) == 2);
  CHECK(counter->WaitForTicks(3));
  CHECK(MFRemovePeriodicCallback(key) == S_OK);
  const int ticks = counter->Ticks();
  CHECK(Never([&] { return counter->Ticks() > ticks + 1; }));
  CHECK_FALSE(counter->TickedOnCreator());
  const bool let_go = Eventually([&] { return RefCount(counter) == 1; }, milliseconds(500));
  CHECK(MFRemovePeriodicCallback(key) == MF_E_NOT_FOUND);
  if (OnWine({8})) {
    CHECK_MESSAGE(!let_go, "Wine lets go of a removed callback's context now: drop this exception");
    return AbandonObjects();
  }
  CHECK(let_go);
}
TEST_SUITE_END();

TEST_CASE_FIXTURE(PlatformTest, "keys that name nothing are not found") {
  for (const MFWORKITEM_KEY key :
       {MFWORKITEM_KEY{0}, MFWORKITEM_KEY{1}, MFWORKITEM_KEY{0x8000000000000000},
        MFWORKITEM_KEY{0x8200FFFFFFFFFFFF}}) {
    CHECK(MFCancelWorkItem(key) == MF_E_NOT_FOUND);
  }
  CHECK(MFRemovePeriodicCallback(0) == MF_E_NOT_FOUND);
  CHECK(MFRemovePeriodicCallback(0x7FFFFFFF) == MF_E_NOT_FOUND);
}

TEST_CASE_FIXTURE(PlatformTest, "a timeout that is not negative is at once, and the key optional") {
  for (const INT64 timeout : {0, 1, 100000}) {
    CAPTURE(timeout);
    const auto callback = RecordingCallback::Create();
    REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, timeout, nullptr) == S_OK);
    CHECK(callback->WaitUntilReturned());
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "scheduled items run in the order of their times") {
  std::vector<const void*> order;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    order.push_back(result->GetStateNoAddRef());
    return S_OK;
  });
  const int delays[] = {150, 50, 200, 100};
  const int expected[] = {1, 3, 0, 2};
  std::vector<com::ComPtr<UnknownFake>> states;
  for (const int delay : delays) {
    states.push_back(UnknownFake::Create());
    REQUIRE(MFScheduleWorkItem(callback.Get(), states.back().Get(), -delay, nullptr) == S_OK);
  }
  REQUIRE(callback->WaitUntilReturned(4));
  for (int i = 0; i < 4; ++i) CHECK(order[i] == states[expected[i]].Get());
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a scheduled item takes the caller's own result") {
  const auto callback = RecordingCallback::Create();
  auto result = ResultFor(callback);
  REQUIRE(MFScheduleWorkItemEx(result.Get(), -20, nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(callback->Calls().at(0).result == result.Get());
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
}

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A12 what comes later runs on the queue that GetParameters names") {
  DWORD queue = 0;
  REQUIRE(MFAllocateWorkQueue(&queue) == S_OK);
  {
    QueueBlocker blocker(queue);
    EventHandle event;
    event.Signal();
    const auto callback = RecordingCallback::Create({}, Parameters{0, queue});
    REQUIRE(MFScheduleWorkItem(callback.Get(), nullptr, -1, nullptr) == S_OK);
    REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, ResultFor(callback).Get(), nullptr) == S_OK);
    CHECK(Never([&] { return callback->Entered() > 0; }));
    blocker.Open();
    CHECK(callback->WaitUntilReturned(2));
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}
TEST_SUITE_END();

}  // namespace test
