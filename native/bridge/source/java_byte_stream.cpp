#include "bridge/source/java_byte_stream.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <new>
#include <utility>

#include "bridge/source/unsettled_transfers.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

// What a Java long can say.
constexpr QWORD kMaxPosition = std::numeric_limits<std::int64_t>::max();

std::uint64_t NextStreamId() noexcept {
  static std::atomic<std::uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

JavaByteStream::JavaByteStream(SourceUpcalls& upcalls, std::int64_t source, DWORD capabilities,
                               bool serial) noexcept
    : upcalls_(upcalls),
      source_(source),
      capabilities_(capabilities),
      serial_(serial),
      id_(NextStreamId()) {}

// Nothing is pending: each transfer would hold the stream.
JavaByteStream::~JavaByteStream() { upcalls_.Released(source_); }

HRESULT JavaByteStream::Create(SourceUpcalls& upcalls, std::int64_t source, DWORD capabilities,
                               bool serial, com::ComPtr<JavaByteStream>* out) noexcept {
  com::ComPtr<IMFAttributes> attributes;
  const HRESULT hr = MFCreateAttributes(attributes.Put(), 2);
  if (FAILED(hr)) return hr;
  auto created = com::ComPtr<JavaByteStream>::Adopt(
      new (std::nothrow) JavaByteStream(upcalls, source, capabilities, serial));
  if (!created) return E_OUTOFMEMORY;
  created->attributes_.Use(std::move(attributes));
  *out = std::move(created);
  return S_OK;
}

HRESULT JavaByteStream::QueryInterface(REFIID riid, void** ppvObject) noexcept {
  if (ppvObject == nullptr || riid != IID_IMFAttributes) {
    return RefCounted::QueryInterface(riid, ppvObject);
  }
  AddRef();
  *ppvObject = static_cast<IMFAttributes*>(&attributes_);
  return S_OK;
}

bool JavaByteStream::Answers(REFIID riid) const noexcept {
  return riid == IID_IMFByteStream || riid == mfplat::kIidPositionalStream;
}

bool JavaByteStream::Allows(TransferKind kind) const noexcept {
  return Can(kind == TransferKind::kRead ? MFBYTESTREAM_IS_READABLE : MFBYTESTREAM_IS_WRITABLE);
}

HRESULT JavaByteStream::CheckOpen() noexcept {
  std::lock_guard lock(mutex_);
  return closed_ ? MF_E_INVALIDREQUEST : S_OK;
}

HRESULT JavaByteStream::GetCapabilities(DWORD* pdwCapabilities) noexcept {
  if (pdwCapabilities == nullptr) return E_INVALIDARG;
  const HRESULT hr = CheckOpen();
  if (SUCCEEDED(hr)) *pdwCapabilities = capabilities_;
  return hr;
}

HRESULT JavaByteStream::GetLength(QWORD* pqwLength) noexcept {
  if (pqwLength == nullptr) return E_INVALIDARG;
  const HRESULT hr = CheckOpen();
  return FAILED(hr) ? hr : upcalls_.Length(source_, pqwLength);
}

HRESULT JavaByteStream::SetLength(QWORD qwLength) noexcept {
  if (!Can(MFBYTESTREAM_IS_WRITABLE)) return E_ACCESSDENIED;
  if (qwLength > kMaxPosition) return E_INVALIDARG;
  const HRESULT open = CheckOpen();
  if (FAILED(open)) return open;
  const HRESULT hr = upcalls_.SetLength(source_, qwLength);
  std::lock_guard lock(mutex_);
  ForgetLengthLocked();
  return hr;
}

HRESULT JavaByteStream::GetCurrentPosition(QWORD* pqwPosition) noexcept {
  if (pqwPosition == nullptr) return E_INVALIDARG;
  std::lock_guard lock(mutex_);
  if (closed_) return MF_E_INVALIDREQUEST;
  *pqwPosition = position_;
  return S_OK;
}

// A position beyond the end is fine, as it is for files.
HRESULT JavaByteStream::SetCurrentPosition(QWORD qwPosition) noexcept {
  if (qwPosition > kMaxPosition) return E_INVALIDARG;
  return Seek(msoBegin, static_cast<LONGLONG>(qwPosition), 0, nullptr);
}

HRESULT JavaByteStream::IsEndOfStream(BOOL* pfEndOfStream) noexcept {
  if (pfEndOfStream == nullptr) return E_INVALIDARG;
  QWORD length = 0;
  const HRESULT hr = GetLength(&length);
  if (FAILED(hr)) return hr;
  std::lock_guard lock(mutex_);
  // Where the length is not known, the end is known once a read has met it.
  *pfEndOfStream = (length == kUnknownLength ? at_end_ : position_ >= length) ? TRUE : FALSE;
  return S_OK;
}

HRESULT JavaByteStream::Seek(MFBYTESTREAM_SEEK_ORIGIN SeekOrigin, LONGLONG llSeekOffset,
                             DWORD dwSeekFlags, QWORD* pqwCurrentPosition) noexcept {
  if (SeekOrigin != msoBegin && SeekOrigin != msoCurrent) return E_INVALIDARG;
  SourceTransfer* cancelled = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return MF_E_INVALIDREQUEST;
    if (!Can(MFBYTESTREAM_IS_SEEKABLE)) return MF_E_BYTESTREAM_NOT_SEEKABLE;
    // The position is at most kMaxPosition, so it has a signed form.
    const auto origin = SeekOrigin == msoBegin ? 0 : static_cast<std::int64_t>(position_);
    std::int64_t target = 0;
    if (__builtin_add_overflow(origin, llSeekOffset, &target) || target < 0) return E_INVALIDARG;
    // A seek to where the position is asks for the position, and moves nothing.
    if (SeekOrigin == msoBegin || llSeekOffset != 0) {
      position_ = static_cast<QWORD>(target);
      at_end_ = false;
      ++run_;
    }
    if (pqwCurrentPosition != nullptr) *pqwCurrentPosition = position_;
    if ((dwSeekFlags & MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO) != 0) {
      cancelled = TakePendingLocked();
    }
  }
  Abort(cancelled, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
  return S_OK;
}

HRESULT JavaByteStream::Flush() noexcept {
  const HRESULT hr = CheckOpen();
  if (FAILED(hr) || !Can(MFBYTESTREAM_IS_WRITABLE)) return hr;
  return upcalls_.Flush(source_);
}

HRESULT JavaByteStream::Close() noexcept {
  SourceTransfer* pending = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return S_OK;
    closed_ = true;
    pending = TakePendingLocked();
  }
  Abort(pending, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
  return upcalls_.Close(source_);
}

// Under mutex_. Where the transfer would start now.
QWORD JavaByteStream::StartLocked(const SourceTransfer& transfer) const noexcept {
  return transfer.at_cursor() ? position_ : transfer.position();
}

// Under mutex_. A thread that is asking for the length now must not note the answer.
void JavaByteStream::ForgetLengthLocked() noexcept {
  known_length_ = 0;
  ++length_changes_;
}

// Under mutex_. Fixes the range: a read is cut at the length, and neither goes beyond what a
// position can say.
HRESULT JavaByteStream::CoverLocked(SourceTransfer* transfer, QWORD start, QWORD length) noexcept {
  ULONG size = transfer->size();
  if (transfer->kind() == TransferKind::kRead) {
    const QWORD end = std::min(length, kMaxPosition);
    size = static_cast<ULONG>(std::min<QWORD>(size, end > start ? end - start : 0));
  } else if (start + size > kMaxPosition) {
    return HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE);
  }
  transfer->Cover(start, size);
  return S_OK;
}

