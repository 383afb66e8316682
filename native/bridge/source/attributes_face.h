// IMFAttributes of an object that has other interfaces too: the thirty methods of a store that the
// platform made, under the identity of the object.
#pragma once

#include "com/com_ptr.h"

namespace bridge {

// Is a member of its owner, whose references and interfaces it gives.
class AttributesFace final : public IMFAttributes {
 public:
  explicit AttributesFace(IUnknown& owner) noexcept : owner_(owner) {}
  AttributesFace(const AttributesFace&) = delete;
  AttributesFace& operator=(const AttributesFace&) = delete;
  virtual ~AttributesFace() = default;

  // Before anybody sees the object.
  void Use(com::ComPtr<IMFAttributes> store) noexcept { store_ = std::move(store); }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override {
    return owner_.QueryInterface(riid, ppvObject);
  }
  ULONG STDMETHODCALLTYPE AddRef() noexcept override { return owner_.AddRef(); }
  ULONG STDMETHODCALLTYPE Release() noexcept override { return owner_.Release(); }

  HRESULT STDMETHODCALLTYPE GetItem(REFGUID guidKey, PROPVARIANT* pValue) noexcept override {
    return store_->GetItem(guidKey, pValue);
  }
  HRESULT STDMETHODCALLTYPE GetItemType(REFGUID guidKey,
                                        MF_ATTRIBUTE_TYPE* pType) noexcept override {
    return store_->GetItemType(guidKey, pType);
  }
  HRESULT STDMETHODCALLTYPE CompareItem(REFGUID guidKey, REFPROPVARIANT Value,
                                        BOOL* pbResult) noexcept override {
    return store_->CompareItem(guidKey, Value, pbResult);
  }
  HRESULT STDMETHODCALLTYPE Compare(IMFAttributes* pTheirs, MF_ATTRIBUTES_MATCH_TYPE MatchType,
                                    BOOL* pbResult) noexcept override {
    return store_->Compare(pTheirs, MatchType, pbResult);
  }
  HRESULT STDMETHODCALLTYPE GetUINT32(REFGUID guidKey, UINT32* punValue) noexcept override {
    return store_->GetUINT32(guidKey, punValue);
  }
  HRESULT STDMETHODCALLTYPE GetUINT64(REFGUID guidKey, UINT64* punValue) noexcept override {
    return store_->GetUINT64(guidKey, punValue);
  }
  HRESULT STDMETHODCALLTYPE GetDouble(REFGUID guidKey, double* pfValue) noexcept override {
    return store_->GetDouble(guidKey, pfValue);
  }
  HRESULT STDMETHODCALLTYPE GetGUID(REFGUID guidKey, GUID* pguidValue) noexcept override {
    return store_->GetGUID(guidKey, pguidValue);
  }
  HRESULT STDMETHODCALLTYPE GetStringLength(REFGUID guidKey, UINT32* pcchLength) noexcept override {
    return store_->GetStringLength(guidKey, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetString(REFGUID guidKey, LPWSTR pwszValue, UINT32 cchBufSize,
                                      UINT32* pcchLength) noexcept override {
    return store_->GetString(guidKey, pwszValue, cchBufSize, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedString(REFGUID guidKey, LPWSTR* ppwszValue,
                                               UINT32* pcchLength) noexcept override {
    return store_->GetAllocatedString(guidKey, ppwszValue, pcchLength);
  }
  HRESULT STDMETHODCALLTYPE GetBlobSize(REFGUID guidKey, UINT32* pcbBlobSize) noexcept override {
    return store_->GetBlobSize(guidKey, pcbBlobSize);
  }
  HRESULT STDMETHODCALLTYPE GetBlob(REFGUID guidKey, UINT8* pBuf, UINT32 cbBufSize,
                                    UINT32* pcbBlobSize) noexcept override {
    return store_->GetBlob(guidKey, pBuf, cbBufSize, pcbBlobSize);
  }
  HRESULT STDMETHODCALLTYPE GetAllocatedBlob(REFGUID guidKey, UINT8** ppBuf,
                                             UINT32* pcbSize) noexcept override {
    return store_->GetAllocatedBlob(guidKey, ppBuf, pcbSize);
  }
  HRESULT STDMETHODCALLTYPE GetUnknown(REFGUID guidKey, REFIID riid, void** ppv) noexcept override {
    return store_->GetUnknown(guidKey, riid, ppv);
  }
  HRESULT STDMETHODCALLTYPE SetItem(REFGUID guidKey, REFPROPVARIANT Value) noexcept override {
    return store_->SetItem(guidKey, Value);
  }
  HRESULT STDMETHODCALLTYPE DeleteItem(REFGUID guidKey) noexcept override {
    return store_->DeleteItem(guidKey);
  }
  HRESULT STDMETHODCALLTYPE DeleteAllItems() noexcept override { return store_->DeleteAllItems(); }
  HRESULT STDMETHODCALLTYPE SetUINT32(REFGUID guidKey, UINT32 unValue) noexcept override {
    return store_->SetUINT32(guidKey, unValue);
  }
  HRESULT STDMETHODCALLTYPE SetUINT64(REFGUID guidKey, UINT64 unValue) noexcept override {
    return store_->SetUINT64(guidKey, unValue);
  }
  HRESULT STDMETHODCALLTYPE SetDouble(REFGUID guidKey, double fValue) noexcept override {
    return store_->SetDouble(guidKey, fValue);
  }
  HRESULT STDMETHODCALLTYPE SetGUID(REFGUID guidKey, REFGUID guidValue) noexcept override {
    return store_->SetGUID(guidKey, guidValue);
  }
  HRESULT STDMETHODCALLTYPE SetString(REFGUID guidKey, LPCWSTR wszValue) noexcept override {
    return store_->SetString(guidKey, wszValue);
  }
  HRESULT STDMETHODCALLTYPE SetBlob(REFGUID guidKey, const UINT8* pBuf,
                                    UINT32 cbBufSize) noexcept override {
    return store_->SetBlob(guidKey, pBuf, cbBufSize);
  }
  HRESULT STDMETHODCALLTYPE SetUnknown(REFGUID guidKey, IUnknown* pUnknown) noexcept override {
    return store_->SetUnknown(guidKey, pUnknown);
  }
  HRESULT STDMETHODCALLTYPE LockStore() noexcept override { return store_->LockStore(); }
  HRESULT STDMETHODCALLTYPE UnlockStore() noexcept override { return store_->UnlockStore(); }
  HRESULT STDMETHODCALLTYPE GetCount(UINT32* pcItems) noexcept override {
    return store_->GetCount(pcItems);
  }
  HRESULT STDMETHODCALLTYPE GetItemByIndex(UINT32 unIndex, GUID* pguidKey,
                                           PROPVARIANT* pValue) noexcept override {
    return store_->GetItemByIndex(unIndex, pguidKey, pValue);
  }
  HRESULT STDMETHODCALLTYPE CopyAllItems(IMFAttributes* pDest) noexcept override {
    return store_->CopyAllItems(pDest);
  }

 private:
  IUnknown& owner_;
  com::ComPtr<IMFAttributes> store_;
};

}  // namespace bridge
