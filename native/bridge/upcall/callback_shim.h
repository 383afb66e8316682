// The COM object behind a Java callback. Media Foundation holds it, calls Invoke on a thread of its
// own, and may release it last on any thread.
//
// It carries an id, never a Java reference: a stale id finds nothing, a stale pointer finds
// trouble. The Java side keeps callback, state and buffer reachable under that id until the shim
// tells it that it may let go, which is either the one Invoke or, when none ever came, the end of
// the shim.
#pragma once

#include <atomic>
#include <cstdint>

#include "com/ref_counted.h"

namespace bridge {

// The door to Java. An interface, so that the shim can be tested without a JVM.
class Upcalls {
 public:
  // The operation `id` has completed. Runs user code on the calling thread; nothing is thrown.
  // S_OK: the Java side has taken over one reference to the result. Anything else: it has not.
  // `by_queue`: a queue's thread is in the shim's Invoke and in nothing else
  // (mfplat::IsInvokedByQueue); then that may have ended, and the shim be gone, on return.
  virtual HRESULT Invoke(std::int64_t id, IMFAsyncResult* result, HRESULT status,
                         bool by_queue) noexcept = 0;
  // No Invoke will ever come for `id`.
  virtual void Abandoned(std::int64_t id) noexcept = 0;

 protected:
  ~Upcalls() = default;
};

// What GetParameters answers. Copied when the operation begins: Media Foundation asks on the
// submitting thread, more than once, and expects an answer in microseconds, so it never enters
// Java.
struct CallbackParameters {
  DWORD flags = 0;
  // MFASYNC_CALLBACK_QUEUE_UNDEFINED: the callback gave no parameters, and GetParameters is
  // E_NOTIMPL.
  DWORD queue = MFASYNC_CALLBACK_QUEUE_UNDEFINED;

  // IMFAsyncCallback::GetParameters.
  HRESULT Answer(DWORD* pdwFlags, DWORD* pdwQueue) const noexcept;
};

// Free-threaded: any thread may call it, whatever its apartment. Spelled here because not every SDK
// library has it.
inline constexpr IID kIidAgileObject = {
    0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};

class CallbackShim final : public com::RefCounted<IMFAsyncCallback> {
 public:
  // `upcalls` must outlive every shim. nullptr when memory is short.
  static CallbackShim* Create(Upcalls& upcalls, std::int64_t id,
                              const CallbackParameters& parameters) noexcept;

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept override;
  // Enters Java the first time; the operation that this shim stands for completes once, and a
  // thread that invokes its result again finds no operation.
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override;

  // The operation never began, and the Java side knows: the end of the shim tells it nothing.
  void Disarm() noexcept { invoked_.store(true, std::memory_order_relaxed); }

 protected:
  ~CallbackShim() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  CallbackShim(Upcalls& upcalls, std::int64_t id, const CallbackParameters& parameters) noexcept
      : upcalls_(upcalls), id_(id), parameters_(parameters) {}

  // First: it fits beside the reference count.
  std::atomic<bool> invoked_{false};
  Upcalls& upcalls_;
  const std::int64_t id_;
  const CallbackParameters parameters_;
};

}  // namespace bridge
