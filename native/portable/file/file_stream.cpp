#include "portable/file/file_stream.h"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>
#include <utility>

#include "com/com_ptr.h"
#include "portable/engine/engine.h"
#include "portable/file/file_operation.h"
#include "portable/queue/platform_lock.h"
#include "portable/sys/errno_to_hresult.h"
#include "portable/sys/uninterrupted.h"

namespace portable {

namespace {

// What off_t can say.
constexpr QWORD kMaxPosition = std::numeric_limits<std::int64_t>::max();

std::uint64_t NextStreamId() noexcept {
  static std::atomic<std::uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

// Whether the length of an empty file can be believed: where there is no storage at all, as in
// /proc, files have bytes whatever their length is.
bool IsReallyEmpty(int fd) noexcept {
  struct statfs system;
  return fstatfs(fd, &system) != 0 || system.f_blocks != 0;
}

// For a read that does not fit into a file that ends there.
void Cut(QWORD end, IoRequest* request) noexcept {
  const QWORD rest = end > request->offset ? end - request->offset : 0;
  request->size = static_cast<std::uint32_t>(std::min<QWORD>(request->size, rest));
}

bool IsPosition(QWORD position) noexcept {
  return position <= kMaxPosition || position == mfplat::kAtCursor;
}

// A transfer on the caller's own stack, for the synchronous methods.
struct SynchronousTransfer final : IoRequest {
  bool Cancelled() const noexcept override { return false; }
  void Complete(HRESULT) noexcept override {}
};

}  // namespace

FileStream::FileStream(OpenFile file, MF_FILE_ACCESSMODE access, std::unique_ptr<FileShare> share,
                       std::unique_ptr<TemporaryFile> temporary) noexcept
    : access_(access),
      id_(NextStreamId()),
      file_(std::move(file)),
      attributes_(*this),
      share_(std::move(share)),
      temporary_(std::move(temporary)) {}

FileStream::~FileStream() {
  // Before the descriptors go, and the inode's number may be another file's.
  share_.reset();
  temporary_.reset();
}

HRESULT FileStream::QueryInterface(REFIID riid, void** ppvObject) noexcept {
  if (ppvObject == nullptr || riid != IID_IMFAttributes) {
    return RefCounted::QueryInterface(riid, ppvObject);
  }
  AddRef();
  *ppvObject = static_cast<IMFAttributes*>(&attributes_);
  return S_OK;
}

bool FileStream::Allows(IoRequest::Kind kind) const noexcept {
  const int needed = kind == IoRequest::Kind::kRead ? MF_ACCESSMODE_READ : MF_ACCESSMODE_WRITE;
  return (access_ & needed) != 0;
}

// Pairs with Leave; the descriptors stay valid in between. False when the stream is closed.
bool FileStream::Enter() noexcept {
  inside_.Add();
  // A thread that closes the stream later finds this one inside.
  if (!closed_.load()) return true;
  Leave();
  return false;
}

void FileStream::Leave() noexcept {
  inside_.Remove();
  if (!closed_.load()) return;
  OpenFile unused;
  std::lock_guard lock(mutex_);
  unused = TakeUnusedLocked();
}

// Under mutex_, of a stream that is closed. What this gives should go without the lock: closing a
// file may take its time.
OpenFile FileStream::TakeUnusedLocked() noexcept {
  return inside_.Count() == 0 ? std::move(file_) : OpenFile();
}

// A transfer may end on a thread that drives a dispatcher, and a close may wait for a device.
void FileStream::CloseElsewhere(OpenFile file) noexcept {
  if (file.Fd() < 0) return;
  closing_.file = std::move(file);
  closing_.stream = com::ComPtr<FileStream>(this);
  Engine& engine = Engine::Get();
  engine.Accept();
  // With the opens, which wait for file systems, too, and not with the transfers.
  engine.SubmitOpen(&closing_);
}

void FileStream::Closing::RunBlocking() noexcept {
  { const OpenFile gone = std::move(file); }
  // This goes with the stream.
  const com::ComPtr<FileStream> kept = std::move(stream);
  Engine::Get().Delivered();
}

// When a read came short, the file has been cut, or is shorter than it says, as files of /sys are:
// the next read asks for its length again.
void FileStream::Learn(const IoRequest& request, HRESULT status, bool at_cursor) noexcept {
  if (request.kind == IoRequest::Kind::kWrite) return;
  const QWORD reached = request.offset + request.done;
  const bool whole = request.done == request.size;
  if (whole && reached <= end_.load(std::memory_order_relaxed)) return;
  std::lock_guard lock(mutex_);
  const QWORD known = known_length_.exchange(0, std::memory_order_relaxed);
  if (whole || FAILED(status)) {
    if (whole) end_.store(kNowhere, std::memory_order_relaxed);
    return;
  }
  // The cursor moves by what was read, unless it has been moved since.
  if (at_cursor && position_ == request.offset + request.size) position_ = reached;
  if (known != 0) end_length_ = known;
  const QWORD end = end_.load(std::memory_order_relaxed);
  const bool further = end != kNowhere && request.done > 0 && reached > end;
  end_.store(further ? reached : std::min(end, reached), std::memory_order_relaxed);
}

void FileStream::Leave(FileOperation* operation, HRESULT status) noexcept {
  if (operation->key != mfplat::kNoKey) {
    std::lock_guard lock(mutex_);
    keyed_.Remove(operation);
  }
  Learn(*operation, status, operation->at_cursor);
  inside_.Remove();
  if (!closed_.load()) return;
  OpenFile unused;
  {
    std::lock_guard lock(mutex_);
    unused = TakeUnusedLocked();
  }
  CloseElsewhere(std::move(unused));
}

// Inside, without the lock. What this learns holds until SetLength has changed it.
HRESULT FileStream::AskLength(QWORD* length) noexcept {
  const std::uint64_t changes = length_changes_.load();
  struct stat status;
  if (fstat(file_.Fd(), &status) != 0) return ErrnoToHresult(errno);
  *length = static_cast<QWORD>(status.st_size);
  // Only when it is news: those who transfer read it.
  if (*length == known_length_.load(std::memory_order_relaxed)) return S_OK;
  std::lock_guard lock(mutex_);
  if (changes == length_changes_.load()) {
    known_length_.store(*length, std::memory_order_relaxed);
  }
  return S_OK;
}

HRESULT FileStream::GetCapabilities(DWORD* pdwCapabilities) noexcept {
  if (pdwCapabilities == nullptr) return E_INVALIDARG;
  std::lock_guard lock(mutex_);
  if (closed_.load()) return MF_E_INVALIDREQUEST;
  *pdwCapabilities = MFBYTESTREAM_IS_SEEKABLE | MFBYTESTREAM_DOES_NOT_USE_NETWORK |
                     (Allows(IoRequest::Kind::kRead) ? MFBYTESTREAM_IS_READABLE : 0) |
                     (Allows(IoRequest::Kind::kWrite) ? MFBYTESTREAM_IS_WRITABLE : 0);
  return S_OK;
}

HRESULT FileStream::GetLength(QWORD* pqwLength) noexcept {
  if (pqwLength == nullptr) return E_INVALIDARG;
  if (!Enter()) return MF_E_INVALIDREQUEST;
  const HRESULT hr = AskLength(pqwLength);
  Leave();
  return hr;
}

HRESULT FileStream::SetLength(QWORD qwLength) noexcept {
  if (!Allows(IoRequest::Kind::kWrite)) return E_ACCESSDENIED;
  if (qwLength > kMaxPosition) return E_INVALIDARG;
  if (!Enter()) return MF_E_INVALIDREQUEST;
  const auto truncate = [&] { return ftruncate(file_.Fd(), static_cast<off_t>(qwLength)); };
  const HRESULT hr = sys::Uninterrupted(truncate) == 0 ? S_OK : ErrnoToHresult(errno);
  {
    // Also when it has failed: of a length that somebody else has just set nothing is known.
    std::lock_guard lock(mutex_);
    length_changes_.fetch_add(1);
    known_length_.store(0, std::memory_order_relaxed);
  }
  Leave();
  return hr;
}

HRESULT FileStream::GetCurrentPosition(QWORD* pqwPosition) noexcept {
  if (pqwPosition == nullptr) return E_INVALIDARG;
  std::lock_guard lock(mutex_);
  if (closed_.load()) return MF_E_INVALIDREQUEST;
  *pqwPosition = position_;
  return S_OK;
}

// A position beyond the end is fine, whatever the documentation says; one that no file can have is
// not.
HRESULT FileStream::SetCurrentPosition(QWORD qwPosition) noexcept {
  if (qwPosition > kMaxPosition) return E_INVALIDARG;
  std::lock_guard lock(mutex_);
  if (closed_.load()) return MF_E_INVALIDREQUEST;
  position_ = qwPosition;
  return S_OK;
}

HRESULT FileStream::IsEndOfStream(BOOL* pfEndOfStream) noexcept {
  if (pfEndOfStream == nullptr) return E_INVALIDARG;
  if (!Enter()) return MF_E_INVALIDREQUEST;
  QWORD length = 0;
  const HRESULT hr = AskLength(&length);
  if (SUCCEEDED(hr)) {
    const bool believable = length > 0 || IsReallyEmpty(file_.Fd());
    std::lock_guard lock(mutex_);
    const bool found = length == end_length_ && position_ >= end_.load(std::memory_order_relaxed);
    *pfEndOfStream = found || (position_ >= length && believable) ? TRUE : FALSE;
  }
  Leave();
  return hr;
}

HRESULT FileStream::Seek(MFBYTESTREAM_SEEK_ORIGIN SeekOrigin, LONGLONG llSeekOffset,
                         DWORD dwSeekFlags, QWORD* pqwCurrentPosition) noexcept {
  if (SeekOrigin != msoBegin && SeekOrigin != msoCurrent) return E_INVALIDARG;
  Used used;
  {
    std::lock_guard lock(mutex_);
    if (closed_.load()) return MF_E_INVALIDREQUEST;
    // The position is at most kMaxPosition, so it has a signed form.
    const auto origin = SeekOrigin == msoBegin ? 0 : static_cast<std::int64_t>(position_);
    std::int64_t target = 0;
    // Windows's own answer to a negative target is not known; Wine wraps and fails at the next
    // read.
    if (__builtin_add_overflow(origin, llSeekOffset, &target) || target < 0) return E_INVALIDARG;
    position_ = static_cast<QWORD>(target);
    if (pqwCurrentPosition != nullptr) *pqwCurrentPosition = position_;
    if ((dwSeekFlags & MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO) != 0) used = CancelLocked();
  }
  Cancel(used);
  return S_OK;
}

// Inside, without the lock. Where a read must end.
HRESULT FileStream::AskEnd(QWORD* end) noexcept {
  const HRESULT hr = AskLength(end);
  if (SUCCEEDED(hr) && *end == 0 && !IsReallyEmpty(file_.Fd())) *end = kMaxPosition;
  return hr;
}

// Inside. Fixes the request's range. A read is cut at the end of the file as it is now. No lock
// where the range is known to be there: many transfers begin at the same time.
HRESULT FileStream::ReserveAt(QWORD position, IoRequest* request) noexcept {
  Aim(position, request);
  if (Fits(*request)) return S_OK;
  if (request->kind == IoRequest::Kind::kWrite) return HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE);
  QWORD end = 0;
  const HRESULT hr = AskEnd(&end);
  if (SUCCEEDED(hr)) Cut(end, request);
  return hr;
}

// Inside. The same at the cursor, which is moved behind the range: whatever the file becomes
// meanwhile, reads at the cursor that began one after the other cover ranges that do not overlap.
// `operation` is the request's, or null for one that nothing cancels.
HRESULT FileStream::ReserveAtCursor(IoRequest* request, FileOperation* operation) noexcept {
  QWORD end = 0;
  for (bool asked = false;; asked = true) {
    {
      std::lock_guard lock(mutex_);
      if (closed_.load()) return MF_E_INVALIDREQUEST;
      Aim(position_, request);
      const bool fits = Fits(*request);
      if (!fits && request->kind == IoRequest::Kind::kWrite) {
        return HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE);
      }
      if (fits || asked) {
        if (!fits) Cut(end, request);
        // Together with its range: a Seek that cancels means all that took theirs before it, and no
        // other.
        if (operation != nullptr) operation->Enter(CancelEpoch());
        position_ += request->size;
        return S_OK;
      }
    }
    const HRESULT hr = AskEnd(&end);
    if (FAILED(hr)) return hr;
  }
}

