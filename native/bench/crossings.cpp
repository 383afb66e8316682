// The native half of CrossingBenchmark: loops that cross into Java, on the calling thread. Linked
// with objects of the library's bridge, of which it so has a copy of its own.

#include <jni.h>

#include <cstdint>
#include <vector>

#include "bridge/upcall/callback_shim.h"
#include "bridge/upcall/jvm.h"
#include "com/com_ptr.h"
#include "mfplat/mfplat.h"

namespace {

jclass benchmark = nullptr;
jmethodID received = nullptr;

}  // namespace

extern "C" {

JNIEXPORT void JNICALL Java_org_mfplat4j_bench_CrossingBenchmark_initialize(JNIEnv* env,
                                                                            jclass type) {
  benchmark = static_cast<jclass>(env->NewGlobalRef(type));
  received = env->GetStaticMethodID(type, "received", "(J)V");
  bridge::initialize(env, type);
}

JNIEXPORT jlong JNICALL Java_org_mfplat4j_bench_CrossingBenchmark_down(JNIEnv*, jclass,
                                                                       jlong value) {
  return value + 1;
}

// The same for java.lang.foreign, which knows nothing of JNI.
__attribute__((visibility("default"))) std::int64_t mfplat4j_bench_down(std::int64_t value) {
  return value + 1;
}

JNIEXPORT void JNICALL Java_org_mfplat4j_bench_CrossingBenchmark_rawUpcalls(JNIEnv* env, jclass,
                                                                            jint count) {
  for (jint i = 0; i < count && !env->ExceptionCheck(); ++i) {
    env->CallStaticVoidMethod(benchmark, received, static_cast<jlong>(i));
  }
}

JNIEXPORT void JNICALL Java_org_mfplat4j_bench_CrossingBenchmark_shimUpcalls(JNIEnv* env, jclass,
                                                                             jlongArray ids) {
  std::vector<jlong> copied(static_cast<std::size_t>(env->GetArrayLength(ids)));
  env->GetLongArrayRegion(ids, 0, static_cast<jsize>(copied.size()), copied.data());
  for (const jlong id : copied) {
    const auto shim = com::ComPtr<bridge::CallbackShim>::Adopt(
        bridge::CallbackShim::Create(bridge::Jvm::Get(), id, {}));
    com::ComPtr<IMFAsyncResult> result;
    if (!shim || FAILED(MFCreateAsyncResult(nullptr, nullptr, nullptr, result.Put()))) return;
    shim->Invoke(result.Get());
  }
}

JNIEXPORT void JNICALL Java_org_mfplat4j_bench_CrossingBenchmark_functionPointerUpcalls(
    JNIEnv*, jclass, jlong function, jint count) {
  const auto call = reinterpret_cast<void (*)(jlong)>(static_cast<std::intptr_t>(function));
  for (jint i = 0; i < count; ++i) call(i);
}

}  // extern "C"
