// One BeginRead or BeginWrite: the asynchronous result that the client sees, the transfer that the
// engine sees and the work item that delivers it, in one allocation, so that an operation that has
// begun cannot fail to be delivered for lack of memory.
#pragma once

#include <atomic>
#include <memory>

#include "portable/engine/io_request.h"
#include "portable/file/file_stream.h"
#include "portable/file/keyed_table.h"
#include "portable/queue/async_result.h"
#include "portable/queue/queue_registry.h"
#include "portable/queue/work_queue.h"

namespace portable {

// Known to the engine alone: tells its own operations from other results.
inline constexpr IID kIidFileOperation = {
    0x5f0f3b52, 0x6ad1, 0x4e0c, {0x9b, 0x1e, 0x2c, 0x57, 0x31, 0xd8, 0x40, 0xa7}};

class FileOperation final : public AsyncResult, public WorkItem, public Keyed, public IoRequest {
 public:
  // Holds the stream until Invoke has returned, and no longer: a result that is never ended does
  // not keep the stream. `destination` is where the callback goes.
  FileOperation(FileStream* stream, std::uint64_t stream_id, IMFAsyncCallback* callback,
                IUnknown* state, Destination destination) noexcept;

  // The operation takes its range now: cancelling that comes later means it.
  void Enter(std::uint64_t cancel_epoch) noexcept { cancel_epoch_ = cancel_epoch; }

  // Whether its range was taken at the stream's cursor, which it has moved.
  bool at_cursor = false;

  bool Cancelled() const noexcept override;
  void Complete(HRESULT status) noexcept override;
  // For an operation that transfers nothing, or that has failed before it could.
  void CompleteWithoutTransfer(HRESULT status) noexcept;

  // Ends the operation for the stream with this id: its status and byte count. E_INVALIDARG when it
  // is another's, of the other kind, or ended before; E_PENDING when it has not completed.
  HRESULT End(std::uint64_t stream_id, Kind kind, ULONG* transferred) noexcept;

 protected:
  ~FileOperation() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return AsyncResult::Answers(riid) || riid == kIidFileOperation;
  }
  void Invoked() noexcept override { stream_.Reset(); }

 private:
  enum class Progress : std::uint8_t { kPending, kCompleted, kEnded };

  // First: it fits beside the last member of IoRequest.
  std::atomic<Progress> progress_{Progress::kPending};
  com::ComPtr<FileStream> stream_;
  const std::uint64_t stream_id_;
  std::uint64_t cancel_epoch_ = 0;
  std::shared_ptr<WorkQueue> queue_;
};

}  // namespace portable
