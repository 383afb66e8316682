// The platform seam: the functions of Media Foundation that this library calls, with Microsoft's
// own names and signatures. native/windows forwards them to mfplat.dll; native/portable implements
// them. Nothing above this header can tell which of the two it runs on.
#pragma once

#include "com/base_types.h"

// The platform: counted start-up, and the lock that MFShutdown waits for.
STDAPI MFStartup(ULONG Version, DWORD dwFlags);
STDAPI MFShutdown();
STDAPI MFLockPlatform();
STDAPI MFUnlockPlatform();

// Asynchronous results and their callbacks.
STDAPI MFCreateAsyncResult(IUnknown* punkObject, IMFAsyncCallback* pCallback, IUnknown* punkState,
                           IMFAsyncResult** ppAsyncResult);
STDAPI MFInvokeCallback(IMFAsyncResult* pAsyncResult);

// Work queues.
STDAPI MFPutWorkItem(DWORD dwQueue, IMFAsyncCallback* pCallback, IUnknown* pState);
STDAPI MFPutWorkItemEx(DWORD dwQueue, IMFAsyncResult* pResult);
STDAPI MFPutWorkItem2(DWORD dwQueue, LONG Priority, IMFAsyncCallback* pCallback, IUnknown* pState);
STDAPI MFPutWorkItemEx2(DWORD dwQueue, LONG Priority, IMFAsyncResult* pResult);
STDAPI MFAllocateWorkQueue(DWORD* pdwWorkQueue);
STDAPI MFAllocateWorkQueueEx(MFASYNC_WORKQUEUE_TYPE WorkQueueType, DWORD* pdwWorkQueue);
STDAPI MFAllocateSerialWorkQueue(DWORD dwWorkQueue, DWORD* pdwWorkQueue);
STDAPI MFLockSharedWorkQueue(LPCWSTR wszClass, LONG BasePriority, DWORD* pdwTaskId, DWORD* pID);
STDAPI MFLockWorkQueue(DWORD dwWorkQueue);
STDAPI MFUnlockWorkQueue(DWORD dwWorkQueue);

// Work items that come later: after a time, when an event is signalled, or again and again.
STDAPI MFScheduleWorkItem(IMFAsyncCallback* pCallback, IUnknown* pState, INT64 Timeout,
                          MFWORKITEM_KEY* pKey);
STDAPI MFScheduleWorkItemEx(IMFAsyncResult* pResult, INT64 Timeout, MFWORKITEM_KEY* pKey);
STDAPI MFPutWaitingWorkItem(HANDLE hEvent, LONG Priority, IMFAsyncResult* pResult,
                            MFWORKITEM_KEY* pKey);
STDAPI MFCancelWorkItem(MFWORKITEM_KEY Key);
STDAPI MFGetTimerPeriodicity(DWORD* Periodicity);
STDAPI MFAddPeriodicCallback(MFPERIODICCALLBACK Callback, IUnknown* pContext, DWORD* pdwKey);
STDAPI MFRemovePeriodicCallback(DWORD dwKey);

// Work queues and the Multimedia Class Scheduler Service of Windows.
STDAPI MFBeginRegisterWorkQueueWithMMCSSEx(DWORD dwWorkQueueId, LPCWSTR wszClass, DWORD dwTaskId,
                                           LONG lPriority, IMFAsyncCallback* pDoneCallback,
                                           IUnknown* pDoneState);
STDAPI MFEndRegisterWorkQueueWithMMCSS(IMFAsyncResult* pResult, DWORD* pdwTaskId);
STDAPI MFBeginUnregisterWorkQueueWithMMCSS(DWORD dwWorkQueueId, IMFAsyncCallback* pDoneCallback,
                                           IUnknown* pDoneState);
STDAPI MFEndUnregisterWorkQueueWithMMCSS(IMFAsyncResult* pResult);
STDAPI MFGetWorkQueueMMCSSClass(DWORD dwWorkQueueId, LPWSTR pwszClass, DWORD* pcchClass);
STDAPI MFGetWorkQueueMMCSSTaskId(DWORD dwWorkQueueId, DWORD* pdwTaskId);
STDAPI MFGetWorkQueueMMCSSPriority(DWORD dwWorkQueueId, LONG* lPriority);

// Attributes and events.
STDAPI MFCreateAttributes(IMFAttributes** ppMFAttributes, UINT32 cInitialSize);
STDAPI MFCreateMediaEvent(MediaEventType met, REFGUID guidExtendedType, HRESULT hrStatus,
                          const PROPVARIANT* pvValue, IMFMediaEvent** ppEvent);
STDAPI MFCreateEventQueue(IMFMediaEventQueue** ppMediaEventQueue);

// Media types, samples and their buffers.
STDAPI MFCreateMediaType(IMFMediaType** ppMFType);
STDAPI MFCreateSample(IMFSample** ppIMFSample);
STDAPI MFCreateMemoryBuffer(DWORD cbMaxLength, IMFMediaBuffer** ppBuffer);

// Decoded samples out of a byte stream. Of mfreadwrite.dll: E_NOTIMPL where there is none.
STDAPI MFCreateSourceReaderFromByteStream(IMFByteStream* pByteStream, IMFAttributes* pAttributes,
                                          IMFSourceReader** ppSourceReader);

// Byte streams on files, and around other streams.
STDAPI MFCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode, MF_FILE_FLAGS fFlags,
                    LPCWSTR pwszFileURL, IMFByteStream** ppIByteStream);
STDAPI MFBeginCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                         MF_FILE_FLAGS fFlags, LPCWSTR pwszFilePath, IMFAsyncCallback* pCallback,
                         IUnknown* pState, IUnknown** ppCancelCookie);
STDAPI MFEndCreateFile(IMFAsyncResult* pResult, IMFByteStream** ppFile);
STDAPI MFCancelCreateFile(IUnknown* pCancelCookie);
STDAPI MFCreateTempFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                        MF_FILE_FLAGS fFlags, IMFByteStream** ppIByteStream);
STDAPI MFCreateMFByteStreamWrapper(IMFByteStream* pStream, IMFByteStream** ppStreamWrapper);
