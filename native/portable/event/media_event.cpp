// IMFMediaEvent as MFCreateMediaEvent makes it: four values that never change, and attributes.

#include <new>
#include <utility>

#include "com/ref_counted.h"
#include "com/variant.h"
#include "mfplat/mfplat.h"
#include "portable/attributes/attribute_methods.h"

namespace portable {

namespace {

class MediaEvent final : public AttributeMethods<com::RefCounted<IMFMediaEvent>> {
 public:
  MediaEvent(MediaEventType type, REFGUID extended_type, HRESULT status,
             com::Variant value) noexcept
      : type_(type), extended_type_(extended_type), status_(status), value_(std::move(value)) {}

  HRESULT STDMETHODCALLTYPE GetType(MediaEventType* pmet) noexcept override {
    return Give(type_, pmet);
  }
  HRESULT STDMETHODCALLTYPE GetExtendedType(GUID* pguidExtendedType) noexcept override {
    return Give(extended_type_, pguidExtendedType);
  }
  HRESULT STDMETHODCALLTYPE GetStatus(HRESULT* phrStatus) noexcept override {
    return Give(status_, phrStatus);
  }
  HRESULT STDMETHODCALLTYPE GetValue(PROPVARIANT* pvValue) noexcept override {
    return pvValue == nullptr ? E_POINTER : PropVariantCopy(pvValue, &value_.Get());
  }

 protected:
  ~MediaEvent() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFMediaEvent || riid == IID_IMFAttributes;
  }

 private:
  template <class Value>
  static HRESULT Give(const Value& value, Value* out) noexcept {
    if (out == nullptr) return E_POINTER;
    *out = value;
    return S_OK;
  }

  const MediaEventType type_;
  const GUID extended_type_;
  const HRESULT status_;
  const com::Variant value_;
};

}  // namespace

}  // namespace portable

STDAPI MFCreateMediaEvent(MediaEventType met, REFGUID guidExtendedType, HRESULT hrStatus,
                          const PROPVARIANT* pvValue, IMFMediaEvent** ppEvent) {
  if (ppEvent == nullptr) return E_POINTER;
  *ppEvent = nullptr;
  com::Variant value;
  if (pvValue != nullptr) {
    const HRESULT hr = value.CopyFrom(*pvValue);
    if (FAILED(hr)) return hr;
  }
  *ppEvent =
      new (std::nothrow) portable::MediaEvent(met, guidExtendedType, hrStatus, std::move(value));
  return *ppEvent == nullptr ? E_OUTOFMEMORY : S_OK;
}
