// A byte stream over memory that takes its position late: when a read executes, on a thread of its
// own, and not when it begins.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/mfplat.h"

namespace test {

class LateStream final : public com::RefCounted<IMFByteStream> {
 public:
  enum class When {
    kInOrder,  // one after the other, on the stream's thread
    kAtOnce,   // completed when BeginRead returns, as if the thread had always been quicker
    kNever,    // not before Finish
  };

  static com::ComPtr<LateStream> Create(std::vector<BYTE> bytes, When when) {
    return com::ComPtr<LateStream>::Adopt(new LateStream(std::move(bytes), when));
  }

  // Executes what is left and ends the thread; once, before the last reference goes.
  void Finish() {
    {
      std::lock_guard lock(mutex_);
      finished_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    while (ExecuteNext()) continue;
  }

  HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* capabilities) noexcept override {
    *capabilities = MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_SEEKABLE;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetLength(QWORD* length) noexcept override {
    *length = bytes_.size();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetLength(QWORD) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* position) noexcept override {
    std::lock_guard lock(mutex_);
    *position = position_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD position) noexcept override {
    std::lock_guard lock(mutex_);
    position_ = position;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* end) noexcept override {
    std::lock_guard lock(mutex_);
    *end = position_ >= bytes_.size();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Read(BYTE* buffer, ULONG size, ULONG* count) noexcept override {
    *count = Transfer(buffer, size);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE BeginRead(BYTE* buffer, ULONG size, IMFAsyncCallback* callback,
                                      IUnknown* state) noexcept override {
    Waiting read{buffer, size, callback, {}};
    const auto own = com::ComPtr<Count>::Adopt(new Count());
    const HRESULT hr = MFCreateAsyncResult(own.Get(), callback, state, read.result.Put());
    if (FAILED(hr)) return hr;
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(read));
    }
    if (when_ == When::kAtOnce) {
      ExecuteNext();
    } else {
      changed_.notify_all();
    }
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE EndRead(IMFAsyncResult* result, ULONG* count) noexcept override {
    com::ComPtr<IUnknown> own;
    const HRESULT hr = result->GetObject(own.Put());
    if (SUCCEEDED(hr)) *count = static_cast<Count*>(own.Get())->value;
    return hr;
  }
  HRESULT STDMETHODCALLTYPE Write(const BYTE*, ULONG, ULONG*) noexcept override {
    return E_ACCESSDENIED;
  }
  HRESULT STDMETHODCALLTYPE BeginWrite(const BYTE*, ULONG, IMFAsyncCallback*,
                                       IUnknown*) noexcept override {
    return E_ACCESSDENIED;
  }
  HRESULT STDMETHODCALLTYPE EndWrite(IMFAsyncResult*, ULONG*) noexcept override {
    return E_ACCESSDENIED;
  }
  HRESULT STDMETHODCALLTYPE Seek(MFBYTESTREAM_SEEK_ORIGIN origin, LONGLONG offset, DWORD,
                                 QWORD* position) noexcept override {
    std::lock_guard lock(mutex_);
    position_ = (origin == msoBegin ? 0 : position_) + static_cast<QWORD>(offset);
    if (position != nullptr) *position = position_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Flush() noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE Close() noexcept override { return S_OK; }

 protected:
  ~LateStream() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFByteStream; }

 private:
  // The object of a result: how many bytes its read brought.
  class Count final : public com::RefCounted<IUnknown> {
   public:
    ULONG value = 0;

   protected:
    ~Count() override = default;
    bool Answers(REFIID) const noexcept override { return false; }
  };
  struct Waiting {
    BYTE* buffer;
    ULONG size;
    IMFAsyncCallback* callback;
    com::ComPtr<IMFAsyncResult> result;
  };

  LateStream(std::vector<BYTE> bytes, When when) : bytes_(std::move(bytes)), when_(when) {
    if (when == When::kInOrder) thread_ = std::thread([this] { Serve(); });
  }

  void Serve() {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return finished_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
      }
      ExecuteNext();
    }
  }

  // Takes the position now.
  ULONG Transfer(BYTE* buffer, ULONG size) {
    std::lock_guard lock(mutex_);
    const QWORD left = position_ < bytes_.size() ? bytes_.size() - position_ : 0;
    const ULONG count = static_cast<ULONG>(std::min<QWORD>(size, left));
    if (count > 0) std::memcpy(buffer, bytes_.data() + position_, count);
    position_ += count;
    return count;
  }

  bool ExecuteNext() {
    Waiting next{};
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty()) return false;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    com::ComPtr<IUnknown> own;
    if (FAILED(next.result->GetObject(own.Put()))) return true;
    static_cast<Count*>(own.Get())->value = Transfer(next.buffer, next.size);
    if (when_ == When::kAtOnce) {
      (void)next.callback->Invoke(next.result.Get());
    } else {
      (void)MFInvokeCallback(next.result.Get());
    }
    return true;
  }

  const std::vector<BYTE> bytes_;
  const When when_;
  std::thread thread_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  QWORD position_ = 0;
  std::deque<Waiting> waiting_;
  bool finished_ = false;
};

}  // namespace test
