// Media Foundation's interfaces and constants as the Windows SDK declares them (mfobjects.h,
// mfapi.h): methods in vtable order, names, IIDs and values untouched. On Windows the SDK's own
// headers are used.
#pragma once

#include "com/portable/types.h"

inline constexpr IID IID_IUnknown = {
    0x00000000, 0x0000, 0x0000, {0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46}};
inline constexpr IID IID_IMFAsyncResult = {
    0xac6b7889, 0x0740, 0x4d51, {0x86, 0x19, 0x90, 0x59, 0x94, 0xa5, 0x5c, 0xc6}};
inline constexpr IID IID_IMFAsyncCallback = {
    0xa27003cf, 0x2354, 0x4f2a, {0x8d, 0x6a, 0xab, 0x7c, 0xff, 0x15, 0x43, 0x7e}};
inline constexpr IID IID_IMFByteStream = {
    0xad4c1b00, 0x4bf7, 0x422f, {0x91, 0x75, 0x75, 0x66, 0x93, 0xd9, 0x13, 0x0d}};

// The interfaces have no virtual destructor: it would take vtable slots that COM does not have.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

struct IUnknown {
  virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) = 0;
  virtual ULONG STDMETHODCALLTYPE AddRef() = 0;
  virtual ULONG STDMETHODCALLTYPE Release() = 0;
};

struct IMFAsyncResult : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetState(IUnknown** ppunkState) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetStatus() = 0;
  virtual HRESULT STDMETHODCALLTYPE SetStatus(HRESULT hrStatus) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetObject(IUnknown** ppObject) = 0;
  virtual IUnknown* STDMETHODCALLTYPE GetStateNoAddRef() = 0;
};

struct IMFAsyncCallback : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) = 0;
  virtual HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) = 0;
};

// The enumerations name the type below them because callers may pass any number: without it,
// reading a number that is none of the values would be undefined.
enum MFBYTESTREAM_SEEK_ORIGIN : int { msoBegin = 0, msoCurrent = 1 };

struct IMFByteStream : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* pdwCapabilities) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetLength(QWORD* pqwLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetLength(QWORD qwLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* pqwPosition) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD qwPosition) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* pfEndOfStream) = 0;
  virtual HRESULT STDMETHODCALLTYPE Read(BYTE* pb, ULONG cb, ULONG* pcbRead) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginRead(BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                              IUnknown* punkState) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndRead(IMFAsyncResult* pResult, ULONG* pcbRead) = 0;
  virtual HRESULT STDMETHODCALLTYPE Write(const BYTE* pb, ULONG cb, ULONG* pcbWritten) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginWrite(const BYTE* pb, ULONG cb,
                                               IMFAsyncCallback* pCallback,
                                               IUnknown* punkState) = 0;
  virtual HRESULT STDMETHODCALLTYPE EndWrite(IMFAsyncResult* pResult, ULONG* pcbWritten) = 0;
  virtual HRESULT STDMETHODCALLTYPE Seek(MFBYTESTREAM_SEEK_ORIGIN SeekOrigin, LONGLONG llSeekOffset,
                                         DWORD dwSeekFlags, QWORD* pqwCurrentPosition) = 0;
  virtual HRESULT STDMETHODCALLTYPE Flush() = 0;
  virtual HRESULT STDMETHODCALLTYPE Close() = 0;
};

// Every asynchronous result starts with this; work queues read it through the interface pointer.
struct MFASYNCRESULT : IMFAsyncResult {
  OVERLAPPED overlapped;
  IMFAsyncCallback* pCallback;
  HRESULT hrStatusResult;
  DWORD dwBytesTransferred;
  // On Windows an event handle; in the portable engine the descriptor of an eventfd (never 0).
  HANDLE hEvent;
};

#pragma GCC diagnostic pop

enum MF_FILE_ACCESSMODE : int {
  MF_ACCESSMODE_READ = 1,
  MF_ACCESSMODE_WRITE = 2,
  MF_ACCESSMODE_READWRITE = 3,
};
enum MF_FILE_OPENMODE : int {
  MF_OPENMODE_FAIL_IF_NOT_EXIST = 0,
  MF_OPENMODE_FAIL_IF_EXIST = 1,
  MF_OPENMODE_RESET_IF_EXIST = 2,
  MF_OPENMODE_APPEND_IF_EXIST = 3,
  MF_OPENMODE_DELETE_IF_EXIST = 4,
};
enum MF_FILE_FLAGS : int {
  MF_FILEFLAGS_NONE = 0,
  MF_FILEFLAGS_NOBUFFERING = 1,
  MF_FILEFLAGS_ALLOW_WRITE_SHARING = 2,
};
enum MFASYNC_WORKQUEUE_TYPE : int {
  MF_STANDARD_WORKQUEUE = 0,
  MF_WINDOW_WORKQUEUE = 1,
  MF_MULTITHREADED_WORKQUEUE = 2,
};

inline constexpr DWORD MFBYTESTREAM_IS_READABLE = 0x1;
inline constexpr DWORD MFBYTESTREAM_IS_WRITABLE = 0x2;
inline constexpr DWORD MFBYTESTREAM_IS_SEEKABLE = 0x4;
inline constexpr DWORD MFBYTESTREAM_DOES_NOT_USE_NETWORK = 0x800;
inline constexpr DWORD MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO = 0x1;

inline constexpr DWORD MFASYNC_FAST_IO_PROCESSING_CALLBACK = 0x1;
inline constexpr DWORD MFASYNC_SIGNAL_CALLBACK = 0x2;
inline constexpr DWORD MFASYNC_BLOCKING_CALLBACK = 0x4;
inline constexpr DWORD MFASYNC_REPLY_CALLBACK = 0x8;

// Names a scheduled or waiting work item, so that it can be cancelled.
using MFWORKITEM_KEY = UINT64;
// A plain function, not a COM object; called on a thread of the platform.
using MFPERIODICCALLBACK = void (*)(IUnknown* pContext);

inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_UNDEFINED = 0;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_STANDARD = 1;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_RT = 2;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_IO = 3;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_TIMER = 4;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_MULTITHREADED = 5;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION = 7;
inline constexpr DWORD MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK = 0xFFFF0000;

inline constexpr DWORD MF_VERSION = 0x00020070;
inline constexpr DWORD MFSTARTUP_FULL = 0;
inline constexpr DWORD MFSTARTUP_NOSOCKET = 1;