// Under mutex_. Fixes the range, and moves the position behind it unless the transfer has one of
// its own.
HRESULT JavaByteStream::ReserveLocked(SourceTransfer* transfer, QWORD length,
                                      bool* pending) noexcept {
  const HRESULT hr = CoverLocked(transfer, StartLocked(*transfer), length);
  if (FAILED(hr) || transfer->size() == 0) return hr;
  if (!UnsettledTransfers::Get().Add(transfer)) return E_OUTOFMEMORY;
  *pending = true;
  if (transfer->at_cursor()) position_ += transfer->size();
  return S_OK;
}

// Under mutex_. Where a serial stream's transfer at the cursor starts is fixed, as far as it does
// not depend on what comes of those before it: its run, and where that run begins.
HRESULT JavaByteStream::QueueLocked(SourceTransfer* transfer, bool* pending) noexcept {
  if (transfer->size() == 0) return S_OK;
  if (!UnsettledTransfers::Get().Add(transfer)) return E_OUTOFMEMORY;
  *pending = true;
  if (transfer->at_cursor()) {
    transfer->Cover(position_, transfer->size());
    transfer->run = run_;
  }
  transfer->previous = last_waiting_;
  (last_waiting_ == nullptr ? first_waiting_ : last_waiting_->next) = transfer;
  last_waiting_ = transfer;
  return S_OK;
}

