#include "bridge/source/source_transfer.h"

#include <cstring>
#include <new>
#include <utility>

#include "bridge/source/java_byte_stream.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

// Known to this file alone: tells our transfers from the objects of other results.
constexpr IID kIidSourceTransfer = {
    0x3c1f6a90, 0x52d7, 0x4b6e, {0x8f, 0x21, 0x9d, 0x04, 0x7a, 0xe5, 0xb3, 0x18}};

// The key of no work item.
constexpr MFWORKITEM_KEY kNoItem = 0;

bool IsPlatformQueue(DWORD queue) noexcept {
  return (queue >= MFASYNC_CALLBACK_QUEUE_STANDARD &&
          queue <= MFASYNC_CALLBACK_QUEUE_MULTITHREADED) ||
         queue == MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION;
}

// What MFInvokeCallback would refuse this callback for if the transfer ended now.
HRESULT CheckDelivery(IMFAsyncCallback* callback) noexcept {
  // The platform cannot be asked whether it is up. This does nothing, and says so.
  if (MFCancelWorkItem(kNoItem) == MF_E_SHUTDOWN) return MF_E_SHUTDOWN;
  DWORD flags = 0;
  DWORD queue = 0;
  if (FAILED(callback->GetParameters(&flags, &queue))) return S_OK;
  const bool fast = (flags & (MFASYNC_FAST_IO_PROCESSING_CALLBACK | MFASYNC_SIGNAL_CALLBACK)) != 0;
  if (fast && queue != MFASYNC_CALLBACK_QUEUE_IO && queue != MFASYNC_CALLBACK_QUEUE_TIMER) {
    return MF_E_INVALID_WORKQUEUE;
  }
  if (IsPlatformQueue(queue)) return S_OK;
  if ((queue & MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK) == 0) return MF_E_INVALID_WORKQUEUE;
  // Not kept until the transfer ends, which may be on the queue's own thread: the last unlock of a
  // queue waits for its threads on Wine.
  if (FAILED(MFLockWorkQueue(queue))) return MF_E_INVALID_WORKQUEUE;
  (void)MFUnlockWorkQueue(queue);
  return S_OK;
}

// Queues the result's callback. A transfer that began must call back: where the callback's queue
// has gone since, it gets the default one. Nothing helps when the platform is down; then the
// references go, and with them the client's.
void Deliver(IMFAsyncResult* result) noexcept {
  const HRESULT hr = MFInvokeCallback(result);
  if (FAILED(hr) && hr != MF_E_SHUTDOWN) {
    (void)MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, result);
  }
}

}  // namespace

SourceTransfer::SourceTransfer(JavaByteStream* stream, std::uint64_t stream_id,
                               const TransferRequest& request) noexcept
    : stream_id_(stream_id),
      kind_(request.kind),
      bytes_(request.bytes),
      at_cursor_(request.position == mfplat::kAtCursor),
      key_(request.key),
      size_(request.size),
      position_(at_cursor_ ? 0 : request.position),
      stream_(stream) {}

SourceTransfer::~SourceTransfer() = default;

HRESULT SourceTransfer::Create(JavaByteStream* stream, std::uint64_t stream_id,
                               const TransferRequest& request, IMFAsyncCallback* callback,
                               IUnknown* state, com::ComPtr<SourceTransfer>* out) noexcept {
  auto made = com::ComPtr<SourceTransfer>::Adopt(new (std::nothrow)
                                                     SourceTransfer(stream, stream_id, request));
  if (!made) return E_OUTOFMEMORY;
  if (callback != nullptr) {
    // Before there is a result, which holds a platform lock: what is refused must not delay a
    // shutdown.
    HRESULT hr = CheckDelivery(callback);
    if (FAILED(hr)) return hr;
    hr = MFCreateAsyncResult(made.Get(), callback, state, made->result_.Put());
    if (FAILED(hr)) return hr;
  }
  *out = std::move(made);
  return S_OK;
}

com::ComPtr<SourceTransfer> SourceTransfer::Of(IMFAsyncResult* result) noexcept {
  com::ComPtr<IUnknown> object;
  void* found = nullptr;
  if (FAILED(result->GetObject(object.Put())) || !object ||
      FAILED(object->QueryInterface(kIidSourceTransfer, &found))) {
    return {};
  }
  // Only SourceTransfer answers that IID, with its only base.
  return com::ComPtr<SourceTransfer>::Adopt(
      static_cast<SourceTransfer*>(static_cast<IUnknown*>(found)));
}

bool SourceTransfer::Answers(REFIID riid) const noexcept { return riid == kIidSourceTransfer; }

bool SourceTransfer::Covers(ULONG offset, ULONG size) const noexcept {
  return offset <= size_ && size <= size_ - offset;
}

bool SourceTransfer::CopyIn(ULONG offset, const void* from, ULONG size) noexcept {
  std::lock_guard lock(mutex_);
  if (done_ || kind_ != TransferKind::kRead || !Covers(offset, size)) return false;
  std::memcpy(bytes_ + offset, from, size);
  return true;
}

bool SourceTransfer::CopyOut(ULONG offset, void* to, ULONG size) noexcept {
  std::lock_guard lock(mutex_);
  if (done_ || kind_ != TransferKind::kWrite || !Covers(offset, size)) return false;
  std::memcpy(to, bytes_ + offset, size);
  return true;
}

void SourceTransfer::Settle(HRESULT status, ULONG count) noexcept {
  const com::ComPtr<SourceTransfer> self(this);
  const com::ComPtr<JavaByteStream> stream = std::move(stream_);
  const com::ComPtr<IMFAsyncResult> result = std::move(result_);
  {
    // From here on no thread copies, and the memory is the client's again.
    std::lock_guard lock(mutex_);
    done_ = true;
    status_ = status;
    count_ = SUCCEEDED(status) ? count : 0;
    settled_.notify_all();
  }
  if (!result) return;
  (void)result->SetStatus(status);
  progress_.store(Progress::kSettled, std::memory_order_release);
  Deliver(result.Get());
}

void SourceTransfer::Withdraw() noexcept {
  const com::ComPtr<SourceTransfer> self(this);
  result_.Reset();
  stream_.Reset();
}

void SourceTransfer::Wait() noexcept {
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [this] { return done_; });
}

HRESULT SourceTransfer::Outcome(ULONG* count) noexcept {
  std::lock_guard lock(mutex_);
  *count = count_;
  return status_;
}

HRESULT SourceTransfer::End(std::uint64_t stream_id, TransferKind kind, IMFAsyncResult* result,
                            ULONG* count) noexcept {
  if (stream_id != stream_id_ || kind != kind_) return E_INVALIDARG;
  Progress expected = Progress::kSettled;
  if (!progress_.compare_exchange_strong(expected, Progress::kEnded, std::memory_order_acq_rel)) {
    return expected == Progress::kPending ? E_PENDING : E_INVALIDARG;
  }
  // The client may have set another status since.
  const HRESULT status = result->GetStatus();
  ULONG transferred = 0;
  (void)Outcome(&transferred);
  if (SUCCEEDED(status)) *count = transferred;
  return status;
}

}  // namespace bridge
