// Native code that knows COM and nothing of Java: what other native libraries do with the pointers
// that the library hands out, and the objects that they hand to it. Java half:
// org.mfplat4j.ComProbe.

#include <jni.h>

#include <atomic>
#include <thread>

#include "com/com_ptr.h"
#include "com/ref_counted.h"

namespace test {

namespace {

constexpr IID kNobodysIid = {
    0x12345678, 0x9abc, 0xdef0, {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08}};

template <class Interface>
Interface* At(jlong address) noexcept {
  return reinterpret_cast<Interface*>(static_cast<std::intptr_t>(address));
}

jlong AddressOf(const void* object) noexcept {
  return static_cast<jlong>(reinterpret_cast<std::intptr_t>(object));
}

ULONG References(IUnknown* object) noexcept {
  object->AddRef();
  return object->Release();
}

// IMFAsyncCallback as C code sees it: a pointer to five function pointers.
struct CallbackVtable {
  HRESULT(STDMETHODCALLTYPE* QueryInterface)(void*, const IID*, void**);
  ULONG(STDMETHODCALLTYPE* AddRef)(void*);
  ULONG(STDMETHODCALLTYPE* Release)(void*);
  HRESULT(STDMETHODCALLTYPE* GetParameters)(void*, DWORD*, DWORD*);
  HRESULT(STDMETHODCALLTYPE* Invoke)(void*, void*);
};

struct RawCallback {
  const CallbackVtable* vtable;
};

// Uses a callback that the caller holds through its vtable alone, and leaves it as it was.
const char* WhatIsWrongWith(RawCallback* callback, void* result) noexcept {
  const CallbackVtable& vtable = *callback->vtable;
  const ULONG before = vtable.AddRef(callback) - 1;
  void* unknown = nullptr;
  if (vtable.QueryInterface(callback, &IID_IUnknown, &unknown) != S_OK) return "no IUnknown";
  void* own = nullptr;
  if (vtable.QueryInterface(callback, &IID_IMFAsyncCallback, &own) != S_OK) return "no callback";
  if (own != callback || unknown != own) return "two identities";
  if (vtable.AddRef(callback) != before + 4) return "an interface was not counted";
  void* none = callback;
  if (vtable.QueryInterface(callback, &kNobodysIid, &none) != E_NOINTERFACE) return "any IID";
  if (none != nullptr) return "the out-parameter was not cleared";
  if (vtable.QueryInterface(callback, &IID_IUnknown, nullptr) != E_POINTER)
    return "null for an out";
  DWORD flags = 77;
  DWORD queue = 77;
  const HRESULT parameters = vtable.GetParameters(callback, &flags, &queue);
  if (parameters == E_NOTIMPL ? queue != 77 : queue == 77)
    return "GetParameters contradicts itself";
  if (vtable.GetParameters(callback, nullptr, &queue) != E_POINTER) return "null for the flags";
  if (vtable.Invoke(callback, nullptr) != E_POINTER) return "a null result";
  if (vtable.Invoke(callback, result) != S_OK) return "Invoke failed";
  for (ULONG left = before + 3; left > before; --left) {
    if (vtable.Release(callback) != left) return "Release does not count";
  }
  return vtable.Release(callback) == before ? "" : "the count is not what it was";
}

// A result of native code's own making, with what it was given; null is S_OK here, as in
// Microsoft's sample of a custom result.
class ForeignResult final : public com::RefCounted<IMFAsyncResult> {
 public:
  ForeignResult(IUnknown* object, IUnknown* state) noexcept : object_(object), state_(state) {}

  HRESULT STDMETHODCALLTYPE GetState(IUnknown** state) noexcept override {
    *state = com::ComPtr<IUnknown>(state_).Detach();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetStatus() noexcept override { return status_.load(); }
  HRESULT STDMETHODCALLTYPE SetStatus(HRESULT status) noexcept override {
    status_.store(status);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetObject(IUnknown** object) noexcept override {
    *object = com::ComPtr<IUnknown>(object_).Detach();
    return S_OK;
  }
  IUnknown* STDMETHODCALLTYPE GetStateNoAddRef() noexcept override { return state_.Get(); }

 protected:
  ~ForeignResult() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncResult; }

 private:
  const com::ComPtr<IUnknown> object_;
  const com::ComPtr<IUnknown> state_;
  std::atomic<HRESULT> status_{S_OK};
};

// A callback of native code's own: its Invoke is a native function that calls a Java-made End
// method, as a C++ client of a library written in Java would.
class ForeignCallback final : public com::RefCounted<IMFAsyncCallback> {
 public:
  ForeignCallback(JavaVM* vm, jclass probe, jmethodID end, DWORD queue) noexcept
      : vm_(vm), probe_(probe), end_(end), queue_(queue) {}

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* flags, DWORD* queue) noexcept override {
    if (queue_ == 0) return E_NOTIMPL;
    *flags = MFASYNC_BLOCKING_CALLBACK;
    *queue = queue_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    void* env = nullptr;
    const bool attached = vm_->GetEnv(&env, JNI_VERSION_10) == JNI_OK;
    if (!attached && vm_->AttachCurrentThreadAsDaemon(&env, nullptr) != JNI_OK) return E_FAIL;
    JNIEnv* const java = static_cast<JNIEnv*>(env);
    java->CallStaticVoidMethod(probe_, end_, AddressOf(this), AddressOf(result));
    if (java->ExceptionCheck()) {
      java->ExceptionDescribe();
      java->ExceptionClear();
    }
    if (!attached) vm_->DetachCurrentThread();
    // Ignored by the caller.
    return E_NOTIMPL;
  }

