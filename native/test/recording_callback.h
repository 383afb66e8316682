// The callback under most tests: records every Invoke with its order, thread and status, and runs
// what the test wants to happen there.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "test/waiting.h"

namespace test {

struct Parameters {
  DWORD flags = 0;
  DWORD queue = MFASYNC_CALLBACK_QUEUE_STANDARD;
};

inline constexpr Parameters kOnMultithreaded = {0, MFASYNC_CALLBACK_QUEUE_MULTITHREADED};

class RecordingCallback : public com::RefCounted<IMFAsyncCallback> {
 public:
  // What Invoke does besides recording; its answer is Invoke's. Must not throw.
  using Action = std::function<HRESULT(IMFAsyncResult*)>;

  struct Call {
    // Only to be compared: the result may be gone.
    const void* result;
    const void* state;
    HRESULT status;
    std::thread::id thread;
  };

  // Without parameters, GetParameters answers E_NOTIMPL.
  static com::ComPtr<RecordingCallback> Create(Action action = {},
                                               std::optional<Parameters> parameters = {}) {
    return com::ComPtr<RecordingCallback>::Adopt(
        new RecordingCallback(std::move(action), parameters));
  }

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept override {
    if (pdwFlags == nullptr || pdwQueue == nullptr) return E_POINTER;
    if (!parameters_) return E_NOTIMPL;
    *pdwFlags = parameters_->flags;
    *pdwQueue = parameters_->queue;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override {
    entered_.Add();
    const Call call = {pAsyncResult, pAsyncResult->GetStateNoAddRef(), pAsyncResult->GetStatus(),
                       std::this_thread::get_id()};
    const HRESULT hr = action_ ? action_(pAsyncResult) : S_OK;
    {
      std::lock_guard lock(mutex_);
      calls_.push_back(call);
    }
    returned_.Add();
    return hr;
  }

  // How many Invokes have begun, and how many are done except for their last instructions: the
  // platform still holds references then.
  int Entered() { return entered_.Value(); }
  int Returned() { return returned_.Value(); }
  [[nodiscard]] bool WaitUntilEntered(int calls = 1) { return entered_.WaitFor(calls); }
  [[nodiscard]] bool WaitUntilReturned(int calls = 1,
                                       std::chrono::milliseconds limit = kEventually) {
    return returned_.WaitFor(calls, limit);
  }

  // In the order of their return.
  std::vector<Call> Calls() {
    std::lock_guard lock(mutex_);
    return calls_;
  }

 protected:
  ~RecordingCallback() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  RecordingCallback(Action action, std::optional<Parameters> parameters)
      : action_(std::move(action)), parameters_(parameters) {}

  const Action action_;
  const std::optional<Parameters> parameters_;
  Counter entered_;
  Counter returned_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<Call> calls_;
};

}  // namespace test