// Inside. From here on the operation is among those that cancelling means.
HRESULT FileStream::Reserve(QWORD position, FileOperation* operation) noexcept {
  if (position != mfplat::kAtCursor) return ReserveAt(position, operation);
  operation->at_cursor = true;
  return ReserveAtCursor(operation, operation);
}

void FileStream::Aim(QWORD position, IoRequest* request) const noexcept {
  request->fd = file_.Fd();
  request->direct = file_.Direct();
  request->waits = file_.Waits();
  request->offset = position;
}

// Whether the whole range is within the file as far as is known, or may be written.
bool FileStream::Fits(const IoRequest& request) const noexcept {
  const QWORD end = request.kind == IoRequest::Kind::kRead
                        ? known_length_.load(std::memory_order_relaxed)
                        : kMaxPosition;
  return request.offset <= end && request.size <= end - request.offset;
}

HRESULT FileStream::Transfer(IoRequest::Kind kind, QWORD position, BYTE* bytes, ULONG size,
                             ULONG* transferred) noexcept {
  if (transferred == nullptr || (bytes == nullptr && size > 0)) return E_INVALIDARG;
  *transferred = 0;
  if (!IsPosition(position)) return E_INVALIDARG;
  if (!Allows(kind)) return E_ACCESSDENIED;
  SynchronousTransfer request;
  request.kind = kind;
  request.buffer = bytes;
  request.size = size;
  if (!Enter()) return MF_E_INVALIDREQUEST;
  HRESULT hr = S_OK;
  if (position == mfplat::kAtCursor) {
    hr = ReserveAtCursor(&request, nullptr);
  } else {
    hr = ReserveAt(position, &request);
  }
  if (SUCCEEDED(hr) && request.size > 0) {
    hr = request.TransferBlocking();
    const bool at_cursor = position == mfplat::kAtCursor;
    Learn(request, hr, at_cursor);
    // The cursor moves by what was transferred, unless it has been moved since.
    if (at_cursor && request.done < request.size) {
      std::lock_guard lock(mutex_);
      if (position_ == request.offset + request.size) position_ = request.offset + request.done;
    }
  }
  Leave();
  if (SUCCEEDED(hr)) *transferred = request.done;
  return hr;
}

