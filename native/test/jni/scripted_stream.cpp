// A byte stream that does what a Java test tells it to: it keeps the callbacks that BeginRead was
// given, and invokes or drops them on short-lived native threads when asked. It shows the bridge's
// shim from where Media Foundation sees it, on every platform alike. When told so it takes
// positions and stops single reads as the portable engine's streams do. Java half:
// org.mfplat4j.ScriptedStream, which owns the first reference.

#include <jni.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/positional_stream.h"

namespace test {

namespace {

constexpr IID kIidAgileObject = {
    0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};
constexpr IID kNobodysIid = {
    0x12345678, 0x9abc, 0xdef0, {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08}};
// How many threads complete at the same time.
constexpr std::size_t kThreadsAtOnce = 16;

class ScriptedResult final : public com::RefCounted<IMFAsyncResult> {
 public:
  ScriptedResult(HRESULT status, ULONG count) noexcept : count(count), status_(status) {}

  HRESULT STDMETHODCALLTYPE GetState(IUnknown**) noexcept override { return E_POINTER; }
  HRESULT STDMETHODCALLTYPE GetStatus() noexcept override { return status_.load(); }
  HRESULT STDMETHODCALLTYPE SetStatus(HRESULT status) noexcept override {
    status_.store(status);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetObject(IUnknown**) noexcept override { return E_POINTER; }
  IUnknown* STDMETHODCALLTYPE GetStateNoAddRef() noexcept override { return nullptr; }

  const ULONG count;

 protected:
  ~ScriptedResult() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncResult; }

 private:
  std::atomic<HRESULT> status_;
};

struct Pending {
  com::ComPtr<IMFAsyncCallback> callback;
  BYTE* buffer;
  ULONG size;
  UINT64 key;
};

// What StopTransfer does, by the numbers that the Java half has for it.
enum class Stopping { kCannot, kStops, kIgnores };

class ScriptedStream final : public com::RefCounted<mfplat::PositionalStream> {
 public:
  explicit ScriptedStream(bool positional) noexcept : positional_(positional) {}

  std::atomic<Stopping> stopping{Stopping::kCannot};
  // Calls of StopTransfer that found their read.
  std::atomic<int> asked_to_stop{0};
  // Where the cursor is.
  std::atomic<QWORD> cursor{0};
  // The answer of every method but EndRead and Close.
  std::atomic<HRESULT> answer{S_OK};
  std::atomic<HRESULT> close_answer{S_OK};
  std::atomic<int> ended{0};
  std::atomic<int> closed{0};

  std::vector<Pending> TakePending() {
    std::lock_guard lock(mutex_);
    return std::exchange(pending_, {});
  }
  std::size_t PendingCount() {
    std::lock_guard lock(mutex_);
    return pending_.size();
  }
  com::ComPtr<IMFAsyncCallback> FirstPending() {
    std::lock_guard lock(mutex_);
    return pending_.empty() ? com::ComPtr<IMFAsyncCallback>() : pending_.front().callback;
  }

