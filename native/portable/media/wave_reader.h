// Reads the sound of a RIFF WAVE stream for one IMFSourceReader: a request at a time, in the order
// in which they came, over asynchronous reads of the byte stream. It is the callback of these
// reads, and so lives as long as one is under way, though the reader is gone.
//
// Any thread may call. Callbacks come on MULTITHREADED, one after the other.
#pragma once

#include <mutex>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "mfplat/positional_stream.h"
#include "portable/media/wave_format.h"

namespace portable {

class WaveReader final : public com::RefCounted<IMFAsyncCallback> {
 public:
  WaveReader(IMFByteStream* stream, const WaveFormat& format,
             IMFSourceReaderCallback* callback) noexcept;

  const WaveFormat& Format() const noexcept { return format_; }

  // One more sample, for which the callback's OnReadSample follows, unless this fails, or a flush
  // or the end of the reader comes first.
  HRESULT Request() noexcept;
  // Drops all requests; OnFlush follows, with this stream.
  HRESULT Flush(DWORD stream) noexcept;
  // MF_E_INVALIDREQUEST while requests are pending.
  HRESULT Seek(QWORD time) noexcept;
  bool HasRequests() noexcept;
  void Select(bool selected) noexcept;
  bool IsSelected() noexcept;
  // The reader is gone: no callback begins any more.
  void Shutdown() noexcept;

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept override;
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override;

 protected:
  ~WaveReader() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  // What the one thing that is under way does for the first request.
  enum class Step { kNone, kRead, kEnd, kFlush };
  struct Delivery {
    HRESULT status = S_OK;
    DWORD flags = 0;
    LONGLONG time = 0;
    com::ComPtr<IMFSample> sample;
    QWORD frames = 0;
  };

  HRESULT Begin() noexcept;
  HRESULT BeginRead() noexcept;
  HRESULT PutStep(Step step) noexcept;
  void EndRead(IMFAsyncResult* result) noexcept;
  Delivery MakeDelivery() noexcept;
  void Deliver(const Delivery& delivery) noexcept;
  void GoOn() noexcept;

  const com::ComPtr<IMFByteStream> stream_;
  // The same stream; empty where it takes no positions.
  com::ComPtr<mfplat::PositionalStream> positional_;
  const WaveFormat format_;

  // Used by the thread that is running alone, see running_.
  Step step_ = Step::kNone;
  com::ComPtr<IMFMediaBuffer> buffer_;
  BYTE* bytes_ = nullptr;
  DWORD wanted_ = 0;
  DWORD filled_ = 0;
  QWORD first_frame_ = 0;

  // Never held across a call out.
  std::mutex mutex_;
  // All guarded by mutex_.
  // Empty once the reader is gone.
  com::ComPtr<IMFSourceReaderCallback> callback_;
  // Requests whose callback has not begun.
  DWORD requests_ = 0;
  // Something is under way, or a callback runs.
  bool running_ = false;
  bool flushing_ = false;
  DWORD flushed_stream_ = 0;
  bool selected_ = true;
  QWORD next_frame_ = 0;
  // Less than the header says where the file turns out to be shorter.
  QWORD end_frame_ = 0;
};

}  // namespace portable
