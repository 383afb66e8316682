// IMFAttributes as a part of an object whose first interface is another one: the object's identity
// and its count, and attributes of its own or somebody else's. A member of the object, there from
// its beginning: any thread may ask for it, and nothing is made when one does.
#pragma once

#include "portable/attributes/attribute_methods.h"

namespace portable {

template <class Store = AttributeStore>
class AttributesPart final : public AttributeMethods<IMFAttributes, Store> {
 public:
  explicit AttributesPart(IUnknown& whole) noexcept : whole_(whole) {}
  // Passes everything to `behind`, which must stay as long as the whole.
  AttributesPart(IUnknown& whole, IMFAttributes& behind) noexcept
      : AttributeMethods<IMFAttributes, Store>(behind), whole_(whole) {}
  AttributesPart(const AttributesPart&) = delete;
  AttributesPart& operator=(const AttributesPart&) = delete;
  ~AttributesPart() = default;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override {
    return whole_.QueryInterface(riid, ppvObject);
  }
  ULONG STDMETHODCALLTYPE AddRef() noexcept override { return whole_.AddRef(); }
  ULONG STDMETHODCALLTYPE Release() noexcept override { return whole_.Release(); }

 private:
  IUnknown& whole_;
};

}  // namespace portable
