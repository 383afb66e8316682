// One asynchronous read with all that belongs to it: buffer, callback, and the outcome of EndRead
// as Invoke saw it.
#pragma once

#include <memory>
#include <vector>

#include "test/fakes.h"
#include "test/files.h"
#include "test/host.h"
#include "test/recording_callback.h"

namespace test {

// Whether reads at the stream's position that overlap cover ranges one after the other, in the
// order in which they began. Wine takes the position when a read executes. Wine 8 executes one read
// after the other, Wine 10 several at once, so that theirs cover any ranges. Expected on Windows:
// yes; its documentation has BeginRead itself move the position.
inline bool OverlapsInOrder() { return !OnWine({10}); }

class AsyncRead {
 public:
  // Ends itself in Invoke.
  AsyncRead(StreamPtr stream, std::size_t size, std::optional<Parameters> parameters = {})
      : stream_(std::move(stream)), buffer_(size, BYTE{0xEE}) {
    callback_ = RecordingCallback::Create(
        [this](IMFAsyncResult* result) {
          end_ = stream_->EndRead(result, &bytes_);
          return S_OK;
        },
        parameters);
  }
  AsyncRead(const AsyncRead&) = delete;
  AsyncRead& operator=(const AsyncRead&) = delete;
  // The platform holds callback and buffer until Invoke has returned.
  ~AsyncRead() {
    if (!begun_) return;
    CHECK(callback_->WaitUntilReturned(1, kHang));
    CHECK(Eventually([this] { return RefCount(callback_) == 1; }));
  }

  HRESULT Begin(IUnknown* state = nullptr) {
    const HRESULT hr = stream_->BeginRead(buffer_.data(), static_cast<ULONG>(buffer_.size()),
                                          callback_.Get(), state);
    begun_ = SUCCEEDED(hr);
    return hr;
  }
  [[nodiscard]] bool Wait(std::chrono::milliseconds limit = kEventually) {
    return callback_->WaitUntilReturned(1, limit);
  }

  // Valid once Wait has succeeded.
  HRESULT EndResult() const { return end_; }
  ULONG Bytes() const { return bytes_; }
  const std::vector<BYTE>& Buffer() const { return buffer_; }
  // Whether the read gave exactly this many pattern bytes from this offset.
  bool Got(std::size_t size, QWORD offset) const {
    return end_ == S_OK && bytes_ == size && IsPattern(buffer_.data(), size, offset);
  }
  const com::ComPtr<RecordingCallback>& Callback() const { return callback_; }

 private:
  const StreamPtr stream_;
  std::vector<BYTE> buffer_;
  com::ComPtr<RecordingCallback> callback_;
  HRESULT end_ = E_PENDING;
  ULONG bytes_ = 0;
  bool begun_ = false;
};

// Ends writes of the stream in Invoke, with what EndWrite answers.
inline com::ComPtr<RecordingCallback> EndingWrites(StreamPtr stream,
                                                   std::optional<Parameters> parameters = {}) {
  return RecordingCallback::Create(
      [stream = std::move(stream)](IMFAsyncResult* result) {
        ULONG count = 0;
        return stream->EndWrite(result, &count);
      },
      parameters);
}

}  // namespace test
