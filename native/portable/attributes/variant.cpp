// The task allocator, and variants over it. Copying knows the types that attributes and events use.

#include <cstdlib>
#include <cstring>
#include <string>

#include "com/base_types.h"

namespace portable {

namespace {

void* Duplicate(const void* bytes, std::size_t size) noexcept {
  void* const copy = CoTaskMemAlloc(size);
  if (copy != nullptr && size > 0) std::memcpy(copy, bytes, size);
  return copy;
}

// Takes a copy of what `pointer` points to; null stays null.
template <class Element>
HRESULT Deepen(Element*& pointer, std::size_t size) noexcept {
  if (pointer == nullptr) return S_OK;
  pointer = static_cast<Element*>(Duplicate(pointer, size));
  return pointer == nullptr ? E_OUTOFMEMORY : S_OK;
}

HRESULT DeepenContent(PROPVARIANT* variant) noexcept {
  switch (variant->vt) {
    case VT_EMPTY:
    case VT_I4:
    case VT_UI4:
    case VT_I8:
    case VT_UI8:
    case VT_R8:
    case VT_BOOL:
      return S_OK;
    case VT_CLSID:
      return Deepen(variant->puuid, sizeof(GUID));
    case VT_LPWSTR: {
      if (variant->pwszVal == nullptr) return S_OK;
      const std::size_t length = std::char_traits<WCHAR>::length(variant->pwszVal);
      return Deepen(variant->pwszVal, (length + 1) * sizeof(WCHAR));
    }
    case VT_VECTOR | VT_UI1:
      return Deepen(variant->caub.pElems, variant->caub.cElems);
    case VT_UNKNOWN:
      if (variant->punkVal != nullptr) variant->punkVal->AddRef();
      return S_OK;
    default:
      return DISP_E_BADVARTYPE;
  }
}

}  // namespace

}  // namespace portable

// Never null for a size of 0: null means that there is no memory.
extern "C" void* CoTaskMemAlloc(std::size_t size) { return std::malloc(size == 0 ? 1 : size); }

extern "C" void CoTaskMemFree(void* memory) { std::free(memory); }

STDAPI PropVariantClear(PROPVARIANT* pvar) {
  if (pvar == nullptr) return S_OK;
  // Emptied first: the release may come back here.
  const PROPVARIANT content = *pvar;
  PropVariantInit(pvar);
  switch (content.vt) {
    case VT_CLSID:
      CoTaskMemFree(content.puuid);
      break;
    case VT_LPWSTR:
      CoTaskMemFree(content.pwszVal);
      break;
    case VT_VECTOR | VT_UI1:
      CoTaskMemFree(content.caub.pElems);
      break;
    case VT_UNKNOWN:
      if (content.punkVal != nullptr) content.punkVal->Release();
      break;
    default:
      break;
  }
  return S_OK;
}

STDAPI PropVariantCopy(PROPVARIANT* pvarDest, const PROPVARIANT* pvarSrc) {
  if (pvarDest == nullptr || pvarSrc == nullptr) return E_POINTER;
  *pvarDest = *pvarSrc;
  const HRESULT hr = portable::DeepenContent(pvarDest);
  if (FAILED(hr)) PropVariantInit(pvarDest);
  return hr;
}
