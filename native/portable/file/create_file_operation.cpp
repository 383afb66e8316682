#include "portable/file/create_file_operation.h"

#include <new>
#include <utility>

#include "mfplat/mfplat.h"
#include "portable/engine/engine.h"
#include "portable/queue/platform_lock.h"

namespace portable {

CreateFileOperation::CreateFileOperation(Request request, IMFAsyncCallback* callback,
                                         IUnknown* state, Destination destination) noexcept
    // No object: GetObject is E_POINTER, as on Windows.
    : AsyncResult(nullptr, callback, state),
      request_(std::move(request)),
      queue_(std::move(destination.queue)) {
  result = this;
  if (destination.reply) awaits_reply = queue_->AsSerial();
}

void CreateFileOperation::RunBlocking() noexcept {
  if (Advance(Progress::kWaiting, Progress::kOpening)) {
    com::ComPtr<IMFByteStream> stream;
    const HRESULT hr = MFCreateFile(request_.access, request_.mode, request_.flags,
                                    request_.path.c_str(), stream.Put());
    if (Advance(Progress::kOpening, Progress::kDecided)) {
      Complete(hr, std::move(stream));
    }
  }
  Release();
}

HRESULT CreateFileOperation::Cancel() noexcept {
  // What is being opened can be given up only if it cannot have created or emptied the file. That
  // frees the caller, not the thread: nothing gets one out of an open that hangs; and a file that
  // it opens all the same stays shared for a moment, until the stream that is not wanted is gone.
  const bool waiting = Advance(Progress::kWaiting, Progress::kDecided);
  const bool stopped = waiting || (request_.mode == MF_OPENMODE_FAIL_IF_NOT_EXIST &&
                                   Advance(Progress::kOpening, Progress::kDecided));
  if (!stopped) return MF_E_UNEXPECTED;
  // The thread's reference, where no thread will come to release it; the caller's keeps this alive.
  if (waiting && Engine::Get().WithdrawOpen(this)) Release();
  Complete(MF_E_OPERATION_CANCELLED, {});
  return S_OK;
}

void CreateFileOperation::Complete(HRESULT status, com::ComPtr<IMFByteStream> stream) noexcept {
  (void)SetStatus(status);
  stream_ = std::move(stream);
  progress_.store(Progress::kCompleted, std::memory_order_release);
  const std::shared_ptr<WorkQueue> queue = std::move(queue_);
  queue->Put(this, Priority::kNormal);
}

HRESULT CreateFileOperation::End(IMFByteStream** stream) noexcept {
  if (!Advance(Progress::kCompleted, Progress::kEnded)) {
    return progress_.load(std::memory_order_acquire) == Progress::kEnded ? MF_E_UNEXPECTED
                                                                         : E_PENDING;
  }
  const com::ComPtr<IMFByteStream> opened = std::move(stream_);
  const HRESULT status = GetStatus();
  if (FAILED(status)) return status;
  // A client's SetStatus does not make a stream.
  if (!opened) return MF_E_UNEXPECTED;
  opened->AddRef();
  *stream = opened.Get();
  return status;
}

namespace {

// The operation behind a result or a cookie; null when it is somebody else's.
com::ComPtr<CreateFileOperation> OperationOf(IUnknown* object) noexcept {
  void* found = nullptr;
  if (object == nullptr || FAILED(object->QueryInterface(kIidCreateFileOperation, &found))) {
    return {};
  }
  // Only CreateFileOperation answers that IID, with its first base.
  return com::ComPtr<CreateFileOperation>::Adopt(
      static_cast<CreateFileOperation*>(static_cast<MFASYNCRESULT*>(found)));
}

}  // namespace

}  // namespace portable

// Fails only for what is known at once; then nothing calls back. All that MFCreateFile may find
// wrong is the result's status.
STDAPI MFBeginCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                         MF_FILE_FLAGS fFlags, LPCWSTR pwszFilePath, IMFAsyncCallback* pCallback,
                         IUnknown* pState, IUnknown** ppCancelCookie) try {
  if (ppCancelCookie != nullptr) *ppCancelCookie = nullptr;
  if (pwszFilePath == nullptr || pCallback == nullptr) return E_INVALIDARG;
  // Before anything is counted or holds a platform lock: refused work must not delay a shutdown.
  if (!portable::PlatformAccepts()) return MF_E_SHUTDOWN;
  portable::Destination destination;
  const HRESULT hr = portable::DestinationOf(pCallback, &destination);
  if (FAILED(hr)) return hr;
  auto* operation = new portable::CreateFileOperation({AccessMode, OpenMode, fFlags, pwszFilePath},
                                                      pCallback, pState, std::move(destination));

  portable::Engine& engine = portable::Engine::Get();
  engine.Accept();
  // And again, now that the work is counted: a shutdown in between waits for it or is seen here.
  if (!portable::PlatformAccepts()) {
    operation->Release();
    engine.Delivered();
    return MF_E_SHUTDOWN;
  }
  operation->AddRef();
  if (ppCancelCookie != nullptr) {
    operation->AddRef();
    *ppCancelCookie = operation;
  }
  // From here on the operation belongs to the engine, and may be gone at any time.
  engine.SubmitOpen(operation);
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

STDAPI MFEndCreateFile(IMFAsyncResult* pResult, IMFByteStream** ppFile) {
  if (ppFile == nullptr) return E_POINTER;
  *ppFile = nullptr;
  const auto operation = portable::OperationOf(pResult);
  return operation ? operation->End(ppFile) : E_INVALIDARG;
}

STDAPI MFCancelCreateFile(IUnknown* pCancelCookie) {
  const auto operation = portable::OperationOf(pCancelCookie);
  return operation ? operation->Cancel() : E_INVALIDARG;
}
