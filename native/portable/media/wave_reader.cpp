#include "portable/media/wave_reader.h"

#include <algorithm>

namespace portable {

namespace {

// Samples of 40 ms, as those of other platforms are.
constexpr QWORD kSamplesPerSecond = 25;
// Whatever the rate and the channels are.
constexpr QWORD kMostBytes = QWORD{1} << 20;

QWORD FramesOfSample(const WaveFormat& format) noexcept {
  const QWORD most = std::max<QWORD>(kMostBytes / format.bytes_per_frame, 1);
  return std::clamp<QWORD>(format.frames_per_second / kSamplesPerSecond, 1, most);
}

}  // namespace

WaveReader::WaveReader(IMFByteStream* stream, const WaveFormat& format,
                       IMFSourceReaderCallback* callback) noexcept
    : stream_(stream), format_(format), callback_(callback), end_frame_(format.frames) {
  void* found = nullptr;
  if (SUCCEEDED(stream->QueryInterface(mfplat::kIidPositionalStream, &found))) {
    positional_ =
        com::ComPtr<mfplat::PositionalStream>::Adopt(static_cast<mfplat::PositionalStream*>(found));
  }
}

HRESULT WaveReader::Request() noexcept {
  {
    std::lock_guard lock(mutex_);
    if (flushing_) return MF_E_NOTACCEPTING;
    if (!selected_) return MF_E_INVALIDREQUEST;
    ++requests_;
    if (running_) return S_OK;
    running_ = true;
  }
  const HRESULT hr = Begin();
  if (SUCCEEDED(hr)) return hr;
  {
    std::lock_guard lock(mutex_);
    // A flush that came meanwhile has dropped it.
    if (!flushing_) --requests_;
  }
  // Others may have asked meanwhile, and wait for this thread.
  GoOn();
  return hr;
}

HRESULT WaveReader::Flush(DWORD stream) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (flushing_) return MF_E_INVALIDREQUEST;
    flushing_ = true;
    flushed_stream_ = stream;
    requests_ = 0;
    if (running_) return S_OK;
    running_ = true;
  }
  const HRESULT hr = PutStep(Step::kFlush);
  if (FAILED(hr)) {
    std::lock_guard lock(mutex_);
    flushing_ = false;
    running_ = false;
  }
  return hr;
}

HRESULT WaveReader::Seek(QWORD time) noexcept {
  std::lock_guard lock(mutex_);
  if (requests_ > 0) return MF_E_INVALIDREQUEST;
  next_frame_ = FrameAtTime(format_, time);
  return S_OK;
}

bool WaveReader::HasRequests() noexcept {
  std::lock_guard lock(mutex_);
  return requests_ > 0;
}

void WaveReader::Select(bool selected) noexcept {
  std::lock_guard lock(mutex_);
  selected_ = selected;
}

bool WaveReader::IsSelected() noexcept {
  std::lock_guard lock(mutex_);
  return selected_;
}

void WaveReader::Shutdown() noexcept {
  // Released without the lock.
  com::ComPtr<IMFSourceReaderCallback> callback;
  std::lock_guard lock(mutex_);
  std::swap(callback, callback_);
  requests_ = 0;
}

HRESULT WaveReader::GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept {
  *pdwFlags = 0;
  *pdwQueue = MFASYNC_CALLBACK_QUEUE_MULTITHREADED;
  return S_OK;
}

HRESULT WaveReader::Invoke(IMFAsyncResult* pAsyncResult) noexcept {
  switch (step_) {
    case Step::kRead:
      EndRead(pAsyncResult);
      break;
    case Step::kEnd:
      Deliver({S_OK, MF_SOURCE_READERF_ENDOFSTREAM, 0, {}, 0});
      break;
    default:
      GoOn();
  }
  return S_OK;
}

// Begins what the first request needs. On the thread that is running alone.
HRESULT WaveReader::Begin() noexcept {
  QWORD frames = 0;
  {
    std::lock_guard lock(mutex_);
    first_frame_ = next_frame_;
    if (next_frame_ < end_frame_) {
      frames = std::min(FramesOfSample(format_), end_frame_ - next_frame_);
    }
  }
  if (frames == 0) return PutStep(Step::kEnd);
  wanted_ = static_cast<DWORD>(frames * format_.bytes_per_frame);
  filled_ = 0;
  HRESULT hr = MFCreateMemoryBuffer(wanted_, buffer_.Put());
  // Our own buffers stay where they are.
  if (SUCCEEDED(hr)) hr = buffer_->Lock(&bytes_, nullptr, nullptr);
  if (SUCCEEDED(hr)) hr = BeginRead();
  return hr;
}

