// IMFMediaType as MFCreateMediaType makes it: attributes, and what they say about the type.

#include <new>

#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "portable/attributes/attribute_methods.h"

namespace portable {

namespace {

// Whether both have this attribute with the same value, or neither has it.
bool HaveSame(IMFAttributes& ours, IMFAttributes& theirs, REFGUID key) noexcept {
  com::Variant value;
  BOOL same = FALSE;
  if (FAILED(ours.GetItem(key, value.Put()))) {
    MF_ATTRIBUTE_TYPE type;
    return FAILED(theirs.GetItemType(key, &type));
  }
  return SUCCEEDED(theirs.CompareItem(key, value.Get(), &same)) && same != FALSE;
}

class MediaType final : public AttributeMethods<com::RefCounted<IMFMediaType>> {
 public:
  HRESULT STDMETHODCALLTYPE GetMajorType(GUID* pguidMajorType) noexcept override {
    if (pguidMajorType == nullptr) return E_POINTER;
    return GetGUID(MF_MT_MAJOR_TYPE, pguidMajorType);
  }
  HRESULT STDMETHODCALLTYPE IsCompressedFormat(BOOL* pfCompressed) noexcept override {
    if (pfCompressed == nullptr) return E_POINTER;
    UINT32 independent = 0;
    const HRESULT hr = GetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, &independent);
    *pfCompressed = FAILED(hr) || independent == 0 ? TRUE : FALSE;
    return S_OK;
  }
  // S_OK when all four flags are set, S_FALSE when one is not.
  HRESULT STDMETHODCALLTYPE IsEqual(IMFMediaType* pIMediaType, DWORD* pdwFlags) noexcept override {
    if (pdwFlags == nullptr) return E_POINTER;
    *pdwFlags = 0;
    if (pIMediaType == nullptr) return E_INVALIDARG;
    GUID ours;
    GUID theirs;
    if (FAILED(GetMajorType(&ours)) || FAILED(pIMediaType->GetMajorType(&theirs))) {
      return E_INVALIDARG;
    }
    if (ours == theirs) *pdwFlags |= MF_MEDIATYPE_EQUAL_MAJOR_TYPES;
    if (HaveSame(*this, *pIMediaType, MF_MT_SUBTYPE)) *pdwFlags |= MF_MEDIATYPE_EQUAL_FORMAT_TYPES;
    BOOL all_same = FALSE;
    const HRESULT hr = Compare(pIMediaType, MF_ATTRIBUTES_MATCH_ALL_ITEMS, &all_same);
    if (FAILED(hr)) return hr;
    if (all_same != FALSE) *pdwFlags |= MF_MEDIATYPE_EQUAL_FORMAT_DATA;
    if (HaveSame(*this, *pIMediaType, MF_MT_USER_DATA)) {
      *pdwFlags |= MF_MEDIATYPE_EQUAL_FORMAT_USER_DATA;
    }
    constexpr DWORD kAll = MF_MEDIATYPE_EQUAL_MAJOR_TYPES | MF_MEDIATYPE_EQUAL_FORMAT_TYPES |
                           MF_MEDIATYPE_EQUAL_FORMAT_DATA | MF_MEDIATYPE_EQUAL_FORMAT_USER_DATA;
    return *pdwFlags == kAll ? S_OK : S_FALSE;
  }
  // The structures of DirectShow.
  HRESULT STDMETHODCALLTYPE GetRepresentation(GUID, void**) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE FreeRepresentation(GUID, void*) noexcept override { return E_NOTIMPL; }

 protected:
  ~MediaType() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFMediaType || riid == IID_IMFAttributes;
  }
};

}  // namespace

}  // namespace portable

STDAPI MFCreateMediaType(IMFMediaType** ppMFType) {
  if (ppMFType == nullptr) return E_POINTER;
  *ppMFType = new (std::nothrow) portable::MediaType();
  return *ppMFType == nullptr ? E_OUTOFMEMORY : S_OK;
}