 protected:
  ~ForeignCallback() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  JavaVM* const vm_;
  const jclass probe_;
  const jmethodID end_;
  const DWORD queue_;
};

}  // namespace

}  // namespace test

using test::AddressOf;
using test::At;

#define PROBE(type, name) extern "C" JNIEXPORT type JNICALL Java_org_mfplat4j_ComProbe_##name

PROBE(jint, references)(JNIEnv*, jclass, jlong object) {
  return static_cast<jint>(test::References(At<IUnknown>(object)));
}

PROBE(jint, addReference)(JNIEnv*, jclass, jlong object) {
  return static_cast<jint>(At<IUnknown>(object)->AddRef());
}

PROBE(jint, release)(JNIEnv*, jclass, jlong object) {
  return static_cast<jint>(At<IUnknown>(object)->Release());
}

// On a thread that Java has never seen, as all of the platform's are at first.
PROBE(jstring, useThroughVtable)(JNIEnv* env, jclass, jlong callback, jlong result) {
  const char* wrong = nullptr;
  std::thread([&] {
    wrong = test::WhatIsWrongWith(At<test::RawCallback>(callback), At<void>(result));
  }).join();
  return env->NewStringUTF(wrong);
}

PROBE(jint, invoke)(JNIEnv*, jclass, jlong callback, jlong result) {
  return At<IMFAsyncCallback>(callback)->Invoke(At<IMFAsyncResult>(result));
}

PROBE(jintArray, parameters)(JNIEnv* env, jclass, jlong callback) {
  DWORD flags = 0;
  DWORD queue = 0;
  const HRESULT hr = At<IMFAsyncCallback>(callback)->GetParameters(&flags, &queue);
  const jint answers[] = {hr, static_cast<jint>(flags), static_cast<jint>(queue)};
  jintArray array = env->NewIntArray(3);
  if (array != nullptr) env->SetIntArrayRegion(array, 0, 3, answers);
  return array;
}

PROBE(jlong, newResult)(JNIEnv*, jclass, jlong object, jlong state) {
  return AddressOf(new test::ForeignResult(At<IUnknown>(object), At<IUnknown>(state)));
}

PROBE(jlong, newCallback)(JNIEnv* env, jclass probe, jint queue) {
  JavaVM* vm = nullptr;
  env->GetJavaVM(&vm);
  // Never freed: the class is not, either.
  static jclass const kept = static_cast<jclass>(env->NewGlobalRef(probe));
  return AddressOf(new test::ForeignCallback(
      vm, kept, env->GetStaticMethodID(probe, "invoked", "(JJ)V"), static_cast<DWORD>(queue)));
}

PROBE(jint, getObject)(JNIEnv* env, jclass, jlong result, jlongArray found) {
  IUnknown* object = nullptr;
  const HRESULT hr = At<IMFAsyncResult>(result)->GetObject(&object);
  const jlong address = AddressOf(object);
  env->SetLongArrayRegion(found, 0, 1, &address);
  return hr;
}

PROBE(jint, getState)(JNIEnv* env, jclass, jlong result, jlongArray found) {
  IUnknown* state = nullptr;
  const HRESULT hr = At<IMFAsyncResult>(result)->GetState(&state);
  const jlong address = AddressOf(state);
  env->SetLongArrayRegion(found, 0, 1, &address);
  return hr;
}

PROBE(jint, beginRead)(JNIEnv*, jclass, jlong stream, jlong buffer, jint size, jlong callback) {
  return At<IMFByteStream>(stream)->BeginRead(At<BYTE>(buffer), static_cast<ULONG>(size),
                                              At<IMFAsyncCallback>(callback), nullptr);
}

PROBE(jint, endRead)(JNIEnv*, jclass, jlong stream, jlong result) {
  ULONG count = 0;
  const HRESULT hr = At<IMFByteStream>(stream)->EndRead(At<IMFAsyncResult>(result), &count);
  return FAILED(hr) ? hr : static_cast<jint>(count);
}