  HRESULT STDMETHODCALLTYPE GetCapabilities(DWORD* capabilities) noexcept override {
    *capabilities = 0xFFFFFFFF;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE GetLength(QWORD* length) noexcept override {
    *length = 0;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE SetLength(QWORD) noexcept override { return answer; }
  HRESULT STDMETHODCALLTYPE GetCurrentPosition(QWORD* position) noexcept override {
    *position = cursor;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(QWORD position) noexcept override {
    cursor = position;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE IsEndOfStream(BOOL* end) noexcept override {
    *end = FALSE;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE Read(BYTE*, ULONG, ULONG* count) noexcept override {
    *count = 0;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE BeginRead(BYTE* buffer, ULONG size, IMFAsyncCallback* callback,
                                      IUnknown*) noexcept override {
    return BeginReadAt(mfplat::kAtCursor, buffer, size, callback, nullptr, mfplat::kNoKey);
  }
  HRESULT STDMETHODCALLTYPE EndRead(IMFAsyncResult* result, ULONG* count) noexcept override {
    ++ended;
    // Only results of this library come here.
    *count = static_cast<ScriptedResult*>(result)->count;
    return result->GetStatus();
  }
  HRESULT STDMETHODCALLTYPE Write(const BYTE*, ULONG, ULONG*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE BeginWrite(const BYTE*, ULONG, IMFAsyncCallback*,
                                       IUnknown*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE EndWrite(IMFAsyncResult*, ULONG*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Seek(MFBYTESTREAM_SEEK_ORIGIN, LONGLONG, DWORD,
                                 QWORD* position) noexcept override {
    *position = 0;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE ReadAt(QWORD, BYTE*, ULONG, ULONG* count) noexcept override {
    *count = 0;
    return answer;
  }
  HRESULT STDMETHODCALLTYPE WriteAt(QWORD, const BYTE*, ULONG, ULONG*) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE BeginReadAt(QWORD, BYTE* buffer, ULONG size, IMFAsyncCallback* callback,
                                        IUnknown*, UINT64 key) noexcept override {
    const HRESULT hr = answer;
    if (FAILED(hr)) return hr;
    std::lock_guard lock(mutex_);
    pending_.push_back({com::ComPtr<IMFAsyncCallback>(callback), buffer, size, key});
    return hr;
  }
  HRESULT STDMETHODCALLTYPE BeginWriteAt(QWORD, const BYTE*, ULONG, IMFAsyncCallback*, IUnknown*,
                                         UINT64) noexcept override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE StopTransfer(UINT64 key) noexcept override;
  HRESULT STDMETHODCALLTYPE Flush() noexcept override { return answer; }
  HRESULT STDMETHODCALLTYPE Close() noexcept override {
    ++closed;
    return close_answer;
  }

 protected:
  ~ScriptedStream() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFByteStream || (positional_ && riid == mfplat::kIidPositionalStream);
  }

 private:
  const bool positional_;
  std::mutex mutex_;
  std::vector<Pending> pending_;
};

ScriptedStream* At(jlong address) noexcept {
  return reinterpret_cast<ScriptedStream*>(static_cast<std::intptr_t>(address));
}

ULONG References(IUnknown* object) noexcept {
  object->AddRef();
  return object->Release();
}

// Runs `work` for each pending read, on a thread that does nothing else, and waits until all have
// ended.
template <class Work>
void OnThreadsOfTheirOwn(std::vector<Pending> pending, Work work) {
  for (std::size_t first = 0; first < pending.size(); first += kThreadsAtOnce) {
    std::vector<std::thread> threads;
    for (std::size_t i = first; i < pending.size() && i < first + kThreadsAtOnce; ++i) {
      threads.emplace_back([&work, read = std::move(pending[i])]() mutable { work(read); });
    }
    for (auto& thread : threads) thread.join();
  }
}

// Fills the buffer and invokes the callback, `invocations` times, on a thread of its own.
void Complete(std::vector<Pending> pending, HRESULT status, ULONG count, int invocations) {
  OnThreadsOfTheirOwn(std::move(pending), [=](Pending& read) {
    const ULONG size = count < read.size ? count : read.size;
    std::memset(read.buffer, 0x5A, size);
    const auto result = com::ComPtr<ScriptedResult>::Adopt(new ScriptedResult(status, size));
    for (int i = 0; i < invocations; ++i) read.callback->Invoke(result.Get());
    read.callback.Reset();
  });
}

HRESULT ScriptedStream::StopTransfer(UINT64 key) noexcept {
  std::vector<Pending> found;
  {
    std::lock_guard lock(mutex_);
    for (auto each = pending_.begin(); each != pending_.end(); ++each) {
      if (each->key != key) continue;
      ++asked_to_stop;
      if (stopping == Stopping::kStops) {
        found.push_back(std::move(*each));
        pending_.erase(each);
      }
      break;
    }
  }
  if (!found.empty()) {
    Complete(std::move(found), HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED), 0, 1);
  }
  return stopping == Stopping::kCannot ? S_FALSE : S_OK;
}

const char* WhatIsWrongWithIdentity(IMFAsyncCallback* callback) noexcept {
  const ULONG before = References(callback);
  void* unknown = nullptr;
  if (callback->QueryInterface(IID_IUnknown, &unknown) != S_OK) return "no IUnknown";
  if (References(callback) != before + 1) return "IUnknown was not counted";
  for (const IID& iid : {IID_IUnknown, IID_IMFAsyncCallback, kIidAgileObject}) {
    void* found = nullptr;
    if (callback->QueryInterface(iid, &found) != S_OK) return "an interface is missing";
    void* identity = nullptr;
    if (static_cast<IUnknown*>(found)->QueryInterface(IID_IUnknown, &identity) != S_OK ||
        identity != unknown) {
      return "two identities";
    }
    if (References(callback) != before + 3) return "an interface was not counted";
    callback->Release();
    callback->Release();
  }
  callback->Release();
  void* none = &unknown;
  if (callback->QueryInterface(kNobodysIid, &none) != E_NOINTERFACE) return "answers any IID";
  if (none != nullptr) return "the out-parameter was not cleared";
  if (callback->QueryInterface(IID_IUnknown, nullptr) != E_POINTER) return "null was not refused";
  if (callback->Invoke(nullptr) != E_POINTER) return "a null result was not refused";
  return References(callback) == before ? "" : "the count is not what it was";
}

}  // namespace

}  // namespace test

using test::At;
using test::Pending;

#define SCRIPTED(type, name) \
  extern "C" JNIEXPORT type JNICALL Java_org_mfplat4j_ScriptedStream_##name

SCRIPTED(jlong, create)(JNIEnv*, jclass, jboolean positional) {
  return static_cast<jlong>(
      reinterpret_cast<std::intptr_t>(new test::ScriptedStream(positional != JNI_FALSE)));
}

SCRIPTED(void, addReference)(JNIEnv*, jclass, jlong stream) { At(stream)->AddRef(); }

SCRIPTED(jint, release)(JNIEnv*, jclass, jlong stream) {
  return static_cast<jint>(At(stream)->Release());
}

SCRIPTED(jint, references)(JNIEnv*, jclass, jlong stream) {
  return static_cast<jint>(test::References(At(stream)));
}

SCRIPTED(void, answer)(JNIEnv*, jclass, jlong stream, jint answer, jint close_answer) {
  At(stream)->answer = answer;
  At(stream)->close_answer = close_answer;
}

SCRIPTED(jint, pending)(JNIEnv*, jclass, jlong stream) {
  return static_cast<jint>(At(stream)->PendingCount());
}

SCRIPTED(jint, ended)(JNIEnv*, jclass, jlong stream) { return At(stream)->ended; }

SCRIPTED(jint, closed)(JNIEnv*, jclass, jlong stream) { return At(stream)->closed; }

// Each pending read completes on a thread of its own, which invokes the callback `invocations`
// times, releases it and ends. Returns when all of these threads are gone.
SCRIPTED(void, complete)(JNIEnv*, jclass, jlong stream, jint status, jint count, jint invocations) {
  test::Complete(At(stream)->TakePending(), status, static_cast<ULONG>(count), invocations);
}

SCRIPTED(void, stopping)(JNIEnv*, jclass, jlong stream, jint stopping) {
  At(stream)->stopping = static_cast<test::Stopping>(stopping);
}

SCRIPTED(jint, askedToStop)(JNIEnv*, jclass, jlong stream) { return At(stream)->asked_to_stop; }

SCRIPTED(jlong, cursor)(JNIEnv*, jclass, jlong stream) {
  return static_cast<jlong>(At(stream)->cursor.load());
}

// Releases the callbacks of all pending reads without invoking them, each on a thread of its own.
SCRIPTED(void, drop)(JNIEnv*, jclass, jlong stream) {
  test::OnThreadsOfTheirOwn(At(stream)->TakePending(),
                            [](Pending& read) { read.callback.Reset(); });
}

// What GetParameters of the first pending callback answers: the HRESULT, the flags, the queue.
SCRIPTED(jintArray, parameters)(JNIEnv* env, jclass, jlong stream) {
  DWORD flags = 0;
  DWORD queue = 0;
  const HRESULT hr = At(stream)->FirstPending()->GetParameters(&flags, &queue);
  const jint answers[] = {hr, static_cast<jint>(flags), static_cast<jint>(queue)};
  jintArray array = env->NewIntArray(3);
  if (array != nullptr) env->SetIntArrayRegion(array, 0, 3, answers);
  return array;
}

// Conformance case A11 on the first pending callback: what is wrong, or "".
SCRIPTED(jstring, checkIdentity)(JNIEnv* env, jclass, jlong stream) {
  return env->NewStringUTF(test::WhatIsWrongWithIdentity(At(stream)->FirstPending().Get()));
}
