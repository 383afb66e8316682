// mfplat/mfplat.h over mfplat.dll, which is loaded at run time: a Windows without Media Foundation
// (the N editions) gets a clear answer instead of a load error. Each function forwards to the DLL's
// own.

#include <cstring>
#include <utility>

#include "mfplat/mfplat.h"
#include "windows/mfplat_dll.h"

namespace windows {

namespace {

struct Functions {
  decltype(&::MFStartup) startup;
  decltype(&::MFShutdown) shutdown;
  decltype(&::MFLockPlatform) lock_platform;
  decltype(&::MFUnlockPlatform) unlock_platform;
  decltype(&::MFCreateAsyncResult) create_async_result;
  decltype(&::MFInvokeCallback) invoke_callback;
  decltype(&::MFPutWorkItem) put_work_item;
  decltype(&::MFPutWorkItemEx) put_work_item_ex;
  decltype(&::MFPutWorkItem2) put_work_item2;
  decltype(&::MFPutWorkItemEx2) put_work_item_ex2;
  decltype(&::MFAllocateWorkQueue) allocate_work_queue;
  decltype(&::MFAllocateWorkQueueEx) allocate_work_queue_ex;
  decltype(&::MFAllocateSerialWorkQueue) allocate_serial_work_queue;
  decltype(&::MFLockSharedWorkQueue) lock_shared_work_queue;
  decltype(&::MFLockWorkQueue) lock_work_queue;
  decltype(&::MFUnlockWorkQueue) unlock_work_queue;
  decltype(&::MFCreateFile) create_file;
  decltype(&::MFScheduleWorkItem) schedule_work_item;
  decltype(&::MFScheduleWorkItemEx) schedule_work_item_ex;
  decltype(&::MFPutWaitingWorkItem) put_waiting_work_item;
  decltype(&::MFCancelWorkItem) cancel_work_item;
  decltype(&::MFGetTimerPeriodicity) get_timer_periodicity;
  decltype(&::MFAddPeriodicCallback) add_periodic_callback;
  decltype(&::MFRemovePeriodicCallback) remove_periodic_callback;
  decltype(&::MFBeginRegisterWorkQueueWithMMCSSEx) begin_register_work_queue_with_mmcss_ex;
  decltype(&::MFEndRegisterWorkQueueWithMMCSS) end_register_work_queue_with_mmcss;
  decltype(&::MFBeginUnregisterWorkQueueWithMMCSS) begin_unregister_work_queue_with_mmcss;
  decltype(&::MFEndUnregisterWorkQueueWithMMCSS) end_unregister_work_queue_with_mmcss;
  decltype(&::MFGetWorkQueueMMCSSClass) get_work_queue_mmcss_class;
  decltype(&::MFGetWorkQueueMMCSSTaskId) get_work_queue_mmcss_task_id;
  decltype(&::MFGetWorkQueueMMCSSPriority) get_work_queue_mmcss_priority;
  decltype(&::MFCreateAttributes) create_attributes;
  decltype(&::MFCreateMediaEvent) create_media_event;
  decltype(&::MFCreateEventQueue) create_event_queue;
  decltype(&::MFCreateMediaType) create_media_type;
  decltype(&::MFCreateSample) create_sample;
  decltype(&::MFCreateMemoryBuffer) create_memory_buffer;
  decltype(&::MFBeginCreateFile) begin_create_file;
  decltype(&::MFEndCreateFile) end_create_file;
  decltype(&::MFCancelCreateFile) cancel_create_file;
  decltype(&::MFCreateTempFile) create_temp_file;
  decltype(&::MFCreateMFByteStreamWrapper) create_byte_stream_wrapper;
};

// Written once, by Load, before anybody is told that the platform is available.
Functions functions{};

// Finds one function; remembers the name of one that is missing.
class Finder {
 public:
  explicit Finder(HMODULE module) noexcept : module_(module) {}

  template <class Function>
  void operator()(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(module_, name)));
    names_.push_back(name);
    if (function == nullptr) missing_.push_back(name);
  }
  const std::vector<const char*>& Missing() const noexcept { return missing_; }
  const std::vector<const char*>& Names() const noexcept { return names_; }

