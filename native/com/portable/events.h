// Media events and their queue, as the Windows SDK declares them (mfobjects.h): methods in vtable
// order, names, IIDs and values untouched.
#pragma once

#include "com/portable/attributes.h"

inline constexpr IID IID_IMFMediaEvent = {
    0xdf598932, 0xf10c, 0x4e39, {0xbb, 0xa2, 0xc3, 0x08, 0xf1, 0x01, 0xda, 0xa3}};
inline constexpr IID IID_IMFMediaEventQueue = {
    0x36f846fc, 0x2256, 0x48b6, {0xb5, 0x8e, 0xe2, 0xb6, 0x38, 0x31, 0x65, 0x81}};

// The types are numbers: components define their own beside Microsoft's.
using MediaEventType = DWORD;
inline constexpr MediaEventType MEUnknown = 0;
inline constexpr MediaEventType MEError = 1;
inline constexpr MediaEventType MEExtendedType = 2;
inline constexpr MediaEventType MEEndOfStream = 212;

inline constexpr DWORD MF_EVENT_FLAG_NO_WAIT = 0x1;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

struct IMFMediaEvent : IMFAttributes {
  virtual HRESULT STDMETHODCALLTYPE GetType(MediaEventType* pmet) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetExtendedType(GUID* pguidExtendedType) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetStatus(HRESULT* phrStatus) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetValue(PROPVARIANT* pvValue) = 0;
};

struct IMFMediaEventQueue : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetEvent(DWORD dwFlags, IMFMediaEvent** ppEvent) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* pCallback,
                                                  IUnknown* punkState) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* pResult,
                                                IMFMediaEvent** ppEvent) = 0;
  virtual HRESULT STDMETHODCALLTYPE QueueEvent(IMFMediaEvent* pEvent) = 0;
  virtual HRESULT STDMETHODCALLTYPE QueueEventParamVar(MediaEventType met, REFGUID guidExtendedType,
                                                       HRESULT hrStatus,
                                                       const PROPVARIANT* pvValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE QueueEventParamUnk(MediaEventType met, REFGUID guidExtendedType,
                                                       HRESULT hrStatus, IUnknown* pUnk) = 0;
  virtual HRESULT STDMETHODCALLTYPE Shutdown() = 0;
};

#pragma GCC diagnostic pop
