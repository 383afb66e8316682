// MFCreateMFByteStreamWrapper: a byte stream whose Close leaves the one behind it open.

#include <atomic>
#include <new>
#include <optional>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "mfplat/positional_stream.h"
#include "portable/attributes/attributes_part.h"

namespace portable {

namespace {

// Passes everything to the stream behind it, its attributes included, on any thread. Once closed,
// it refuses what would begin; what has begun can still be ended, since no operation is over before
// its End. So it keeps the stream until its own end. It takes positions if the stream does.
class ByteStreamWrapper final : public com::RefCounted<mfplat::PositionalStream> {
 public:
  explicit ByteStreamWrapper(IMFByteStream* stream) noexcept : stream_(stream) {
    void* found = nullptr;
    if (SUCCEEDED(stream->QueryInterface(mfplat::kIidPositionalStream, &found))) {
      positional_ = com::ComPtr<mfplat::PositionalStream>::Adopt(
          static_cast<mfplat::PositionalStream*>(found));
    }
    if (FAILED(stream->QueryInterface(IID_IMFAttributes, &found))) return;
    stream_attributes_ = com::ComPtr<IMFAttributes>::Adopt(static_cast<IMFAttributes*>(found));
    attributes_.emplace(*this, *stream_attributes_);
  }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) noexcept override {
    if (ppvObject == nullptr || riid != IID_IMFAttributes || !attributes_) {
      return RefCounted::QueryInterface(riid, ppvObject);
    }
    AddRef();
    *ppvObject = static_cast<IMFAttributes*>(&*attributes_);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* pdwCapabilities) noexcept override {
    return Pass(&IMFByteStream::GetCapabilities, pdwCapabilities);
  }
  HRESULT STDMETHODCALLTYPE GetLength(QWORD* pqwLength) noexcept override {
    return Pass(&IMFByteStream::GetLength, pqwLength);
  }
  HRESULT STDMETHODCALLTYPE SetLength(QWORD qwLength) noexcept override {
    return Pass(&IMFByteStream::SetLength, qwLength);
  }
  HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* pqwPosition) noexcept override {
    return Pass(&IMFByteStream::GetCurrentPosition, pqwPosition);
  }
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD qwPosition) noexcept override {
    return Pass(&IMFByteStream::SetCurrentPosition, qwPosition);
  }
  HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* pfEndOfStream) noexcept override {
    return Pass(&IMFByteStream::IsEndOfStream, pfEndOfStream);
  }
  HRESULT STDMETHODCALLTYPE Read(BYTE* pb, ULONG cb, ULONG* pcbRead) noexcept override {
    return Pass(&IMFByteStream::Read, pb, cb, pcbRead);
  }
  HRESULT STDMETHODCALLTYPE BeginRead(BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                      IUnknown* punkState) noexcept override {
    return Pass(&IMFByteStream::BeginRead, pb, cb, pCallback, punkState);
  }
  HRESULT STDMETHODCALLTYPE EndRead(IMFAsyncResult* pResult, ULONG* pcbRead) noexcept override {
    return stream_->EndRead(pResult, pcbRead);
  }
  HRESULT STDMETHODCALLTYPE Write(const BYTE* pb, ULONG cb, ULONG* pcbWritten) noexcept override {
    return Pass(&IMFByteStream::Write, pb, cb, pcbWritten);
  }
  HRESULT STDMETHODCALLTYPE BeginWrite(const BYTE* pb, ULONG cb, IMFAsyncCallback* pCallback,
                                       IUnknown* punkState) noexcept override {
    return Pass(&IMFByteStream::BeginWrite, pb, cb, pCallback, punkState);
  }
  HRESULT STDMETHODCALLTYPE EndWrite(IMFAsyncResult* pResult, ULONG* pcbWritten) noexcept override {
    return stream_->EndWrite(pResult, pcbWritten);
  }
  HRESULT STDMETHODCALLTYPE Seek(MFBYTESTREAM_SEEK_ORIGIN SeekOrigin, LONGLONG llSeekOffset,
                                 DWORD dwSeekFlags, QWORD* pqwCurrentPosition) noexcept override {
    return Pass(&IMFByteStream::Seek, SeekOrigin, llSeekOffset, dwSeekFlags, pqwCurrentPosition);
  }
  HRESULT STDMETHODCALLTYPE Flush() noexcept override { return Pass(&IMFByteStream::Flush); }
  HRESULT STDMETHODCALLTYPE Close() noexcept override {
    closed_.store(true);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE ReadAt(QWORD position, BYTE* pb, ULONG cb,
                                   ULONG* pcbRead) noexcept override {
    return PassAt(&mfplat::PositionalStream::ReadAt, position, pb, cb, pcbRead);
  }
  HRESULT STDMETHODCALLTYPE WriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                    ULONG* pcbWritten) noexcept override {
    return PassAt(&mfplat::PositionalStream::WriteAt, position, pb, cb, pcbWritten);
  }
  HRESULT STDMETHODCALLTYPE BeginReadAt(QWORD position, BYTE* pb, ULONG cb,
                                        IMFAsyncCallback* pCallback, IUnknown* punkState,
                                        UINT64 key) noexcept override {
    return PassAt(&mfplat::PositionalStream::BeginReadAt, position, pb, cb, pCallback, punkState,
                  key);
  }
  HRESULT STDMETHODCALLTYPE BeginWriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                         IMFAsyncCallback* pCallback, IUnknown* punkState,
                                         UINT64 key) noexcept override {
    return PassAt(&mfplat::PositionalStream::BeginWriteAt, position, pb, cb, pCallback, punkState,
                  key);
  }
  // Also when the wrapper is closed: what has begun goes on, and can be stopped.
  HRESULT STDMETHODCALLTYPE StopTransfer(UINT64 key) noexcept override {
    return positional_ ? positional_->StopTransfer(key) : S_FALSE;
  }

 protected:
  ~ByteStreamWrapper() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFByteStream || (riid == mfplat::kIidPositionalStream && positional_);
  }

 private:
  template <class... Parameters, class... Arguments>
  HRESULT Pass(HRESULT (IMFByteStream::*method)(Parameters...), Arguments... arguments) noexcept {
    return closed_.load() ? MF_E_INVALIDREQUEST : (stream_.Get()->*method)(arguments...);
  }

  template <class... Parameters, class... Arguments>
  HRESULT PassAt(HRESULT (mfplat::PositionalStream::*method)(Parameters...),
                 Arguments... arguments) noexcept {
    if (closed_.load()) return MF_E_INVALIDREQUEST;
    return positional_ ? (positional_.Get()->*method)(arguments...) : E_NOTIMPL;
  }

  const com::ComPtr<IMFByteStream> stream_;
  // The same stream; empty where it takes no positions.
  com::ComPtr<mfplat::PositionalStream> positional_;
  // Both empty where the stream has no attributes; fixed from construction.
  com::ComPtr<IMFAttributes> stream_attributes_;
  std::optional<AttributesPart<IMFAttributes&>> attributes_;
  std::atomic<bool> closed_{false};
};

}  // namespace

}  // namespace portable

STDAPI MFCreateMFByteStreamWrapper(IMFByteStream* pStream, IMFByteStream** ppStreamWrapper) {
  if (ppStreamWrapper == nullptr) return E_POINTER;
  *ppStreamWrapper = nullptr;
  if (pStream == nullptr) return E_POINTER;
  *ppStreamWrapper = new (std::nothrow) portable::ByteStreamWrapper(pStream);
  return *ppStreamWrapper == nullptr ? E_OUTOFMEMORY : S_OK;
}
