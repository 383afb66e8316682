// The way up into Java: which threads may go, and the static methods of the class Upcall.
#pragma once

#include <jni.h>
#include <jvmti.h>

#include <atomic>
#include <chrono>

#include "bridge/upcall/callback_shim.h"
#include "bridge/upcall/java_object.h"
#include "bridge/upcall/stand_ins.h"

namespace bridge {

class Jvm final : public Upcalls, public ObjectUpcalls {
 public:
  static Jvm& Get() noexcept;

  // Resolves Upcall and its methods, once, on a Java thread whose caller's class loader sees them.
  // When it fails, a Java exception is pending that says why.
  void Initialize(JNIEnv* env) noexcept;
  // Keeps Upcall's class loader from being collected while native code has work for its classes. In
  // turns, one call at a time. When Pin fails, an OutOfMemoryError is pending.
  void Pin(JNIEnv* env) noexcept;
  void Unpin(JNIEnv* env) noexcept;
  // The class loader was collected, and the library is about to be unloaded: waits for our threads,
  // and lets go of what the JVM and the system have of ours. Where something native still refers to
  // the library's code, that stays loaded for as long as the process lives, and this is false.
  bool Unload(JNIEnv* env) noexcept;
  // Whether Unload was false. Then this copy of the library is the ended class loader's for good,
  // since what still refers to it may ask for that loader's operations: no other must have it.
  bool OutlivesItsLoader() const noexcept { return outlives_its_loader_.load(); }
  // The address of a direct buffer's first byte. On a Java thread.
  std::int64_t AddressOf(jobject buffer) noexcept;

  // Runs `call(JNIEnv*)` on a thread that Java knows, and returns when it has. Nothing has run when
  // the class loader was collected. That is the calling thread where it can be: one that Java does
  // not know is attached as a daemon, and stays so until it ends, since attaching costs a thousand
  // times what an upcall does. Where the end of a thread can't be heard of, a stand-in is attached,
  // and the calling thread waits for it.
  //
  // Upcalls go on while shutdown hooks run, because the hooks may wait for them. Once the hooks
  // have ended, no thread enters the JVM any more: each stays here until the process has ended. So
  // no thread may be waited for by what runs at the end of the process.
  template <class Call>
  void Enter(Call call) noexcept {
    if (ended_.load(std::memory_order_relaxed)) StayUntilTheProcessEnds();
    if (JNIEnv* const env = Known()) {
      CallHolding(env, call);
    } else {
      EnterUnknown(
          [](void* context, JNIEnv* env) noexcept {
            Get().CallHolding(env, *static_cast<Call*>(context));
          },
          &call);
    }
  }
  // Whether an upcall has thrown, which none should: each catches everything itself, and what gets
  // here is an error in it, or no memory to catch with. Printed and cleared.
  static bool Threw(JNIEnv* env) noexcept;

  HRESULT Invoke(std::int64_t id, IMFAsyncResult* result, HRESULT status,
                 bool by_queue) noexcept override;
  // Called down from `invokeWithOthers`: ends the Invoke that the thread is in, and answers the
  // next one with S_OK, its id, result and status being in the thread's NextInvocation. False when
  // there is none, or a stand-in went up for the queue's thread.
  bool InvokeNext() noexcept;
  // A direct buffer of three longs, which is the calling thread's as long as that lives. nullptr
  // with a Java exception pending when memory is short.
  static jobject NextInvocation(JNIEnv* env) noexcept;
  void Abandoned(std::int64_t id) noexcept override;
  // A periodic callback ticks. Runs user code on the calling thread; nothing is thrown.
  void Ticked(std::int64_t id) noexcept;
  HRESULT InvokeObject(std::int64_t id, IMFAsyncResult* result, HRESULT status) noexcept override;
  void Released(std::int64_t id) noexcept override;

 private:
  Jvm() noexcept = default;

  // Does nothing when there is no class to call any more. While the library is not pinned, a
  // reference of the call's own keeps it.
  template <class Call>
  void CallHolding(JNIEnv* env, Call& call) noexcept {
    if (pin_.load() != nullptr) {
      call(env);
    } else if (const jobject held = env->NewLocalRef(upcall_class_)) {
      call(env);
      env->DeleteLocalRef(held);
    }
  }

  bool AwaitNoReferences() const noexcept;
  // Has the JVM tell us when its hooks have ended. Where it can't, it keeps our threads itself.
  void ListenForTheEnd() noexcept;
  [[noreturn]] static void StayUntilTheProcessEnds() noexcept;
  // The calling thread's environment; nullptr if it has none.
  JNIEnv* Known() noexcept;
  void EnterUnknown(void (*call)(void* context, JNIEnv* env) noexcept, void* context) noexcept;
  // As Known, but attaches the thread.
  JNIEnv* Attach() noexcept;
  static void DetachThisThread() noexcept;

  HRESULT Invoke(jmethodID method, std::int64_t id, IMFAsyncResult* result,
                 HRESULT status) noexcept;
  void Tell(jmethodID method, std::int64_t id) noexcept;

  // Set by Initialize, then only read.
  JavaVM* vm_ = nullptr;
  // Gone with the library. nullptr where the JVM has no such interface.
  jvmtiEnv* events_ = nullptr;
  // Weak: the library goes with the class loader. Good enough for the JVM to call by, as long as
  // something else keeps the class.
  jclass upcall_class_ = nullptr;
  jmethodID invoke_ = nullptr;
  jmethodID invoke_with_others_ = nullptr;
  jmethodID abandoned_ = nullptr;
  jmethodID tick_ = nullptr;
  jmethodID invoke_object_ = nullptr;
  jmethodID released_ = nullptr;

  // The hooks have ended, and the process is about to. A thread that the JVM keeps waits on a lock
  // of the JVM's. While a process ends, Wine lets every thread through every such lock: the JVM
  // then takes what it finds for an error of its own, and crashes.
  std::atomic<bool> ended_{false};
  // What keeps the class loader, or null.
  std::atomic<jobject> pin_{nullptr};
  std::atomic<int> attached_threads_{0};
  // Of those, how many have yet to be detached.
  std::atomic<int> still_attached_{0};
  std::atomic<bool> outlives_its_loader_{false};
  StandIns stand_ins_{std::chrono::seconds(1), &Jvm::DetachThisThread};
};

}  // namespace bridge
