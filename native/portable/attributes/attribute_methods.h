// IMFAttributes for a class that has a store: its thirty methods, each the store's own. `Base` is
// where the rest of the object comes from: RefCounted over an interface that begins with
// IMFAttributes, or IMFAttributes itself in a class whose IUnknown belongs to another object. The
// store may be somebody else's attributes, by reference.
#pragma once

#include "portable/attributes/attribute_store.h"

namespace portable {

template <class Base, class Store = AttributeStore>
class AttributeMethods : public Base {
 public:
  HRESULT STDMETHODCALLTYPE GetItem(REFGUID guidKey, PROPVARIANT* pValue) noexcept override {
    return store_.GetItem(guidKey, pValue);
  }
  HRESULT STDMETHODCALLTYPE GetItemType(REFGUID guidKey,
                                        MF_ATTRIBUTE_TYPE* pType) noexcept override {
    return store_.GetItemType(guidKey, pType);
  }
  HRESULT STDMETHODCALLTYPE CompareItem(REFGUID guidKey, REFPROPVARIANT Value,
                                        BOOL* pbResult) noexcept override {
    return store_.CompareItem(guidKey, Value, pbResult);
  }
  HRESULT STDMETHODCALLTYPE Compare(IMFAttributes* pTheirs, MF_ATTRIBUTES_MATCH_TYPE MatchType,
                                    BOOL* pbResult) noexcept override {
    return store_.Compare(pTheirs, MatchType, pbResult);
  }
  HRESULT STDMETHODCALLTYPE GetUINT32(REFGUID guidKey, UINT32* punValue) noexcept override {
    return store_.GetUINT32(guidKey, punValue);
  }
  HRESULT STDMETHODCALLTYPE GetUINT64(REFGUID guidKey, UINT64* punValue) noexcept override {
    return store_.GetUINT64(guidKey, punValue);
  }
  HRESULT STDMETHODCALLTYPE GetDouble(REFGUID guidKey, double* pfValue) noexcept override {
    return store_.GetDouble(guidKey, pfValue);
  }
  HRESULT STDMETHODCALLTYPE GetGUID(REFGUID guidKey, GUID* pguidValue) noexcept override {
    return store_.GetGUID(guidKey, pguidValue);
  }
  HRESULT STDMETHODCALLTYPE GetStringLength(REFGUID guidKey, UINT32* pcchLength) noexcept override {
    return store_.GetStringLength(guidKey, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetString(REFGUID guidKey, LPWSTR pwszValue, UINT32 cchBufSize,
                                      UINT32* pcchLength) noexcept override {
    return store_.GetString(guidKey, pwszValue, cchBufSize, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedString(REFGUID guidKey, LPWSTR* ppwszValue,
                                               UINT32* pcchLength) noexcept override {
    return store_.GetAllocatedString(guidKey, ppwszValue, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetBlobSize(REFGUID guidKey, UINT32* pcbBlobSize) noexcept override {
    return store_.GetBlobSize(guidKey, pcbBlobSize);
  }
  HRESULT STDMETHODCALLTYPE GetBlob(REFGUID guidKey, UINT8* pBuf, UINT32 cbBufSize,
                                    UINT32* pcbBlobSize) noexcept override {
    return store_.GetBlob(guidKey, pBuf, cbBufSize, pcbBlobSize);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedBlob(REFGUID guidKey, UINT8** ppBuf,
                                             UINT32* pcbSize) noexcept override {
    return store_.GetAllocatedBlob(guidKey, ppBuf, pcbSize);
  }
  HRESULT STDMETHODCALLTYPE GetUnknown(REFGUID guidKey, REFIID riid, void** ppv) noexcept override {
    return store_.GetUnknown(guidKey, riid, ppv);
  }
  HRESULT STDMETHODCALLTYPE SetItem(REFGUID guidKey, REFPROPVARIANT Value) noexcept override {
    return store_.SetItem(guidKey, Value);
  }
  HRESULT STDMETHODCALLTYPE DeleteItem(REFGUID guidKey) noexcept override {
    return store_.DeleteItem(guidKey);
  }
  HRESULT STDMETHODCALLTYPE DeleteAllItems() noexcept override { return store_.DeleteAllItems(); }
  HRESULT STDMETHODCALLTYPE SetUINT32(REFGUID guidKey, UINT32 unValue) noexcept override {
    return store_.SetUINT32(guidKey, unValue);
  }
  HRESULT STDMETHODCALLTYPE SetUINT64(REFGUID guidKey, UINT64 unValue) noexcept override {
    return store_.SetUINT64(guidKey, unValue);
  }
  HRESULT STDMETHODCALLTYPE SetDouble(REFGUID guidKey, double fValue) noexcept override {
    return store_.SetDouble(guidKey, fValue);
  }
  HRESULT STDMETHODCALLTYPE SetGUID(REFGUID guidKey, REFGUID guidValue) noexcept override {
    return store_.SetGUID(guidKey, guidValue);
  }
  HRESULT STDMETHODCALLTYPE SetString(REFGUID guidKey, LPCWSTR wszValue) noexcept override {
    return store_.SetString(guidKey, wszValue);
  }
  HRESULT STDMETHODCALLTYPE SetBlob(REFGUID guidKey, const UINT8* pBuf,
                                    UINT32 cbBufSize) noexcept override {
    return store_.SetBlob(guidKey, pBuf, cbBufSize);
  }
  HRESULT STDMETHODCALLTYPE SetUnknown(REFGUID guidKey, IUnknown* pUnknown) noexcept override {
    return store_.SetUnknown(guidKey, pUnknown);
  }
  HRESULT STDMETHODCALLTYPE LockStore() noexcept override { return store_.LockStore(); }
  HRESULT STDMETHODCALLTYPE UnlockStore() noexcept override { return store_.UnlockStore(); }
  HRESULT STDMETHODCALLTYPE GetCount(UINT32* pcItems) noexcept override {
    return store_.GetCount(pcItems);
  }
  HRESULT STDMETHODCALLTYPE GetItemByIndex(UINT32 unIndex, GUID* pguidKey,
                                           PROPVARIANT* pValue) noexcept override {
    return store_.GetItemByIndex(unIndex, pguidKey, pValue);
  }
  HRESULT STDMETHODCALLTYPE CopyAllItems(IMFAttributes* pDest) noexcept override {
    return store_.CopyAllItems(pDest);
  }

 protected:
  AttributeMethods() noexcept = default;
  explicit AttributeMethods(IMFAttributes& behind) noexcept : store_(behind) {}
  ~AttributeMethods() = default;

 private:
  Store store_;
};

}  // namespace portable
