// The one reference count of this library. A class derives from RefCounted<Interface>, keeps its
// destructor protected, hands out its first reference from a factory of its own, and lists the IIDs
// that it answers in Answers().
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "com/base_types.h"
#include "com/striped_counter.h"

namespace com {

// How many RefCounted objects are alive in this process. Tests ask for the value they began with.
inline StripedCounter live_objects;

template <class Interface>
class RefCounted : public Interface {
 public:
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override {
    if (ppvObject == nullptr) return E_POINTER;
    if (riid == IID_IUnknown || Answers(riid)) {
      AddRef();
      // One identity: IUnknown and every answered interface are the same pointer.
      *ppvObject = static_cast<Interface*>(this);
      return S_OK;
    }
    *ppvObject = nullptr;
    return E_NOINTERFACE;
  }

  ULONG STDMETHODCALLTYPE AddRef() noexcept override {
    // Relaxed: the caller already holds a reference, so nothing is published here.
    return count_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  ULONG STDMETHODCALLTYPE Release() noexcept override {
    // Release: what this thread did to the object happens before its destruction.
    // Acquire: the destroying thread sees what all the others did.
    const ULONG before = count_.fetch_sub(1, std::memory_order_acq_rel);
#ifndef NDEBUG
    if (before == 0 || before > kImplausible) {
      std::fputs("mfplat4j: a COM object was released more often than it was referenced\n", stderr);
      std::abort();
    }
#endif
    if (before == 1) delete this;
    return before - 1;
  }

 protected:
  // The creator starts with one reference.
  RefCounted() noexcept { live_objects.Add(); }
  virtual ~RefCounted() { live_objects.Remove(); }

  // Whether QueryInterface answers riid with this object's Interface pointer; IUnknown is implied.
  virtual bool Answers(REFIID riid) const noexcept = 0;

 private:
  static constexpr ULONG kImplausible = 0x80000000;

  std::atomic<ULONG> count_{1};
};

}  // namespace com