 private:
  const HMODULE module_;
  std::vector<const char*> missing_;
  std::vector<const char*> names_;
};

struct Loaded {
  HRESULT hr;
  std::string cause;
  std::vector<const char*> names = {};
  std::vector<const char*> missing = {};
  std::string file = {};
  std::string version = {};
};

std::string FileOf(HMODULE module) {
  WCHAR name[MAX_PATH + 1];
  const DWORD length = GetModuleFileNameW(module, name, MAX_PATH + 1);
  std::string file;
  // The system's folder has a name in ASCII.
  for (DWORD i = 0; i < length; ++i) file += name[i] < 0x80 ? static_cast<char>(name[i]) : '?';
  return file;
}

// From the resource that is mapped with the DLL: asking for it by file would need another DLL.
std::string VersionOf(HMODULE module) {
  const HRSRC found = FindResourceW(module, MAKEINTRESOURCEW(VS_VERSION_INFO), RT_VERSION);
  const HGLOBAL loaded = found == nullptr ? nullptr : LoadResource(module, found);
  const void* const block = loaded == nullptr ? nullptr : LockResource(loaded);
  // Three words, the key L"VS_VERSION_INFO" with its zero, and two bytes of padding come first.
  constexpr std::size_t kFixedInfo = 40;
  VS_FIXEDFILEINFO info;
  if (block == nullptr || SizeofResource(module, found) < kFixedInfo + sizeof info)
    return "unknown";
  std::memcpy(&info, static_cast<const BYTE*>(block) + kFixedInfo, sizeof info);
  constexpr DWORD kSignature = 0xFEEF04BD;
  if (info.dwSignature != kSignature) return "unknown";
  return std::to_string(HIWORD(info.dwFileVersionMS)) + "." +
         std::to_string(LOWORD(info.dwFileVersionMS)) + "." +
         std::to_string(HIWORD(info.dwFileVersionLS)) + "." +
         std::to_string(LOWORD(info.dwFileVersionLS));
}