HRESULT FileStream::Read(BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept {
  return ReadAt(mfplat::kAtCursor, pb, cb, pcbRead);
}

HRESULT FileStream::Write(const BYTE* pb, ULONG cb, ULONG* pcbWritten) noexcept {
  return WriteAt(mfplat::kAtCursor, pb, cb, pcbWritten);
}

HRESULT FileStream::ReadAt(QWORD position, BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept {
  return Transfer(IoRequest::Kind::kRead, position, pb, cb, pcbRead);
}

HRESULT FileStream::WriteAt(QWORD position, const BYTE* pb, ULONG cb, ULONG* pcbWritten) noexcept {
  // IoRequest has one pointer for both kinds; a write only reads through it.
  return Transfer(IoRequest::Kind::kWrite, position, const_cast<BYTE*>(pb), cb, pcbWritten);
}

// Fails only for what is known at once; then nothing calls back. All else is the result's status.
HRESULT FileStream::Begin(IoRequest::Kind kind, QWORD position, BYTE* bytes, ULONG size,
                          IMFAsyncCallback* callback, IUnknown* state, UINT64 key) noexcept {
  if (callback == nullptr || (bytes == nullptr && size > 0)) return E_INVALIDARG;
  if (!IsPosition(position)) return E_INVALIDARG;
  // Before anything is counted or holds a platform lock: refused work must not delay a shutdown.
  if (!PlatformAccepts()) return MF_E_SHUTDOWN;
  Destination destination;
  const HRESULT queue_hr = DestinationOf(callback, &destination);
  if (FAILED(queue_hr)) return queue_hr;
  auto* operation =
      new (std::nothrow) FileOperation(this, id_, callback, state, std::move(destination));
  if (operation == nullptr) return E_OUTOFMEMORY;
  operation->kind = kind;
  operation->buffer = bytes;
  operation->size = size;
  operation->key = key;

  Engine& engine = Engine::Get();
  engine.Accept();
  // And again, now that the work is counted: a shutdown in between waits for it or is seen here.
  HRESULT hr = PlatformAccepts() ? S_OK : MF_E_SHUTDOWN;
  const bool allowed = Allows(kind);
  // Before it is inside: a Close that finds it there means it.
  operation->Enter(CancelEpoch());
  if (SUCCEEDED(hr) && !Enter()) hr = MF_E_INVALIDREQUEST;
  bool transfers = false;
  if (SUCCEEDED(hr)) {
    if (allowed) hr = Reserve(position, operation);
    transfers = SUCCEEDED(hr) && allowed && operation->size > 0;
    if (!transfers) {
      Leave();
    } else if (key != mfplat::kNoKey) {
      std::lock_guard lock(mutex_);
      keyed_.Add(operation);
    }
  }
  if (FAILED(hr)) {
    operation->Release();
    engine.Delivered();
    return hr;
  }
  // From here on the operation belongs to the engine, and may be gone at any time.
  if (transfers) {
    engine.Submit(operation);
  } else {
    operation->CompleteWithoutTransfer(allowed ? S_OK : E_ACCESSDENIED);
  }
  return S_OK;
}

HRESULT FileStream::End(IoRequest::Kind kind, IMFAsyncResult* result, ULONG* transferred) noexcept {
  if (transferred == nullptr) return E_INVALIDARG;
  *transferred = 0;
  if (result == nullptr) return E_INVALIDARG;
  void* found = nullptr;
  if (FAILED(result->QueryInterface(kIidFileOperation, &found))) return E_INVALIDARG;
  // Only FileOperation answers that IID, with its first base.
  const auto operation = com::ComPtr<FileOperation>::Adopt(
      static_cast<FileOperation*>(static_cast<MFASYNCRESULT*>(found)));
  return operation->End(id_, kind, transferred);
}

HRESULT FileStream::BeginRead(BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                              IUnknown* punkState) noexcept {
  return BeginReadAt(mfplat::kAtCursor, pb, cb, pCallback, punkState, mfplat::kNoKey);
}

HRESULT FileStream::BeginReadAt(QWORD position, BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                IUnknown* punkState, UINT64 key) noexcept {
  return Begin(IoRequest::Kind::kRead, position, pb, cb, pCallback, punkState, key);
}

HRESULT FileStream::EndRead(IMFAsyncResult* pResult, ULONG* pcbRead) noexcept {
  return End(IoRequest::Kind::kRead, pResult, pcbRead);
}

HRESULT FileStream::BeginWrite(const BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                               IUnknown* punkState) noexcept {
  return BeginWriteAt(mfplat::kAtCursor, pb, cb, pCallback, punkState, mfplat::kNoKey);
}

HRESULT FileStream::BeginWriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                 IMFAsyncCallback* pCallback, IUnknown* punkState,
                                 UINT64 key) noexcept {
  return Begin(IoRequest::Kind::kWrite, position, const_cast<BYTE*>(pb), cb, pCallback, punkState,
               key);
}

HRESULT FileStream::StopTransfer(UINT64 key) noexcept {
  com::ComPtr<FileOperation> operation;
  {
    std::lock_guard lock(mutex_);
    Keyed* const found = keyed_.Find(key);
    // What is in the list has not completed, so its first reference is still there.
    if (found != nullptr) operation = com::ComPtr(static_cast<FileOperation*>(found));
  }
  if (!operation || !operation->AskToStop()) return S_FALSE;
  Engine::Get().Cancel(operation.Get());
  return S_OK;
}

HRESULT FileStream::EndWrite(IMFAsyncResult* pResult, ULONG* pcbWritten) noexcept {
  return End(IoRequest::Kind::kWrite, pResult, pcbWritten);
}

// Nothing is buffered above the kernel, so there is only the disk to reach.
HRESULT FileStream::Flush() noexcept {
  if (!Enter()) return MF_E_INVALIDREQUEST;
  const auto reach_disk = [&] { return fdatasync(file_.Fd()); };
  const bool failed = Allows(IoRequest::Kind::kWrite) && sys::Uninterrupted(reach_disk) != 0;
  const HRESULT hr = failed ? ErrnoToHresult(errno) : S_OK;
  Leave();
  return hr;
}

HRESULT FileStream::Close() noexcept {
  OpenFile unused;
  // Goes without the lock, but before the descriptors.
  std::unique_ptr<TemporaryFile> temporary;
  Used used;
  {
    std::lock_guard lock(mutex_);
    if (closed_.exchange(true)) return S_OK;
    share_.reset();
    temporary = std::move(temporary_);
    unused = TakeUnusedLocked();
    used = CancelLocked();
  }
  Cancel(used);
  return S_OK;
}

// Under mutex_. What began before this is no longer wanted; to be followed by Cancel without it.
FileStream::Used FileStream::CancelLocked() noexcept {
  cancel_epoch_.fetch_add(1, std::memory_order_acq_rel);
  if (inside_.Count() == 0) return {};
  return {file_.Fd(), file_.Direct().fd};
}

void FileStream::Cancel(const Used& used) noexcept {
  if (used.fd >= 0) Engine::Get().Cancel(used.fd);
  if (used.direct_fd >= 0) Engine::Get().Cancel(used.direct_fd);
}

}  // namespace portable
