// IMFAsyncResult as MFCreateAsyncResult makes it, and the base of the engine's own operations.
// Starts with MFASYNCRESULT, whose layout is ABI; holds a platform lock while it lives.
#pragma once

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "portable/queue/platform_lock.h"

namespace portable {

class AsyncResult : public com::RefCounted<MFASYNCRESULT> {
 public:
  // Each pointer may be null; a reference is added to each that is not.
  AsyncResult(IUnknown* object, IMFAsyncCallback* callback, IUnknown* state) noexcept;

  HRESULT STDMETHODCALLTYPE GetState(IUnknown** ppunkState) noexcept override;
  HRESULT STDMETHODCALLTYPE GetStatus() noexcept override;
  HRESULT STDMETHODCALLTYPE SetStatus(HRESULT hrStatus) noexcept override;
  HRESULT STDMETHODCALLTYPE GetObject(IUnknown** ppObject) noexcept override;
  IUnknown* STDMETHODCALLTYPE GetStateNoAddRef() noexcept override;

 protected:
  ~AsyncResult() override;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncResult; }

 private:
  // First, so that it goes last: MFShutdown waits for what the others release.
  const PlatformLock lock_;
  const com::ComPtr<IUnknown> object_;
  const com::ComPtr<IUnknown> state_;
};

}  // namespace portable