Loaded LoadNow() {
  // From the system's folder only, so that no other can be put in front.
  const HMODULE module = LoadLibraryExW(L"mfplat.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) {
    const DWORD error = GetLastError();
    return {HRESULT_FROM_WIN32(error),
            "mfplat.dll could not be loaded (Windows error " + std::to_string(error) +
                "): this Windows has no Media Foundation. N editions get it with the Media Feature "
                "Pack, servers with the Server-Media-Foundation feature"};
  }
  Finder find(module);
  find(functions.startup, "MFStartup");
  find(functions.shutdown, "MFShutdown");
  find(functions.lock_platform, "MFLockPlatform");
  find(functions.unlock_platform, "MFUnlockPlatform");
  find(functions.create_async_result, "MFCreateAsyncResult");
  find(functions.invoke_callback, "MFInvokeCallback");
  find(functions.put_work_item, "MFPutWorkItem");
  find(functions.put_work_item_ex, "MFPutWorkItemEx");
  find(functions.put_work_item2, "MFPutWorkItem2");
  find(functions.put_work_item_ex2, "MFPutWorkItemEx2");
  find(functions.allocate_work_queue, "MFAllocateWorkQueue");
  find(functions.allocate_work_queue_ex, "MFAllocateWorkQueueEx");
  find(functions.allocate_serial_work_queue, "MFAllocateSerialWorkQueue");
  find(functions.lock_shared_work_queue, "MFLockSharedWorkQueue");
  find(functions.lock_work_queue, "MFLockWorkQueue");
  find(functions.unlock_work_queue, "MFUnlockWorkQueue");
  find(functions.create_file, "MFCreateFile");
  find(functions.schedule_work_item, "MFScheduleWorkItem");
  find(functions.schedule_work_item_ex, "MFScheduleWorkItemEx");
  find(functions.put_waiting_work_item, "MFPutWaitingWorkItem");
  find(functions.cancel_work_item, "MFCancelWorkItem");
  find(functions.get_timer_periodicity, "MFGetTimerPeriodicity");
  find(functions.add_periodic_callback, "MFAddPeriodicCallback");
  find(functions.remove_periodic_callback, "MFRemovePeriodicCallback");
  find(functions.begin_register_work_queue_with_mmcss_ex, "MFBeginRegisterWorkQueueWithMMCSSEx");
  find(functions.end_register_work_queue_with_mmcss, "MFEndRegisterWorkQueueWithMMCSS");
  find(functions.begin_unregister_work_queue_with_mmcss, "MFBeginUnregisterWorkQueueWithMMCSS");
  find(functions.end_unregister_work_queue_with_mmcss, "MFEndUnregisterWorkQueueWithMMCSS");
  find(functions.get_work_queue_mmcss_class, "MFGetWorkQueueMMCSSClass");
  find(functions.get_work_queue_mmcss_task_id, "MFGetWorkQueueMMCSSTaskId");
  find(functions.get_work_queue_mmcss_priority, "MFGetWorkQueueMMCSSPriority");
  find(functions.create_attributes, "MFCreateAttributes");
  find(functions.create_media_event, "MFCreateMediaEvent");
  find(functions.create_event_queue, "MFCreateEventQueue");
  find(functions.create_media_type, "MFCreateMediaType");
  find(functions.create_sample, "MFCreateSample");
  find(functions.create_memory_buffer, "MFCreateMemoryBuffer");
  find(functions.begin_create_file, "MFBeginCreateFile");
  find(functions.end_create_file, "MFEndCreateFile");
  find(functions.cancel_create_file, "MFCancelCreateFile");
  find(functions.create_temp_file, "MFCreateTempFile");
  find(functions.create_byte_stream_wrapper, "MFCreateMFByteStreamWrapper");
  Loaded loaded{S_OK, "", find.Names(), find.Missing(), FileOf(module), VersionOf(module)};
  if (!find.Missing().empty()) {
    functions = {};
    FreeLibrary(module);
    loaded.hr = HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND);
    loaded.cause = "mfplat.dll lacks the function " + std::string(find.Missing().back());
  }
  // Otherwise never unloaded: its threads may hold our callbacks for as long as the process lives.
  return loaded;
}

template <class Function, class... Arguments>
HRESULT Forward(Function* function, Arguments&&... arguments) {
  return function == nullptr ? E_NOTIMPL : function(std::forward<Arguments>(arguments)...);
}

}  // namespace

namespace {

const Loaded& LoadOnce() {
  // Never destroyed: other threads may come here while the process ends.
  static const Loaded* const loaded = new Loaded(LoadNow());
  return *loaded;
}

}  // namespace

HRESULT LoadMfplat(std::string* cause) {
  *cause = LoadOnce().cause;
  return LoadOnce().hr;
}

const std::vector<const char*>& UsedFunctions() { return LoadOnce().names; }

const std::vector<const char*>& MissingFunctions() { return LoadOnce().missing; }

const std::string& MfplatFile() { return LoadOnce().file; }

const std::string& MfplatVersion() { return LoadOnce().version; }

}  // namespace windows

using windows::Forward;
using windows::functions;

STDAPI MFStartup(ULONG Version, DWORD dwFlags) {
  return Forward(functions.startup, Version, dwFlags);
}
STDAPI MFShutdown() { return Forward(functions.shutdown); }
STDAPI MFLockPlatform() { return Forward(functions.lock_platform); }
STDAPI MFUnlockPlatform() { return Forward(functions.unlock_platform); }

STDAPI MFCreateAsyncResult(IUnknown* punkObject, IMFAsyncCallback* pCallback, IUnknown* punkState,
                           IMFAsyncResult** ppAsyncResult) {
  return Forward(functions.create_async_result, punkObject, pCallback, punkState, ppAsyncResult);
}
STDAPI MFInvokeCallback(IMFAsyncResult* pAsyncResult) {
  return Forward(functions.invoke_callback, pAsyncResult);
}

