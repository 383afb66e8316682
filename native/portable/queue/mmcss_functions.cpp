// The Multimedia Class Scheduler Service is a part of Windows: here no queue is registered with it,
// and none can be.

#include "mfplat/mfplat.h"
#include "portable/queue/queue_registry.h"

STDAPI MFBeginRegisterWorkQueueWithMMCSSEx(DWORD, LPCWSTR, DWORD, LONG, IMFAsyncCallback*,
                                           IUnknown*) {
  return E_NOTIMPL;
}

STDAPI MFEndRegisterWorkQueueWithMMCSS(IMFAsyncResult*, DWORD*) { return E_NOTIMPL; }

STDAPI MFBeginUnregisterWorkQueueWithMMCSS(DWORD, IMFAsyncCallback*, IUnknown*) {
  return E_NOTIMPL;
}

STDAPI MFEndUnregisterWorkQueueWithMMCSS(IMFAsyncResult*) { return E_NOTIMPL; }

// The class of a queue that is not registered is the empty string, also on Windows.
STDAPI MFGetWorkQueueMMCSSClass(DWORD dwWorkQueueId, LPWSTR pwszClass, DWORD* pcchClass) {
  if (pcchClass == nullptr) return E_POINTER;
  if (portable::FindQueue(dwWorkQueueId) == nullptr) return MF_E_INVALID_WORKQUEUE;
  const DWORD room = *pcchClass;
  *pcchClass = 1;
  if (pwszClass == nullptr) return S_OK;
  if (room < 1) return MF_E_BUFFERTOOSMALL;
  *pwszClass = 0;
  return S_OK;
}

STDAPI MFGetWorkQueueMMCSSTaskId(DWORD, DWORD*) { return E_NOTIMPL; }

STDAPI MFGetWorkQueueMMCSSPriority(DWORD, LONG*) { return E_NOTIMPL; }
