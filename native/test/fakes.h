// Objects that turn ownership into numbers.
#pragma once

#include "com/com_ptr.h"
#include "com/ref_counted.h"

namespace test {

// An IUnknown with nothing behind it: a state object, an owner.
class UnknownFake final : public com::RefCounted<IUnknown> {
 public:
  static com::ComPtr<UnknownFake> Create() {
    return com::ComPtr<UnknownFake>::Adopt(new UnknownFake());
  }

 protected:
  ~UnknownFake() override = default;
  bool Answers(REFIID) const noexcept override { return false; }
};

// Counts calls and never dies: for what must happen exactly once.
class CountingUnknown final : public IUnknown {
 public:
  virtual ~CountingUnknown() = default;
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void** ppvObject) noexcept override {
    *ppvObject = nullptr;
    return E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() noexcept override { return static_cast<ULONG>(1 + ++added); }
  ULONG STDMETHODCALLTYPE Release() noexcept override {
    return static_cast<ULONG>(1 + added - ++released);
  }

  int added = 0;
  int released = 0;
};

// The count of an object somebody else may be releasing meanwhile; poll it until it is stable.
template <class Interface>
ULONG RefCount(Interface* object) {
  object->AddRef();
  return object->Release();
}

template <class Interface>
ULONG RefCount(const com::ComPtr<Interface>& object) {
  return RefCount(object.Get());
}

}  // namespace test
