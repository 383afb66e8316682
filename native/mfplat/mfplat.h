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

// Byte streams on files.
STDAPI MFCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode, MF_FILE_FLAGS fFlags,
                    LPCWSTR pwszFileURL, IMFByteStream** ppIByteStream);