// Reads what the sample still lacks.
HRESULT WaveReader::BeginRead() noexcept {
  step_ = Step::kRead;
  const QWORD position = format_.data_offset + first_frame_ * format_.bytes_per_frame + filled_;
  BYTE* const to = bytes_ + filled_;
  const ULONG size = wanted_ - filled_;
  if (positional_) {
    return positional_->BeginReadAt(position, to, size, this, nullptr, mfplat::kNoKey);
  }
  const HRESULT hr = stream_->SetCurrentPosition(position);
  return FAILED(hr) ? hr : stream_->BeginRead(to, size, this, nullptr);
}

HRESULT WaveReader::PutStep(Step step) noexcept {
  step_ = step;
  return MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, this, nullptr);
}

void WaveReader::EndRead(IMFAsyncResult* result) noexcept {
  ULONG count = 0;
  HRESULT hr = stream_->EndRead(result, &count);
  if (SUCCEEDED(hr)) {
    // A foreign stream may say more than it was asked for.
    filled_ += std::min<DWORD>(count, wanted_ - filled_);
    if (count > 0 && filled_ < wanted_) {
      hr = BeginRead();
      if (SUCCEEDED(hr)) return;
    }
  }
  Deliver(FAILED(hr) ? Delivery{hr, MF_SOURCE_READERF_ERROR, 0, {}, 0} : MakeDelivery());
}

// The whole frames that have come: fewer than wanted at the end of a file that is shorter than it
// says.
WaveReader::Delivery WaveReader::MakeDelivery() noexcept {
  const QWORD frames = filled_ / format_.bytes_per_frame;
  if (filled_ < wanted_) {
    std::lock_guard lock(mutex_);
    end_frame_ = std::min(end_frame_, first_frame_ + frames);
  }
  if (frames == 0) return {S_OK, MF_SOURCE_READERF_ENDOFSTREAM, 0, {}, 0};
  const auto time = static_cast<LONGLONG>(TimeOfFrame(format_, first_frame_));
  const auto end = static_cast<LONGLONG>(TimeOfFrame(format_, first_frame_ + frames));
  Delivery delivery = {S_OK, 0, time, {}, frames};
  HRESULT hr = buffer_->Unlock();
  if (SUCCEEDED(hr)) {
    hr = buffer_->SetCurrentLength(static_cast<DWORD>(frames * format_.bytes_per_frame));
  }
  if (SUCCEEDED(hr)) hr = MFCreateSample(delivery.sample.Put());
  if (SUCCEEDED(hr)) hr = delivery.sample->AddBuffer(buffer_.Get());
  if (SUCCEEDED(hr)) hr = delivery.sample->SetSampleTime(time);
  if (SUCCEEDED(hr)) hr = delivery.sample->SetSampleDuration(end - time);
  if (FAILED(hr)) return {hr, MF_SOURCE_READERF_ERROR, 0, {}, 0};
  return delivery;
}

// Answers the first request, unless it was dropped; then goes on.
void WaveReader::Deliver(const Delivery& delivery) noexcept {
  buffer_.Reset();
  com::ComPtr<IMFSourceReaderCallback> callback;
  {
    std::lock_guard lock(mutex_);
    if (!flushing_ && requests_ > 0) {
      --requests_;
      next_frame_ += delivery.frames;
      callback = callback_;
    }
  }
  if (callback) {
    (void)callback->OnReadSample(delivery.status, 0, delivery.flags, delivery.time,
                                 delivery.sample.Get());
    callback.Reset();
  }
  GoOn();
}

// Says that the flush is done, and begins the next request; nothing more runs if there is neither.
void WaveReader::GoOn() noexcept {
  for (;;) {
    com::ComPtr<IMFSourceReaderCallback> callback;
    bool flushed = false;
    DWORD stream = 0;
    {
      std::lock_guard lock(mutex_);
      callback = callback_;
      flushed = flushing_;
      stream = flushed_stream_;
      flushing_ = false;
      if (!flushed && requests_ == 0) {
        running_ = false;
        return;
      }
    }
    if (flushed) {
      if (callback) (void)callback->OnFlush(stream);
      continue;
    }
    const HRESULT hr = Begin();
    if (SUCCEEDED(hr)) return;
    {
      std::lock_guard lock(mutex_);
      if (flushing_ || requests_ == 0) continue;
      --requests_;
      callback = callback_;
    }
    if (callback) {
      (void)callback->OnReadSample(hr, 0, MF_SOURCE_READERF_ERROR, 0, nullptr);
    }
  }
}

}  // namespace portable
