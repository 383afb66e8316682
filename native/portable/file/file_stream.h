// IMFByteStream on a regular file. One cursor, captured and moved when an operation begins that has
// no position of its own; transfers themselves run without a lock, many at a time. Any thread may
// call any method. No call of the system is made under the lock: a file system may take its time,
// and the thread that completes, stops or closes something takes that lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "com/striped_counter.h"
#include "mfplat/positional_stream.h"
#include "portable/attributes/attributes_part.h"
#include "portable/engine/blocking_work.h"
#include "portable/engine/io_request.h"
#include "portable/file/file_sharing.h"
#include "portable/file/keyed_table.h"
#include "portable/file/open_file.h"
#include "portable/file/temporary_file.h"

namespace portable {

class FileOperation;

class FileStream final : public com::RefCounted<mfplat::PositionalStream> {
 public:
  // Takes over the descriptors, the share, and the file itself if it is `temporary`. Capabilities
  // follow from `access`.
  FileStream(OpenFile file, MF_FILE_ACCESSMODE access, std::unique_ptr<FileShare> share,
             std::unique_ptr<TemporaryFile> temporary) noexcept;

  // IMFAttributes, too. There is no IMFGetService: the engine has no service to give.
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override;

  HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* pdwCapabilities) noexcept override;
  HRESULT STDMETHODCALLTYPE GetLength(QWORD* pqwLength) noexcept override;
  HRESULT STDMETHODCALLTYPE SetLength(QWORD qwLength) noexcept override;
  HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* pqwPosition) noexcept override;
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD qwPosition) noexcept override;
  HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* pfEndOfStream) noexcept override;
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
  // Gives back the share, deletes a temporary file, and lets the descriptors go as soon as no
  // transfer uses it; stops pending transfers where it can. Each of them still completes.
  HRESULT STDMETHODCALLTYPE Close() noexcept override;

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
  HRESULT STDMETHODCALLTYPE StopTransfer(UINT64 key) noexcept override;

  // What the stream says of itself, also when it is closed.
  IMFAttributes& Attributes() noexcept { return attributes_; }

  // For FileOperation. Operations that began in an earlier epoch have been cancelled.
  std::uint64_t CancelEpoch() const noexcept {
    return cancel_epoch_.load(std::memory_order_acquire);
  }
  // The transfer no longer uses the descriptors, and can't be stopped any more.
  void Leave(FileOperation* operation, HRESULT status) noexcept;

 protected:
  ~FileStream() override;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFByteStream || riid == mfplat::kIidPositionalStream;
  }

 private:
  bool Enter() noexcept;
  void Leave() noexcept;
  [[nodiscard]] OpenFile TakeUnusedLocked() noexcept;
  void Learn(const IoRequest& request, HRESULT status, bool at_cursor) noexcept;
  void CloseElsewhere(OpenFile file) noexcept;
  HRESULT AskLength(QWORD* length) noexcept;
  HRESULT AskEnd(QWORD* end) noexcept;
  HRESULT ReserveAt(QWORD position, IoRequest* request) noexcept;
  HRESULT ReserveAtCursor(IoRequest* request, FileOperation* operation) noexcept;
  HRESULT Reserve(QWORD position, FileOperation* operation) noexcept;
  void Aim(QWORD position, IoRequest* request) const noexcept;
  bool Fits(const IoRequest& request) const noexcept;
  HRESULT Transfer(IoRequest::Kind kind, QWORD position, BYTE* bytes, ULONG size,
                   ULONG* transferred) noexcept;
  HRESULT Begin(IoRequest::Kind kind, QWORD position, BYTE* bytes, ULONG size,
                IMFAsyncCallback* callback, IUnknown* state, UINT64 key) noexcept;
  HRESULT End(IoRequest::Kind kind, IMFAsyncResult* result, ULONG* transferred) noexcept;
  bool Allows(IoRequest::Kind kind) const noexcept;
  static constexpr QWORD kNowhere = ~QWORD{0};
  // The descriptors that pending transfers use; negative where there are none.
  struct Used {
    int fd = -1;
    int direct_fd = -1;
  };
  [[nodiscard]] Used CancelLocked() noexcept;
  static void Cancel(const Used& used) noexcept;

  // What every transfer reads, on a cache line that none writes: the count of references before it
  // goes from core to core.
  alignas(64) const MF_FILE_ACCESSMODE access_;
  // Tells this stream's results from those of others, also from one that had this address before.
  const std::uint64_t id_;
  std::atomic<bool> closed_{false};
  // The length when it was last asked for: a read that ends before it needs not ask again. Written
  // under mutex_.
  std::atomic<QWORD> known_length_{0};
  // Where the file ends by what a read found there, if that is before its length; else kNowhere.
  // Written under mutex_.
  std::atomic<QWORD> end_{kNowhere};
  // How often SetLength has changed it: what was asked before is old then. Written under mutex_.
  std::atomic<std::uint64_t> length_changes_{0};
  std::atomic<std::uint64_t> cancel_epoch_{0};
  // The descriptors are valid for a caller that is inside. They are taken away under mutex_, once
  // the stream is closed and no thread is inside.
  OpenFile file_;
  com::StripedCounter inside_;

  AttributesPart<> attributes_;
  std::mutex mutex_;
  // Guarded by mutex_, as are the rest.
  std::unique_ptr<FileShare> share_;
  std::unique_ptr<TemporaryFile> temporary_;
  QWORD position_ = 0;
  // The length that the file had when end_ was found.
  QWORD end_length_ = 0;
  // The FileOperations inside that can be stopped on their own.
  KeyedTable keyed_;

  // Closes the file on a thread that may block, and keeps the stream until then. Used once.
  struct Closing final : BlockingWork {
    com::ComPtr<FileStream> stream;
    OpenFile file;
    void RunBlocking() noexcept override;
  };
  Closing closing_;
};

}  // namespace portable
