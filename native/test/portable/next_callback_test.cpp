// Callbacks that take others along: what the bridge does where several wait for one thread, without
// a JVM.

#include "mfplat/next_callback.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "test/fixtures.h"
#include "test/queue_blocker.h"
#include "test/reads.h"

namespace test {

namespace {

constexpr int kMany = 200;

// A callback whose Invoke does not return before all that wait are done, as the bridge's does.
class TakingCallback final : public com::RefCounted<IMFAsyncCallback> {
 public:
  // What is done for the call with this number, in the order in which the calls were made.
  using Work = std::function<void(int number)>;

  // `back` is what an Invoke does on its way back.
  static com::ComPtr<TakingCallback> Create(
      Work work, std::function<void()> back = [] {}) {
    return com::ComPtr<TakingCallback>::Adopt(new TakingCallback(std::move(work), std::move(back)));
  }

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override {
    const int number = next_number_.fetch_add(1);
    if (!mfplat::IsInvokedByQueue(this, pAsyncResult)) {
      passed_on.Add();
      Do(number);
      return S_OK;
    }
    if (asked_for_ != nullptr) {
      *asked_for_ = number;
      asked_for_ = nullptr;
      taken.Add();
      return S_OK;
    }
    if (mfplat::OthersWait()) with_others.Add();
    // The queue lets go of it meanwhile.
    const com::ComPtr<TakingCallback> self(this);
    Do(number);
    int next = 0;
    while (Ask(&next)) Do(next);
    back_();
    return S_OK;
  }

  Counter done, taken, passed_on, with_others;

 protected:
  ~TakingCallback() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  TakingCallback(Work work, std::function<void()> back)
      : work_(std::move(work)), back_(std::move(back)) {}

  void Do(int number) noexcept {
    work_(number);
    done.Add();
  }

  static bool Ask(int* next) noexcept {
    asked_for_ = next;
    while (asked_for_ != nullptr && mfplat::InvokeNext()) continue;
    return std::exchange(asked_for_, nullptr) == nullptr;
  }

  static thread_local int* asked_for_;

  const Work work_;
  const std::function<void()> back_;
  std::atomic<int> next_number_{0};
};

thread_local int* TakingCallback::asked_for_ = nullptr;

// More than there are dispatchers, so that none is left unless it is taken from the thread that is
// held up.
constexpr int kMoreThanDispatchers = 16;

// Whether a callback comes to its turn on MULTITHREADED.
bool OneMoreRuns() {
  const auto callback = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr) == S_OK);
  return callback->WaitUntilReturned();
}

// A state object whose release is held up.
class HeldUp final : public com::RefCounted<IUnknown> {
 public:
  HeldUp(Gate& gate, Counter& held) : gate_(gate), held_(held) {}

 protected:
  ~HeldUp() override {
    held_.Add();
    (void)gate_.Wait(kHang);
  }
  bool Answers(REFIID) const noexcept override { return false; }

 private:
  Gate& gate_;
  Counter& held_;
};