// Makes the transfer pending, unless there is nothing to transfer. When it fails it is not. The
// thread that may know a pending transfer must not look at its range any more.
HRESULT JavaByteStream::Accept(SourceTransfer* transfer, bool* pending) noexcept {
  *pending = false;
  QWORD length = 0;
  std::uint64_t changes = 0;
  for (bool asked = false;; asked = true) {
    {
      std::lock_guard lock(mutex_);
      if (closed_) return MF_E_INVALIDREQUEST;
      if (serial_) return QueueLocked(transfer, pending);
      if (asked && length != kUnknownLength && changes == length_changes_) known_length_ = length;
      const bool reads = transfer->kind() == TransferKind::kRead;
      if (asked || !reads || StartLocked(*transfer) + transfer->size() <= known_length_) {
        return ReserveLocked(transfer, asked ? length : known_length_, pending);
      }
      changes = length_changes_;
    }
    const HRESULT hr = upcalls_.Length(source_, &length);
    if (FAILED(hr)) return hr;
  }
}

// The transfer is settled, or the source has it in hand, or it waits for its turn.
void JavaByteStream::Submit(SourceTransfer* transfer, bool may_block) noexcept {
  if (serial_) {
    StartWaiting(may_block ? transfer : nullptr);
  } else {
    Start(transfer, may_block);
  }
}

void JavaByteStream::Start(SourceTransfer* transfer, bool may_block) noexcept {
  const std::int64_t id = transfer->id;
  const HRESULT hr = upcalls_.Transfer(source_, id, transfer->kind(), transfer->position(),
                                       transfer->size(), may_block);
  if (FAILED(hr)) UnsettledTransfers::Get().Complete(id, hr, 0);
}

// Under mutex_. Where a serial stream's transfer starts, whose turn has come: the first of a run
// where that run began, each other where the one before it ended.
QWORD JavaByteStream::TurnLocked(const SourceTransfer& transfer) noexcept {
  if (!transfer.at_cursor()) return transfer.position();
  if (served_run_ != transfer.run) {
    served_run_ = transfer.run;
    served_position_ = transfer.position();
  }
  return served_position_;
}

// A loop, not a recursion: a source that answers at once comes back here from within Start. But one
// may block there; when that transfer is cancelled, another thread goes on in place of this one.
// `own` is the transfer that the calling thread waits for, if any.
void JavaByteStream::StartWaiting(const SourceTransfer* own) noexcept {
  if (!serial_) return;
  std::uint64_t turn = 0;
  {
    std::lock_guard lock(mutex_);
    if (starting_) return;
    starting_ = true;
    turn = turn_;
  }
  for (;;) {
    com::ComPtr<SourceTransfer> next;
    HRESULT hr = S_OK;
    {
      std::lock_guard lock(mutex_);
      if (turn_ != turn) return;
      if (active_ != nullptr || first_waiting_ == nullptr) {
        starting_ = false;
        return;
      }
      next = com::ComPtr<SourceTransfer>(first_waiting_);
      UnlinkLocked(next.Get());
      hr = CoverLocked(next.Get(), TurnLocked(*next.Get()), kUnknownLength);
      active_ = next.Get();
    }
    if (FAILED(hr) || next->size() == 0) {
      UnsettledTransfers::Get().Complete(next->id, hr, 0);
    } else {
      Start(next.Get(), next.Get() == own);
    }
  }
}

