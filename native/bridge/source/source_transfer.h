// One Read, Write, BeginRead or BeginWrite of a stream written in Java: native memory that is to be
// filled or emptied, and the thread that waits for that.
//
// It is the object of the asynchronous result that the client sees. The thread that takes it out of
// UnsettledTransfers settles it, once: the source that is done with it, or a Close that does not
// wait for the source.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "bridge/source/source_upcalls.h"
#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/positional_stream.h"

namespace bridge {

class JavaByteStream;

// What is to be transferred, and where: at the stream's position or at one of its own.
struct TransferRequest {
  TransferKind kind;
  BYTE* bytes;
  ULONG size;
  QWORD position = mfplat::kAtCursor;
  // By which StopTransfer finds it.
  UINT64 key = mfplat::kNoKey;
};

class SourceTransfer final : public com::RefCounted<IUnknown> {
 public:
  // Holds the stream until it is settled, and no longer: a result that is never ended does not keep
  // the stream. With a callback, an asynchronous result is made; without, somebody waits. Fails
  // when the callback could not be invoked: MF_E_SHUTDOWN, MF_E_INVALID_WORKQUEUE.
  static HRESULT Create(JavaByteStream* stream, std::uint64_t stream_id,
                        const TransferRequest& request, IMFAsyncCallback* callback, IUnknown* state,
                        com::ComPtr<SourceTransfer>* out) noexcept;

  // The transfer behind a result; empty for results of others.
  static com::ComPtr<SourceTransfer> Of(IMFAsyncResult* result) noexcept;

  TransferKind kind() const noexcept { return kind_; }
  ULONG size() const noexcept { return size_; }
  QWORD position() const noexcept { return position_; }
  bool at_cursor() const noexcept { return at_cursor_; }
  UINT64 key() const noexcept { return key_; }
  JavaByteStream* stream() const noexcept { return stream_.Get(); }
  // Fixes the range. Before the transfer is pending, or under the stream's lock.
  void Cover(QWORD position, ULONG size) noexcept {
    position_ = position;
    size_ = size;
  }

  // Between the client's memory and the Java side's. False, and nothing is touched, when the
  // transfer is settled or the range is not within it. While bytes are copied it is not settled.
  bool CopyIn(ULONG offset, const void* from, ULONG size) noexcept;
  bool CopyOut(ULONG offset, void* to, ULONG size) noexcept;

  // The outcome: queues the callback or wakes the thread that waits, and lets the stream go. Only
  // for the thread that took it out of UnsettledTransfers, or never put it there.
  void Settle(HRESULT status, ULONG count) noexcept;

  // The transfer never began: the caller sees the failure, and no callback is invoked.
  void Withdraw() noexcept;

  // Waits until the transfer is settled.
  void Wait() noexcept;
  // The outcome of a transfer that is settled.
  HRESULT Outcome(ULONG* count) noexcept;

  // Ends an asynchronous transfer for the stream with this id. E_INVALIDARG when it is another's,
  // of the other kind, or ended before; E_PENDING when it is not settled.
  HRESULT End(std::uint64_t stream_id, TransferKind kind, IMFAsyncResult* result,
              ULONG* count) noexcept;

  // The next in a list of transfers. Belongs to the owner of the list: the stream's queue, under
  // the stream's lock, or a chain that was taken out of UnsettledTransfers.
  SourceTransfer* next = nullptr;
  // Before it in the stream's queue; nullptr outside that.
  SourceTransfer* previous = nullptr;
  // Under which id the transfer is pending. Written before others know the transfer.
  std::int64_t id = 0;
  // Which run of a serial stream's transfers at the cursor this belongs to. Under the stream's
  // lock.
  std::uint64_t run = 0;

 protected:
  ~SourceTransfer() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  enum class Progress { kPending, kSettled, kEnded };

  SourceTransfer(JavaByteStream* stream, std::uint64_t stream_id,
                 const TransferRequest& request) noexcept;
  bool Covers(ULONG offset, ULONG size) const noexcept;

  const std::uint64_t stream_id_;
  const TransferKind kind_;
  BYTE* const bytes_;
  const bool at_cursor_;
  const UINT64 key_;
  ULONG size_;
  QWORD position_;
  com::ComPtr<JavaByteStream> stream_;
  // Refers to this object and is referred to by it, until Settle.
  com::ComPtr<IMFAsyncResult> result_;
  std::atomic<Progress> progress_{Progress::kPending};

  std::mutex mutex_;
  std::condition_variable settled_;
  // Guarded by mutex_; written once.
  bool done_ = false;
  HRESULT status_ = S_OK;
  ULONG count_ = 0;
};

}  // namespace bridge
