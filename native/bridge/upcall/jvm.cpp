#include "bridge/upcall/jvm.h"

#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

#include "com/own_threads.h"
#include "com/ref_counted.h"
#include "mfplat/next_callback.h"
#include "mfplat/platform.h"

namespace bridge {

namespace {

constexpr std::chrono::milliseconds kAttachRetry{10};
// Threads that have nothing more to do end at once. Only stand-ins wait for a second.
constexpr std::chrono::milliseconds kUnloadLimit{3000};
// Short, since threads of a pool may stay attached for minutes.
constexpr std::chrono::milliseconds kReferencesLimit{200};
constexpr std::chrono::milliseconds kReferencesPoll{5};
constexpr char kUpcallClass[] = "org/mfplat4j/internal/jni/Upcall";

// The Invoke that the calling thread has come down to ask for: id, result and status.
thread_local std::int64_t next_invocation[3];
// From the question to the answer.
thread_local bool asks = false;

}  // namespace

// Never destroyed: queue threads may come here while the process exits.
Jvm& Jvm::Get() noexcept {
  static Jvm* const jvm = new Jvm();
  return *jvm;
}

void Jvm::Initialize(JNIEnv* env) noexcept {
  if (env->GetJavaVM(&vm_) != JNI_OK) {
    env->FatalError("mfplat4j: the JVM does not know itself");
  }
  ListenForTheEnd();
  jclass found = env->FindClass(kUpcallClass);
  if (found == nullptr) return;
  upcall_class_ = static_cast<jclass>(env->NewWeakGlobalRef(found));
  env->DeleteLocalRef(found);
  if (upcall_class_ == nullptr) return;
  abandoned_ = env->GetStaticMethodID(upcall_class_, "abandoned", "(J)V");
  if (abandoned_ == nullptr) return;
  tick_ = env->GetStaticMethodID(upcall_class_, "tick", "(J)V");
  if (tick_ == nullptr) return;
  released_ = env->GetStaticMethodID(upcall_class_, "released", "(J)V");
  if (released_ == nullptr) return;
  invoke_object_ = env->GetStaticMethodID(upcall_class_, "invokeObject", "(JJI)I");
  if (invoke_object_ == nullptr) return;
  invoke_with_others_ = env->GetStaticMethodID(upcall_class_, "invokeWithOthers", "(JJI)I");
  if (invoke_with_others_ == nullptr) return;
  invoke_ = env->GetStaticMethodID(upcall_class_, "invoke", "(JJI)I");
}

void Jvm::ListenForTheEnd() noexcept {
  if (events_ != nullptr) return;
  void* found = nullptr;
  if (vm_->GetEnv(&found, JVMTI_VERSION_1_2) != JNI_OK) return;
  events_ = static_cast<jvmtiEnv*>(found);
  jvmtiEventCallbacks callbacks = {};
  callbacks.VMDeath = [](jvmtiEnv*, JNIEnv*) { Get().ended_.store(true); };
  events_->SetEventCallbacks(&callbacks, sizeof callbacks);
  events_->SetEventNotificationMode(JVMTI_ENABLE, JVMTI_EVENT_VM_DEATH, nullptr);
}

void Jvm::StayUntilTheProcessEnds() noexcept {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

void Jvm::Pin(JNIEnv* env) noexcept { pin_.store(env->NewGlobalRef(upcall_class_)); }

void Jvm::Unpin(JNIEnv* env) noexcept { env->DeleteGlobalRef(pin_.exchange(nullptr)); }

bool Jvm::Unload(JNIEnv* env) noexcept {
  if (!com::OwnThreads::AwaitEnd(kUnloadLimit) || !AwaitNoReferences()) {
    // Threads may still come to ask for the class, which is not there any more: the references
    // stay, and the JVM goes on to say when its hooks have ended.
    outlives_its_loader_.store(true);
    mfplat::KeepLibrary();
    return false;
  }
  if (events_ != nullptr) events_->DisposeEnvironment();
  mfplat::ForgetThreadExits();
  env->DeleteWeakGlobalRef(std::exchange(upcall_class_, nullptr));
  return true;
}

// False where something still refers to our code: objects that somebody has not released, threads
// of others that we have attached to the JVM and will detach when they end. Some are on their way.
bool Jvm::AwaitNoReferences() const noexcept {
  const auto end = std::chrono::steady_clock::now() + kReferencesLimit;
  while (com::live_objects.Count() != 0 || still_attached_.load() != 0) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kReferencesPoll);
  }
  return true;
}