void JavaByteStream::Transferred(const SourceTransfer& transfer, HRESULT status,
                                 ULONG count) noexcept {
  std::lock_guard lock(mutex_);
  const bool came_short =
      SUCCEEDED(status) && transfer.kind() == TransferKind::kRead && count < transfer.size();
  if (!serial_) {
    // Somebody has cut the source: the next read asks for its length again.
    if (came_short) ForgetLengthLocked();
    return;
  }
  if (active_ == &transfer) active_ = nullptr;
  // A transfer that was taken back while the source had it does not come here, so this one is of
  // the run that is served.
  if (FAILED(status) || !transfer.at_cursor()) return;
  served_position_ = transfer.position() + count;
  // Unless somebody has moved the position since.
  if (run_ == transfer.run) {
    position_ = served_position_;
    at_end_ = came_short;
  }
}

// Under mutex_. The active transfer was cancelled, and the thread that starts it may be blocked in
// the source.
void JavaByteStream::GiveUpActiveLocked() noexcept {
  active_ = nullptr;
  starting_ = false;
  ++turn_;
}

// Under mutex_. The caller settles the chain.
SourceTransfer* JavaByteStream::TakePendingLocked() noexcept {
  while (first_waiting_ != nullptr) UnlinkLocked(first_waiting_);
  SourceTransfer* const chain = UnsettledTransfers::Get().TakeAllOf(this);
  for (const SourceTransfer* taken = chain; taken != nullptr; taken = taken->next) {
    // Otherwise it is on its way to Transferred.
    if (taken == active_) GiveUpActiveLocked();
  }
  return chain;
}

void JavaByteStream::Abort(SourceTransfer* chain, HRESULT status) noexcept {
  while (chain != nullptr) {
    const auto transfer = com::ComPtr<SourceTransfer>::Adopt(chain);
    chain = std::exchange(transfer->next, nullptr);
    transfer->Settle(status, 0);
  }
}

// Under mutex_. For a transfer that was taken out of UnsettledTransfers by itself.
void JavaByteStream::ForgetLocked(SourceTransfer* transfer) noexcept {
  if (active_ == transfer) GiveUpActiveLocked();
  if (first_waiting_ == transfer || transfer->previous != nullptr) UnlinkLocked(transfer);
}

// Under mutex_. For a transfer that waits.
void JavaByteStream::UnlinkLocked(SourceTransfer* transfer) noexcept {
  SourceTransfer* const next = std::exchange(transfer->next, nullptr);
  SourceTransfer* const previous = std::exchange(transfer->previous, nullptr);
  (previous == nullptr ? first_waiting_ : previous->next) = next;
  (next == nullptr ? last_waiting_ : next->previous) = previous;
}

// What is wrong with the request, if it is known at once.
HRESULT JavaByteStream::CheckRequest(const TransferRequest& request) noexcept {
  if (request.bytes == nullptr && request.size > 0) return E_INVALIDARG;
  const HRESULT open = CheckOpen();
  if (FAILED(open) || request.position == mfplat::kAtCursor) return open;
  if (request.position > kMaxPosition) return E_INVALIDARG;
  return Can(MFBYTESTREAM_IS_SEEKABLE) ? S_OK : MF_E_BYTESTREAM_NOT_SEEKABLE;
}

HRESULT JavaByteStream::Transfer(const TransferRequest& request, ULONG* transferred) noexcept {
  if (transferred == nullptr) return E_INVALIDARG;
  *transferred = 0;
  const HRESULT right = CheckRequest(request);
  if (FAILED(right)) return right;
  if (!Allows(request.kind)) return E_ACCESSDENIED;
  com::ComPtr<SourceTransfer> transfer;
  const HRESULT made = SourceTransfer::Create(this, id_, request, nullptr, nullptr, &transfer);
  if (FAILED(made)) return made;
  bool pending = false;
  const HRESULT accepted = Accept(transfer.Get(), &pending);
  if (!pending) return accepted;

  Submit(transfer.Get(), true);
  transfer->Wait();
  const HRESULT hr = transfer->Outcome(transferred);
  std::lock_guard lock(mutex_);
  // The position moves by what was transferred, unless somebody has moved it since.
  if (!serial_ && transfer->at_cursor() && position_ == transfer->position() + transfer->size()) {
    position_ = transfer->position() + *transferred;
  }
  return hr;
}

