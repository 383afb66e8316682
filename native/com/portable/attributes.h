// IMFAttributes and the variant values that it stores, as the Windows SDK declares them
// (mfobjects.h, propidl.h): methods in vtable order, names, IIDs and layout untouched. Of
// PROPVARIANT only the members that Media Foundation's attributes and events use.
#pragma once

#include <cstddef>

#include "com/portable/interfaces.h"

inline constexpr IID IID_IMFAttributes = {
    0x2cd2d921, 0xc447, 0x44a7, {0xa1, 0x3c, 0x4a, 0xda, 0xbf, 0xc2, 0x47, 0xe3}};

using VARTYPE = std::uint16_t;

enum VARENUM : std::uint16_t {
  VT_EMPTY = 0,
  VT_I4 = 3,
  VT_R8 = 5,
  VT_BOOL = 11,
  VT_UNKNOWN = 13,
  VT_UI1 = 17,
  VT_UI4 = 19,
  VT_I8 = 20,
  VT_UI8 = 21,
  VT_LPWSTR = 31,
  VT_CLSID = 72,
  VT_VECTOR = 0x1000,
};

union LARGE_INTEGER {
  LONGLONG QuadPart;
};
union ULARGE_INTEGER {
  ULONGLONG QuadPart;
};
struct CAUB {
  ULONG cElems;
  UINT8* pElems;
};

struct PROPVARIANT {
  VARTYPE vt;
  std::uint16_t wReserved1;
  std::uint16_t wReserved2;
  std::uint16_t wReserved3;
  union {
    LONG lVal;
    ULONG ulVal;
    std::int16_t boolVal;
    LARGE_INTEGER hVal;
    ULARGE_INTEGER uhVal;
    double dblVal;
    GUID* puuid;
    LPWSTR pwszVal;
    IUnknown* punkVal;
    CAUB caub;
  };
};
static_assert(sizeof(PROPVARIANT) == 24);
using REFPROPVARIANT = const PROPVARIANT&;

// Memory that changes hands across the interface, and variants that own it.
extern "C" void* CoTaskMemAlloc(std::size_t size);
extern "C" void CoTaskMemFree(void* memory);
inline void PropVariantInit(PROPVARIANT* variant) noexcept { *variant = PROPVARIANT{}; }
STDAPI PropVariantClear(PROPVARIANT* pvar);
STDAPI PropVariantCopy(PROPVARIANT* pvarDest, const PROPVARIANT* pvarSrc);

enum MF_ATTRIBUTE_TYPE : int {
  MF_ATTRIBUTE_UINT32 = VT_UI4,
  MF_ATTRIBUTE_UINT64 = VT_UI8,
  MF_ATTRIBUTE_DOUBLE = VT_R8,
  MF_ATTRIBUTE_GUID = VT_CLSID,
  MF_ATTRIBUTE_STRING = VT_LPWSTR,
  MF_ATTRIBUTE_BLOB = VT_VECTOR | VT_UI1,
  MF_ATTRIBUTE_IUNKNOWN = VT_UNKNOWN,
};
enum MF_ATTRIBUTES_MATCH_TYPE : int {
  MF_ATTRIBUTES_MATCH_OUR_ITEMS = 0,
  MF_ATTRIBUTES_MATCH_THEIR_ITEMS = 1,
  MF_ATTRIBUTES_MATCH_ALL_ITEMS = 2,
  MF_ATTRIBUTES_MATCH_INTERSECTION = 3,
  MF_ATTRIBUTES_MATCH_SMALLER = 4,
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

struct IMFAttributes : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetItem(REFGUID guidKey, PROPVARIANT* pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetItemType(REFGUID guidKey, MF_ATTRIBUTE_TYPE* pType) = 0;
  virtual HRESULT STDMETHODCALLTYPE CompareItem(REFGUID guidKey, REFPROPVARIANT Value,
                                                BOOL* pbResult) = 0;
  virtual HRESULT STDMETHODCALLTYPE Compare(IMFAttributes* pTheirs,
                                            MF_ATTRIBUTES_MATCH_TYPE MatchType, BOOL* pbResult) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetUINT32(REFGUID guidKey, UINT32* punValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetUINT64(REFGUID guidKey, UINT64* punValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetDouble(REFGUID guidKey, double* pfValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetGUID(REFGUID guidKey, GUID* pguidValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetStringLength(REFGUID guidKey, UINT32* pcchLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetString(REFGUID guidKey, LPWSTR pwszValue, UINT32 cchBufSize,
                                              UINT32* pcchLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetAllocatedString(REFGUID guidKey, LPWSTR* ppwszValue,
                                                       UINT32* pcchLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetBlobSize(REFGUID guidKey, UINT32* pcbBlobSize) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetBlob(REFGUID guidKey, UINT8* pBuf, UINT32 cbBufSize,
                                            UINT32* pcbBlobSize) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetAllocatedBlob(REFGUID guidKey, UINT8** ppBuf,
                                                     UINT32* pcbSize) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetUnknown(REFGUID guidKey, REFIID riid, void** ppv) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetItem(REFGUID guidKey, REFPROPVARIANT Value) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteItem(REFGUID guidKey) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteAllItems() = 0;
  virtual HRESULT STDMETHODCALLTYPE SetUINT32(REFGUID guidKey, UINT32 unValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetUINT64(REFGUID guidKey, UINT64 unValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetDouble(REFGUID guidKey, double fValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetGUID(REFGUID guidKey, REFGUID guidValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetString(REFGUID guidKey, LPCWSTR wszValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetBlob(REFGUID guidKey, const UINT8* pBuf,
                                            UINT32 cbBufSize) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetUnknown(REFGUID guidKey, IUnknown* pUnknown) = 0;
  virtual HRESULT STDMETHODCALLTYPE LockStore() = 0;
  virtual HRESULT STDMETHODCALLTYPE UnlockStore() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetCount(UINT32* pcItems) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetItemByIndex(UINT32 unIndex, GUID* pguidKey,
                                                   PROPVARIANT* pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE CopyAllItems(IMFAttributes* pDest) = 0;
};

#pragma GCC diagnostic pop

// What byte streams say of themselves: the name as it was opened, the MIME type once somebody has
// set it, the duration in 100 ns, and a FILETIME in a blob of eight bytes.
inline constexpr GUID MF_BYTESTREAM_ORIGIN_NAME = {
    0xfc358288, 0x3cb6, 0x460c, {0xa4, 0x24, 0xb6, 0x68, 0x12, 0x60, 0x37, 0x5a}};
inline constexpr GUID MF_BYTESTREAM_CONTENT_TYPE = {
    0xfc358289, 0x3cb6, 0x460c, {0xa4, 0x24, 0xb6, 0x68, 0x12, 0x60, 0x37, 0x5a}};
inline constexpr GUID MF_BYTESTREAM_DURATION = {
    0xfc35828a, 0x3cb6, 0x460c, {0xa4, 0x24, 0xb6, 0x68, 0x12, 0x60, 0x37, 0x5a}};
inline constexpr GUID MF_BYTESTREAM_LAST_MODIFIED_TIME = {
    0xfc35828b, 0x3cb6, 0x460c, {0xa4, 0x24, 0xb6, 0x68, 0x12, 0x60, 0x37, 0x5a}};