std::int64_t Jvm::AddressOf(jobject buffer) noexcept {
  void* env = nullptr;
  if (vm_->GetEnv(&env, JNI_VERSION_10) != JNI_OK) return 0;
  return static_cast<std::int64_t>(
      reinterpret_cast<std::intptr_t>(static_cast<JNIEnv*>(env)->GetDirectBufferAddress(buffer)));
}

bool Jvm::Threw(JNIEnv* env) noexcept {
  if (!env->ExceptionCheck()) return false;
  env->ExceptionDescribe();
  env->ExceptionClear();
  return true;
}

JNIEnv* Jvm::Known() noexcept {
  void* env = nullptr;
  if (vm_->GetEnv(&env, JNI_VERSION_10) != JNI_OK) return nullptr;
  return static_cast<JNIEnv*>(env);
}

void Jvm::EnterUnknown(void (*call)(void* context, JNIEnv* env) noexcept, void* context) noexcept {
  const auto enter = [this, call, context]() noexcept { call(context, Attach()); };
  if (mfplat::CallAtThreadExit(&Jvm::DetachThisThread)) {
    enter();
  } else if (!stand_ins_.Run(enter)) {
    // No memory for a thread.
    enter();
    DetachThisThread();
  }
}

JNIEnv* Jvm::Attach() noexcept {
  if (JNIEnv* const env = Known()) return env;
  char name[32];
  std::snprintf(name, sizeof name, "mfplat4j-queue-%d", ++attached_threads_);
  JavaVMAttachArgs arguments = {JNI_VERSION_10, name, nullptr};
  void* env = nullptr;
  while (vm_->AttachCurrentThreadAsDaemon(&env, &arguments) != JNI_OK) {
    // No memory for a thread, most likely. A completion must not be lost for that: this thread has
    // nothing better to do than to try until there is.
    if (ended_.load(std::memory_order_relaxed)) StayUntilTheProcessEnds();
    std::this_thread::sleep_for(kAttachRetry);
  }
  ++still_attached_;
  return static_cast<JNIEnv*>(env);
}

void Jvm::DetachThisThread() noexcept {
  Jvm& jvm = Get();
  // The JVM needs no goodbye any more, and would keep the thread.
  if (jvm.ended_.load(std::memory_order_relaxed)) return;
  jvm.vm_->DetachCurrentThread();
  --jvm.still_attached_;
}

HRESULT Jvm::Invoke(std::int64_t id, IMFAsyncResult* result, HRESULT status,
                    bool by_queue) noexcept {
  if (!by_queue) return Invoke(invoke_, id, result, status);
  if (!asks) {
    return Invoke(mfplat::OthersWait() ? invoke_with_others_ : invoke_, id, result, status);
  }
  next_invocation[0] = id;
  next_invocation[1] = reinterpret_cast<std::intptr_t>(result);
  next_invocation[2] = status;
  asks = false;
  return S_OK;
}

bool Jvm::InvokeNext() noexcept {
  asks = true;
  // What is no callback of Java's for one operation runs from here.
  while (asks && mfplat::InvokeNext()) continue;
  return !std::exchange(asks, false);
}

jobject Jvm::NextInvocation(JNIEnv* env) noexcept {
  return env->NewDirectByteBuffer(next_invocation, sizeof next_invocation);
}

void Jvm::Abandoned(std::int64_t id) noexcept { Tell(abandoned_, id); }

HRESULT Jvm::InvokeObject(std::int64_t id, IMFAsyncResult* result, HRESULT status) noexcept {
  return Invoke(invoke_object_, id, result, status);
}

void Jvm::Released(std::int64_t id) noexcept { Tell(released_, id); }

HRESULT Jvm::Invoke(jmethodID method, std::int64_t id, IMFAsyncResult* result,
                    HRESULT status) noexcept {
  HRESULT hr = E_FAIL;
  Enter([&](JNIEnv* env) {
    // In an array: cheaper for the JVM than variable arguments.
    jvalue arguments[3];
    arguments[0].j = id;
    arguments[1].j = static_cast<jlong>(reinterpret_cast<std::intptr_t>(result));
    arguments[2].i = status;
    const jint answer = env->CallStaticIntMethodA(upcall_class_, method, arguments);
    // Whether Java took the reference before it threw is not known, and leaking it is the lesser
    // evil.
    hr = Threw(env) ? S_OK : static_cast<HRESULT>(answer);
  });
  return hr;
}

void Jvm::Tell(jmethodID method, std::int64_t id) noexcept {
  Enter([&](JNIEnv* env) {
    env->CallStaticVoidMethod(upcall_class_, method, static_cast<jlong>(id));
    Threw(env);
  });
}

void Jvm::Ticked(std::int64_t id) noexcept { Tell(tick_, id); }

}  // namespace bridge
