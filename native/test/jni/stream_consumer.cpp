// Native code that uses byte streams through nothing but their vtables, as a media pipeline would:
// it knows neither Java nor our bridge. Java half: org.mfplat4j.NativeConsumer.

#include <jni.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"

namespace test {

namespace {

constexpr std::chrono::seconds kHang{60};

IMFByteStream* Stream(jlong address) noexcept {
  return reinterpret_cast<IMFByteStream*>(static_cast<std::intptr_t>(address));
}

// Reads a stream to its end by BeginRead and EndRead and writes what comes to another by BeginWrite
// and EndWrite: each callback ends one operation and begins the next, on the queue's thread.
class CopyLoop final : public com::RefCounted<IMFAsyncCallback> {
 public:
  CopyLoop(IMFByteStream* from, IMFByteStream* to, ULONG chunk)
      : from_(from), to_(to), buffer_(chunk) {}

  // The number of bytes copied, or a failing HRESULT.
  std::int64_t Run() {
    HRESULT hr = BeginRead();
    std::unique_lock lock(mutex_);
    if (FAILED(hr)) return hr;
    if (!ended_.wait_for(lock, kHang, [this] { return done_; })) return E_PENDING;
    return FAILED(status_) ? status_ : total_;
  }

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    ULONG count = 0;
    if (writing_) {
      writing_ = false;
      HRESULT hr = to_->EndWrite(result, &count);
      total_ += count;
      if (SUCCEEDED(hr)) hr = BeginRead();
      if (FAILED(hr)) Done(hr);
      return S_OK;
    }
    HRESULT hr = from_->EndRead(result, &count);
    if (FAILED(hr) || count == 0) {
      Done(hr);
      return S_OK;
    }
    if (to_ == nullptr) {
      total_ += count;
      hr = BeginRead();
    } else {
      writing_ = true;
      hr = to_->BeginWrite(buffer_.data(), count, this, nullptr);
    }
    if (FAILED(hr)) Done(hr);
    return S_OK;
  }

 protected:
  ~CopyLoop() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  HRESULT BeginRead() noexcept {
    return from_->BeginRead(buffer_.data(), static_cast<ULONG>(buffer_.size()), this, nullptr);
  }
  void Done(HRESULT hr) noexcept {
    std::lock_guard lock(mutex_);
    status_ = hr;
    done_ = true;
    ended_.notify_all();
  }

  IMFByteStream* const from_;
  IMFByteStream* const to_;
  std::vector<BYTE> buffer_;
  // One operation is pending at a time, and hands these on to the next.
  bool writing_ = false;
  std::int64_t total_ = 0;

  std::mutex mutex_;
  std::condition_variable ended_;
  // Guarded by mutex_.
  bool done_ = false;
  HRESULT status_ = S_OK;
};

}  // namespace

}  // namespace test

using test::Stream;

#define CONSUMER(type, name) \
  extern "C" JNIEXPORT type JNICALL Java_org_mfplat4j_NativeConsumer_##name

CONSUMER(void, addReference)(JNIEnv*, jclass, jlong stream) { Stream(stream)->AddRef(); }

CONSUMER(jint, release)(JNIEnv*, jclass, jlong stream) {
  return static_cast<jint>(Stream(stream)->Release());
}

CONSUMER(jint, closeStream)(JNIEnv*, jclass, jlong stream) { return Stream(stream)->Close(); }

// `to` may be 0.
CONSUMER(jlong, copyLoop)(JNIEnv*, jclass, jlong from, jlong to, jint chunk) {
  const auto loop = com::ComPtr<test::CopyLoop>::Adopt(
      new test::CopyLoop(Stream(from), to == 0 ? nullptr : Stream(to), static_cast<ULONG>(chunk)));
  return loop->Run();
}

// Synchronous reads into memory that is freed at once; the count or a failing HRESULT.
CONSUMER(jlong, readSynchronously)(JNIEnv*, jclass, jlong stream, jint size) {
  const auto buffer = std::vector<BYTE>(static_cast<std::size_t>(size));
  ULONG count = 0;
  const HRESULT hr =
      Stream(stream)->Read(const_cast<BYTE*>(buffer.data()), static_cast<ULONG>(size), &count);
  return FAILED(hr) ? hr : static_cast<jlong>(count);
}

// A string attribute of the stream: 0 the origin name, 1 the content type; null when there is none.
CONSUMER(jstring, attribute)(JNIEnv* env, jclass, jlong stream, jint which) {
  com::ComPtr<IMFAttributes> attributes;
  if (FAILED(Stream(stream)->QueryInterface(IID_IMFAttributes,
                                            reinterpret_cast<void**>(attributes.Put())))) {
    return nullptr;
  }
  WCHAR value[200];
  UINT32 length = 0;
  const GUID& key = which == 0 ? MF_BYTESTREAM_ORIGIN_NAME : MF_BYTESTREAM_CONTENT_TYPE;
  if (FAILED(attributes->GetString(key, value, 200, &length))) return nullptr;
  return env->NewString(reinterpret_cast<const jchar*>(value), static_cast<jsize>(length));
}
