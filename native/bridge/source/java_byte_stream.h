// IMFByteStream over a source that is written in Java: one cursor, captured and moved when an
// operation begins, as files have it. The source is asked for positional reads and writes.
//
// A source that cannot seek or does not know its length is asked for one transfer at a time, in the
// order in which they began, and the position moves by what came. Transfers between two seeks are a
// run: each starts where the one before it ended, and a later seek does not move them. The one
// exception is a transfer that was cancelled: its source may still be busy with it when it is asked
// for the next, since it is not known whether it will ever answer. Any thread may call any method.
#pragma once

#include <cstdint>
#include <mutex>

#include "bridge/source/attributes_face.h"
#include "bridge/source/source_transfer.h"
#include "bridge/source/source_upcalls.h"
#include "com/ref_counted.h"
#include "mfplat/positional_stream.h"

namespace bridge {

class JavaByteStream final : public com::RefCounted<mfplat::PositionalStream> {
 public:
  // `upcalls` must outlive every stream, and is told when this one is gone. `capabilities` are what
  // GetCapabilities answers; `serial` streams transfer one after the other.
  static HRESULT Create(SourceUpcalls& upcalls, std::int64_t source, DWORD capabilities,
                        bool serial, com::ComPtr<JavaByteStream>* out) noexcept;

  // IMFAttributes too, which others set and look at: the content type, the name.
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override;

  HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* pdwCapabilities) noexcept override;
  HRESULT STDMETHODCALLTYPE GetLength(QWORD* pqwLength) noexcept override;
  HRESULT STDMETHODCALLTYPE SetLength(QWORD qwLength) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* pqwPosition) noexcept override;
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD qwPosition) noexcept override;
  HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* pfEndOfStream) noexcept override;
  // Waits on the calling thread until the transfer is settled: by the source, by a Seek that
  // cancels or Close on another thread, or within a moment of the JVM's exit. A source that does
  // its work on this very thread is not interrupted.
  HRESULT STDMETHODCALLTYPE Read(BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginRead(BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                      IUnknown* punkState) noexcept override;
  HRESULT STDMETHODCALLTYPE EndRead(IMFAsyncResult* pResult, ULONG* pcbRead) noexcept override;
  HRESULT STDMETHODCALLTYPE Write(const BYTE* pb, ULONG cb, ULONG* pcbWritten) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginWrite(const BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                       IUnknown* punkState) noexcept override;
  HRESULT STDMETHODCALLTYPE EndWrite(IMFAsyncResult* pResult, ULONG* pcbWritten) noexcept override;
  HRESULT STDMETHODCALLTYPE Seek(MFBYTESTREAM_SEEK_ORIGIN SeekOrigin, LONGLONG llSeekOffset,
                                 DWORD dwSeekFlags, QWORD* pqwCurrentPosition) noexcept override;
  HRESULT STDMETHODCALLTYPE Flush() noexcept override;
  // Whatever the source does, every transfer that is pending completes now, once, as aborted, and
  // the client's memory is not touched any more. Then the source is closed, on this thread.
  HRESULT STDMETHODCALLTYPE Close() noexcept override;

  // Transfers at positions of their own need a source that can seek.
  HRESULT STDMETHODCALLTYPE ReadAt(QWORD position, BYTE* pb, ULONG cb,
                                   ULONG* pcbRead) noexcept override;
  HRESULT STDMETHODCALLTYPE WriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                    ULONG* pcbWritten) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginReadAt(QWORD position, BYTE* pb, ULONG cb,
                                        IMFAsyncCallback* pCallback, IUnknown* punkState,
                                        UINT64 key) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginWriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                         IMFAsyncCallback* pCallback, IUnknown* punkState,
                                         UINT64 key) noexcept override;
  // The transfer completes as aborted at once, whatever its source does. Not so the one that a
  // source which cannot seek has in hand: its bytes would be lost.
  HRESULT STDMETHODCALLTYPE StopTransfer(UINT64 key) noexcept override;

  // For UnsettledTransfers, whose caller holds the stream.
  // A transfer has come to its end and is about to be settled.
  void Transferred(const SourceTransfer& transfer, HRESULT status, ULONG count) noexcept;
  // A serial stream goes on with what waits.
  void StartNext() noexcept { StartWaiting(nullptr); }

 protected:
  ~JavaByteStream() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  JavaByteStream(SourceUpcalls& upcalls, std::int64_t source, DWORD capabilities,
                 bool serial) noexcept;

  bool Can(DWORD capability) const noexcept { return (capabilities_ & capability) != 0; }
  bool Allows(TransferKind kind) const noexcept;
  HRESULT CheckOpen() noexcept;
  HRESULT Accept(SourceTransfer* transfer, bool* pending) noexcept;
  QWORD StartLocked(const SourceTransfer& transfer) const noexcept;
  void ForgetLengthLocked() noexcept;
  HRESULT CoverLocked(SourceTransfer* transfer, QWORD start, QWORD length) noexcept;
  QWORD TurnLocked(const SourceTransfer& transfer) noexcept;
  HRESULT ReserveLocked(SourceTransfer* transfer, QWORD length, bool* pending) noexcept;
  HRESULT QueueLocked(SourceTransfer* transfer, bool* pending) noexcept;
  void Submit(SourceTransfer* transfer, bool may_block) noexcept;
  void Start(SourceTransfer* transfer, bool may_block) noexcept;
  void StartWaiting(const SourceTransfer* own) noexcept;
  void GiveUpActiveLocked() noexcept;
  SourceTransfer* TakePendingLocked() noexcept;
  void ForgetLocked(SourceTransfer* transfer) noexcept;
  void UnlinkLocked(SourceTransfer* transfer) noexcept;
  static void Abort(SourceTransfer* chain, HRESULT status) noexcept;
  HRESULT CheckRequest(const TransferRequest& request) noexcept;
  HRESULT Transfer(const TransferRequest& request, ULONG* transferred) noexcept;
  HRESULT Begin(const TransferRequest& request, IMFAsyncCallback* callback,
                IUnknown* state) noexcept;
  HRESULT End(TransferKind kind, IMFAsyncResult* result, ULONG* transferred) noexcept;

  SourceUpcalls& upcalls_;
  const std::int64_t source_;
  const DWORD capabilities_;
  const bool serial_;
  // Tells this stream's results from those of others, also from one that had this address before.
  const std::uint64_t id_;
  AttributesFace attributes_{*this};

  // Never held across an upcall or a COM call out.
  std::mutex mutex_;
  // Guarded by mutex_.
  bool closed_ = false;
  QWORD position_ = 0;
  // A length that the source had at some time: a read that ends before it needs not ask again.
  QWORD known_length_ = 0;
  // How often that was forgotten: an answer to a question of before is not noted.
  std::uint64_t length_changes_ = 0;
  // Of a serial stream, guarded by mutex_: how often the position was set; which run the source was
  // asked for last, and how far that has come.
  std::uint64_t run_ = 0;
  std::uint64_t served_run_ = 0;
  QWORD served_position_ = 0;
  // Likewise: the last read came to the end; the transfer that the source has in hand, borrowed
  // from UnsettledTransfers; those that wait, likewise; and whether a thread is starting them.
  bool at_end_ = false;
  const SourceTransfer* active_ = nullptr;
  SourceTransfer* first_waiting_ = nullptr;
  SourceTransfer* last_waiting_ = nullptr;
  bool starting_ = false;
  // Whose turn it is to start them: changed when the one that does may be blocked in the source.
  std::uint64_t turn_ = 0;
};

}  // namespace bridge