DWORD NewQueue() {
  DWORD queue = 0;
  REQUIRE(MFAllocateWorkQueue(&queue) == S_OK);
  return queue;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "one Invoke takes along what waits, in its order") {
  const DWORD queue = NewQueue();
  std::vector<int> order;
  const auto callback = TakingCallback::Create([&](int number) { order.push_back(number); });
  {
    QueueBlocker blocker(queue);
    for (int i = 0; i < kMany; ++i) {
      REQUIRE(MFPutWorkItem(queue, callback.Get(), nullptr) == S_OK);
    }
  }
  REQUIRE(callback->done.WaitFor(kMany));
  for (int i = 0; i < kMany; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
  CHECK(callback->taken.Value() > 0);
  CHECK(callback->with_others.Value() > 0);
  CHECK(callback->passed_on.Value() == 0);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "what an Invoke has done is let go of before the next one begins") {
  const DWORD queue = NewQueue();
  std::vector<com::ComPtr<UnknownFake>> states;
  for (int i = 0; i < kMany; ++i) states.push_back(UnknownFake::Create());
  int kept = 0;
  const auto callback = TakingCallback::Create([&](int number) {
    if (number == 0) return;
    if (RefCount(states[static_cast<std::size_t>(number - 1)]) != 1) ++kept;
  });
  {
    QueueBlocker blocker(queue);
    for (const auto& state : states) {
      REQUIRE(MFPutWorkItem(queue, callback.Get(), state.Get()) == S_OK);
    }
  }
  REQUIRE(callback->done.WaitFor(kMany));
  CHECK(kept == 0);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}

// None could go on if the others behind it were this thread's already.
TEST_CASE_FIXTURE(PlatformTest, "a callback may wait for those behind it") {
  constexpr int kItems = 12;
  Gate last;
  std::atomic<int> stuck{0};
  const auto callback = TakingCallback::Create([&](int number) {
    if (number == kItems - 1) {
      last.Open();
    } else if (!last.Wait(kHang)) {
      stuck.fetch_add(1);
    }
  });
  const auto beginner = RecordingCallback::Create([&](IMFAsyncResult*) {
    HRESULT hr = S_OK;
    for (int i = 0; i < kItems && hr == S_OK; ++i) {
      hr = MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr);
    }
    return hr;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, beginner.Get(), nullptr) == S_OK);
  REQUIRE(callback->done.WaitFor(kItems, kHang));
  CHECK(stuck.load() == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "who took all along may be held up on the way back") {
  Gate gate;
  Counter held;
  const auto callback = TakingCallback::Create([](int) {},
                                               [&] {
                                                 held.Add();
                                                 (void)gate.Wait(kHang);
                                               });
  // One after the other, so that none takes along the next.
  for (int i = 1; i <= kMoreThanDispatchers; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr) == S_OK);
    CHECK(held.WaitFor(i));
  }
  CHECK(OneMoreRuns());
  gate.Open();
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "what a queue lets go of may hold it up") {
  Gate gate;
  Counter held;
  const auto callback = TakingCallback::Create([](int) {});
  for (int i = 1; i <= kMoreThanDispatchers; ++i) {
    const auto state = com::ComPtr<HeldUp>::Adopt(new HeldUp(gate, held));
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), state.Get()) ==
            S_OK);
  }
  CHECK(held.WaitFor(kMoreThanDispatchers));
  CHECK(OneMoreRuns());
  gate.Open();
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

// With one dispatcher left, no other thread has an eye on what the chain has begun.
TEST_CASE_FIXTURE(PlatformTest, "a chain without end lets through what it has begun") {
  constexpr int kWrites = 5;
  constexpr std::size_t kSize = 4096;
  // As many as dispatchers, except for one.
  std::deque<QueueBlocker> blockers;
  for (unsigned left = std::clamp(std::thread::hardware_concurrency(), 2U, 4U); left > 1; --left) {
    blockers.emplace_back(MFASYNC_CALLBACK_QUEUE_MULTITHREADED);
  }
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir / "written", MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) ==
          S_OK);
  const auto bytes = Pattern(0, kSize);
  const auto ended = EndingWrites(stream, kOnMultithreaded);
  std::atomic<bool> enough{false};
  std::atomic<int> begun{0};
  com::ComPtr<TakingCallback> chain;
  chain = TakingCallback::Create([&](int number) {
    if (number < kWrites && stream->BeginWrite(bytes.data(), kSize, ended.Get(), nullptr) == S_OK) {
      begun.fetch_add(1);
    }
    if (!enough.load() && ended->Returned() < kWrites) {
      (void)MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, chain.Get(), nullptr);
    }
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, chain.Get(), nullptr) == S_OK);
  CHECK(ended->WaitUntilReturned(kWrites));
  enough.store(true);
  blockers.clear();
  CHECK(begun.load() == kWrites);
  CHECK(ended->WaitUntilReturned(begun.load(), kHang));
  CHECK(Eventually([&] { return RefCount(chain) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "other callbacks are invoked from there, and may be passed on to") {
  const DWORD queue = NewQueue();
  const auto callback = TakingCallback::Create([](int) {});
  const auto other = RecordingCallback::Create([&](IMFAsyncResult* result) {
    // Not invoked by the queue itself: must not take others along, which would end this Invoke.
    const HRESULT hr = callback->Invoke(result);
    return result->GetStatus() == S_OK ? hr : E_FAIL;
  });
  {
    QueueBlocker blocker(queue);
    for (int i = 0; i < kMany; ++i) {
      const bool its_own = i % 2 == 0;
      IMFAsyncCallback* const next =
          its_own ? static_cast<IMFAsyncCallback*>(callback.Get()) : other.Get();
      REQUIRE(MFPutWorkItem(queue, next, nullptr) == S_OK);
    }
  }
  REQUIRE(other->WaitUntilReturned(kMany / 2));
  REQUIRE(callback->done.WaitFor(kMany));
  CHECK(callback->passed_on.Value() == kMany / 2);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "a thread that no queue has come to has nothing to take along") {
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  CHECK_FALSE(mfplat::IsInvokedByQueue(callback.Get(), result.Get()));
  CHECK_FALSE(mfplat::OthersWait());
  CHECK_FALSE(mfplat::InvokeNext());
}

}  // namespace test
