// One MFBeginCreateFile: the asynchronous result, which is its own cancel cookie, and the work item
// that delivers it. The file is opened on a thread that may block, by MFCreateFile itself.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "com/com_ptr.h"
#include "portable/engine/blocking_work.h"
#include "portable/queue/async_result.h"
#include "portable/queue/queue_registry.h"
#include "portable/queue/work_queue.h"

namespace portable {

// Known to the engine alone: tells these operations from other results and cookies.
inline constexpr IID kIidCreateFileOperation = {
    0x8e1d70c4, 0x3a55, 0x4b0f, {0x86, 0x2d, 0x91, 0x4c, 0x6f, 0x07, 0xb2, 0x1a}};

class CreateFileOperation final : public AsyncResult, public BlockingWork, public WorkItem {
 public:
  // What to open, as MFCreateFile takes it.
  struct Request {
    MF_FILE_ACCESSMODE access;
    MF_FILE_OPENMODE mode;
    MF_FILE_FLAGS flags;
    std::basic_string<WCHAR> path;
  };

  // The first reference is the work item's, until Invoke has returned; the thread that opens needs
  // one more. `destination` is where the callback goes.
  CreateFileOperation(Request request, IMFAsyncCallback* callback, IUnknown* state,
                      Destination destination) noexcept;

  // Opens the file, unless it was cancelled, and releases the thread's reference.
  void RunBlocking() noexcept override;

  // S_OK: the operation was stopped, no file was created or emptied, and its callback comes with
  // MF_E_OPERATION_CANCELLED. MF_E_UNEXPECTED: it was too late. For who holds a reference. Any
  // thread.
  HRESULT Cancel() noexcept;
  // The operation's status and, with a success, its stream. E_PENDING when it has not completed,
  // MF_E_UNEXPECTED when it was ended before. Any thread.
  HRESULT End(IMFByteStream** stream) noexcept;

 protected:
  ~CreateFileOperation() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return AsyncResult::Answers(riid) || riid == kIidCreateFileOperation;
  }

 private:
  // The thread that moves the operation to kDecided writes its outcome, and no other does.
  enum class Progress { kWaiting, kOpening, kDecided, kCompleted, kEnded };

  bool Advance(Progress from, Progress to) noexcept {
    return progress_.compare_exchange_strong(from, to, std::memory_order_acq_rel);
  }
  void Complete(HRESULT status, com::ComPtr<IMFByteStream> stream) noexcept;

  const Request request_;
  std::shared_ptr<WorkQueue> queue_;
  // Ours until End gives it away; one that is not asked for goes with the result.
  com::ComPtr<IMFByteStream> stream_;
  std::atomic<Progress> progress_{Progress::kWaiting};
};

}  // namespace portable
