#include "portable/file/file_operation.h"

#include <utility>

namespace portable {

FileOperation::FileOperation(FileStream* stream, std::uint64_t stream_id,
                             IMFAsyncCallback* callback, IUnknown* state,
                             Destination destination) noexcept
    // No object: what Windows gives here is not documented, and the stream would be kept by a
    // result that is never ended.
    : AsyncResult(nullptr, callback, state),
      stream_(stream),
      stream_id_(stream_id),
      queue_(std::move(destination.queue)) {
  // The first reference is the work item's, until Invoke has returned.
  result = this;
  if (destination.reply) awaits_reply = queue_->AsSerial();
}

bool FileOperation::Cancelled() const noexcept {
  return AskedToStop() || stream_->CancelEpoch() != cancel_epoch_;
}

void FileOperation::Complete(HRESULT status) noexcept {
  stream_->Leave(this, status);
  CompleteWithoutTransfer(status);
}

void FileOperation::CompleteWithoutTransfer(HRESULT status) noexcept {
  (void)SetStatus(status);
  dwBytesTransferred = done;
  progress_.store(Progress::kCompleted, std::memory_order_release);
  const std::shared_ptr<WorkQueue> queue = std::move(queue_);
  queue->Put(this, Priority::kNormal);
}

HRESULT FileOperation::End(std::uint64_t stream_id, Kind ended_kind, ULONG* transferred) noexcept {
  if (stream_id != stream_id_ || ended_kind != kind) return E_INVALIDARG;
  Progress expected = Progress::kCompleted;
  if (!progress_.compare_exchange_strong(expected, Progress::kEnded, std::memory_order_acq_rel)) {
    return expected == Progress::kPending ? E_PENDING : E_INVALIDARG;
  }
  const HRESULT status = GetStatus();
  if (SUCCEEDED(status)) *transferred = dwBytesTransferred;
  return status;
}

}  // namespace portable