// Fails only for what is known at once; then nothing calls back. All else is the result's status.
HRESULT JavaByteStream::Begin(const TransferRequest& request, IMFAsyncCallback* callback,
                              IUnknown* state) noexcept {
  if (callback == nullptr) return E_INVALIDARG;
  HRESULT hr = CheckRequest(request);
  if (FAILED(hr)) return hr;
  com::ComPtr<SourceTransfer> transfer;
  hr = SourceTransfer::Create(this, id_, request, callback, state, &transfer);
  if (FAILED(hr)) return hr;
  const bool allowed = Allows(request.kind);
  bool pending = false;
  if (allowed) hr = Accept(transfer.Get(), &pending);
  if (FAILED(hr)) {
    transfer->Withdraw();
  } else if (pending) {
    Submit(transfer.Get(), false);
  } else {
    transfer->Settle(allowed ? S_OK : E_ACCESSDENIED, 0);
  }
  return hr;
}

HRESULT JavaByteStream::End(TransferKind kind, IMFAsyncResult* result,
                            ULONG* transferred) noexcept {
  if (transferred == nullptr) return E_INVALIDARG;
  *transferred = 0;
  if (result == nullptr) return E_INVALIDARG;
  const com::ComPtr<SourceTransfer> transfer = SourceTransfer::Of(result);
  return transfer ? transfer->End(id_, kind, result, transferred) : E_INVALIDARG;
}

HRESULT JavaByteStream::StopTransfer(UINT64 key) noexcept {
  com::ComPtr<SourceTransfer> stopped;
  {
    std::lock_guard lock(mutex_);
    const bool kept = !Can(MFBYTESTREAM_IS_SEEKABLE) && active_ != nullptr && active_->key() == key;
    if (key == mfplat::kNoKey || kept) return S_FALSE;
    stopped = UnsettledTransfers::Get().TakeOf(this, key);
    if (!stopped) return S_FALSE;
    ForgetLocked(stopped.Get());
  }
  stopped->Settle(HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED), 0);
  StartNext();
  return S_OK;
}

HRESULT JavaByteStream::Read(BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept {
  return ReadAt(mfplat::kAtCursor, pb, cb, pcbRead);
}

HRESULT JavaByteStream::BeginRead(BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                  IUnknown* punkState) noexcept {
  return BeginReadAt(mfplat::kAtCursor, pb, cb, pCallback, punkState, mfplat::kNoKey);
}

HRESULT JavaByteStream::EndRead(IMFAsyncResult* pResult, ULONG* pcbRead) noexcept {
  return End(TransferKind::kRead, pResult, pcbRead);
}

HRESULT JavaByteStream::Write(const BYTE* pb, ULONG cb, ULONG* pcbWritten) noexcept {
  return WriteAt(mfplat::kAtCursor, pb, cb, pcbWritten);
}

HRESULT JavaByteStream::BeginWrite(const BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                   IUnknown* punkState) noexcept {
  return BeginWriteAt(mfplat::kAtCursor, pb, cb, pCallback, punkState, mfplat::kNoKey);
}

HRESULT JavaByteStream::EndWrite(IMFAsyncResult* pResult, ULONG* pcbWritten) noexcept {
  return End(TransferKind::kWrite, pResult, pcbWritten);
}

HRESULT JavaByteStream::ReadAt(QWORD position, BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept {
  return Transfer({TransferKind::kRead, pb, cb, position}, pcbRead);
}

// A transfer has one pointer for both kinds; a write only reads through it.
HRESULT JavaByteStream::WriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                ULONG* pcbWritten) noexcept {
  return Transfer({TransferKind::kWrite, const_cast<BYTE*>(pb), cb, position}, pcbWritten);
}

HRESULT JavaByteStream::BeginReadAt(QWORD position, BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                    IUnknown* punkState, UINT64 key) noexcept {
  return Begin({TransferKind::kRead, pb, cb, position, key}, pCallback, punkState);
}

HRESULT JavaByteStream::BeginWriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                     IMFAsyncCallback* pCallback, IUnknown* punkState,
                                     UINT64 key) noexcept {
  return Begin({TransferKind::kWrite, const_cast<BYTE*>(pb), cb, position, key}, pCallback,
               punkState);
}

}  // namespace bridge