STDAPI MFPutWorkItem(DWORD dwQueue, IMFAsyncCallback* pCallback, IUnknown* pState) {
  return Forward(functions.put_work_item, dwQueue, pCallback, pState);
}
STDAPI MFPutWorkItemEx(DWORD dwQueue, IMFAsyncResult* pResult) {
  return Forward(functions.put_work_item_ex, dwQueue, pResult);
}
STDAPI MFPutWorkItem2(DWORD dwQueue, LONG Priority, IMFAsyncCallback* pCallback, IUnknown* pState) {
  return Forward(functions.put_work_item2, dwQueue, Priority, pCallback, pState);
}
STDAPI MFPutWorkItemEx2(DWORD dwQueue, LONG Priority, IMFAsyncResult* pResult) {
  return Forward(functions.put_work_item_ex2, dwQueue, Priority, pResult);
}
STDAPI MFAllocateWorkQueueEx(MFASYNC_WORKQUEUE_TYPE WorkQueueType, DWORD* pdwWorkQueue) {
  return Forward(functions.allocate_work_queue_ex, WorkQueueType, pdwWorkQueue);
}
STDAPI MFAllocateSerialWorkQueue(DWORD dwWorkQueue, DWORD* pdwWorkQueue) {
  return Forward(functions.allocate_serial_work_queue, dwWorkQueue, pdwWorkQueue);
}
STDAPI MFLockSharedWorkQueue(LPCWSTR wszClass, LONG BasePriority, DWORD* pdwTaskId, DWORD* pID) {
  return Forward(functions.lock_shared_work_queue, wszClass, BasePriority, pdwTaskId, pID);
}
STDAPI MFAllocateWorkQueue(DWORD* pdwWorkQueue) {
  return Forward(functions.allocate_work_queue, pdwWorkQueue);
}
STDAPI MFLockWorkQueue(DWORD dwWorkQueue) {
  return Forward(functions.lock_work_queue, dwWorkQueue);
}
STDAPI MFUnlockWorkQueue(DWORD dwWorkQueue) {
  return Forward(functions.unlock_work_queue, dwWorkQueue);
}

STDAPI MFCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode, MF_FILE_FLAGS fFlags,
                    LPCWSTR pwszFileURL, IMFByteStream** ppIByteStream) {
  return Forward(functions.create_file, AccessMode, OpenMode, fFlags, pwszFileURL, ppIByteStream);
}
STDAPI MFScheduleWorkItem(IMFAsyncCallback* pCallback, IUnknown* pState, INT64 Timeout,
                          MFWORKITEM_KEY* pKey) {
  return Forward(functions.schedule_work_item, pCallback, pState, Timeout, pKey);
}
STDAPI MFScheduleWorkItemEx(IMFAsyncResult* pResult, INT64 Timeout, MFWORKITEM_KEY* pKey) {
  return Forward(functions.schedule_work_item_ex, pResult, Timeout, pKey);
}
STDAPI MFPutWaitingWorkItem(HANDLE hEvent, LONG Priority, IMFAsyncResult* pResult,
                            MFWORKITEM_KEY* pKey) {
  return Forward(functions.put_waiting_work_item, hEvent, Priority, pResult, pKey);
}
STDAPI MFCancelWorkItem(MFWORKITEM_KEY Key) { return Forward(functions.cancel_work_item, Key); }
STDAPI MFGetTimerPeriodicity(DWORD* Periodicity) {
  return Forward(functions.get_timer_periodicity, Periodicity);
}
STDAPI MFAddPeriodicCallback(MFPERIODICCALLBACK Callback, IUnknown* pContext, DWORD* pdwKey) {
  return Forward(functions.add_periodic_callback, Callback, pContext, pdwKey);
}
STDAPI MFRemovePeriodicCallback(DWORD dwKey) {
  return Forward(functions.remove_periodic_callback, dwKey);
}
STDAPI MFBeginRegisterWorkQueueWithMMCSSEx(DWORD dwWorkQueueId, LPCWSTR wszClass, DWORD dwTaskId,
                                           LONG lPriority, IMFAsyncCallback* pDoneCallback,
                                           IUnknown* pDoneState) {
  return Forward(functions.begin_register_work_queue_with_mmcss_ex, dwWorkQueueId, wszClass,
                 dwTaskId, lPriority, pDoneCallback, pDoneState);
}
STDAPI MFEndRegisterWorkQueueWithMMCSS(IMFAsyncResult* pResult, DWORD* pdwTaskId) {
  return Forward(functions.end_register_work_queue_with_mmcss, pResult, pdwTaskId);
}
STDAPI MFBeginUnregisterWorkQueueWithMMCSS(DWORD dwWorkQueueId, IMFAsyncCallback* pDoneCallback,
                                           IUnknown* pDoneState) {
  return Forward(functions.begin_unregister_work_queue_with_mmcss, dwWorkQueueId, pDoneCallback,
                 pDoneState);
}
STDAPI MFEndUnregisterWorkQueueWithMMCSS(IMFAsyncResult* pResult) {
  return Forward(functions.end_unregister_work_queue_with_mmcss, pResult);
}
STDAPI MFGetWorkQueueMMCSSClass(DWORD dwWorkQueueId, LPWSTR pwszClass, DWORD* pcchClass) {
  return Forward(functions.get_work_queue_mmcss_class, dwWorkQueueId, pwszClass, pcchClass);
}
STDAPI MFGetWorkQueueMMCSSTaskId(DWORD dwWorkQueueId, DWORD* pdwTaskId) {
  return Forward(functions.get_work_queue_mmcss_task_id, dwWorkQueueId, pdwTaskId);
}
STDAPI MFGetWorkQueueMMCSSPriority(DWORD dwWorkQueueId, LONG* lPriority) {
  return Forward(functions.get_work_queue_mmcss_priority, dwWorkQueueId, lPriority);
}
STDAPI MFCreateAttributes(IMFAttributes** ppMFAttributes, UINT32 cInitialSize) {
  return Forward(functions.create_attributes, ppMFAttributes, cInitialSize);
}
STDAPI MFCreateMediaEvent(MediaEventType met, REFGUID guidExtendedType, HRESULT hrStatus,
                          const PROPVARIANT* pvValue, IMFMediaEvent** ppEvent) {
  return Forward(functions.create_media_event, met, guidExtendedType, hrStatus, pvValue, ppEvent);
}
STDAPI MFCreateEventQueue(IMFMediaEventQueue** ppMediaEventQueue) {
  return Forward(functions.create_event_queue, ppMediaEventQueue);
}
STDAPI MFCreateMediaType(IMFMediaType** ppMFType) {
  return Forward(functions.create_media_type, ppMFType);
}
STDAPI MFCreateSample(IMFSample** ppIMFSample) {
  return Forward(functions.create_sample, ppIMFSample);
}
STDAPI MFCreateMemoryBuffer(DWORD cbMaxLength, IMFMediaBuffer** ppBuffer) {
  return Forward(functions.create_memory_buffer, cbMaxLength, ppBuffer);
}
STDAPI MFBeginCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                         MF_FILE_FLAGS fFlags, LPCWSTR pwszFilePath, IMFAsyncCallback* pCallback,
                         IUnknown* pState, IUnknown** ppCancelCookie) {
  return Forward(functions.begin_create_file, AccessMode, OpenMode, fFlags, pwszFilePath, pCallback,
                 pState, ppCancelCookie);
}
STDAPI MFEndCreateFile(IMFAsyncResult* pResult, IMFByteStream** ppFile) {
  return Forward(functions.end_create_file, pResult, ppFile);
}
STDAPI MFCancelCreateFile(IUnknown* pCancelCookie) {
  return Forward(functions.cancel_create_file, pCancelCookie);
}
STDAPI MFCreateTempFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                        MF_FILE_FLAGS fFlags, IMFByteStream** ppIByteStream) {
  return Forward(functions.create_temp_file, AccessMode, OpenMode, fFlags, ppIByteStream);
}
STDAPI MFCreateMFByteStreamWrapper(IMFByteStream* pStream, IMFByteStream** ppStreamWrapper) {
  return Forward(functions.create_byte_stream_wrapper, pStream, ppStreamWrapper);
}
