#include "bridge/reader/jvm_readers.h"

#include <utility>

#include "bridge/upcall/jvm.h"

namespace bridge {

namespace {

constexpr char kUpcallClass[] = "org/mfplat4j/internal/media/SourceReaderUpcall";

jlong AddressOf(const void* object) noexcept {
  return static_cast<jlong>(reinterpret_cast<std::intptr_t>(object));
}

}  // namespace

void initializeReaders(JNIEnv* env, jclass) noexcept { JvmReaders::Get().Initialize(env); }

// Never destroyed: queue threads may come here while the process exits.
JvmReaders& JvmReaders::Get() noexcept {
  static JvmReaders* const readers = new JvmReaders();
  return *readers;
}

void JvmReaders::Initialize(JNIEnv* env) noexcept {
  jclass found = env->FindClass(kUpcallClass);
  if (found == nullptr) return;
  // Weak, as Jvm has its class, and kept by the same.
  upcall_class_ = static_cast<jclass>(env->NewWeakGlobalRef(found));
  env->DeleteLocalRef(found);
  if (upcall_class_ == nullptr) return;
  const struct {
    jmethodID* method;
    const char* name;
    const char* signature;
  } methods[] = {
      {&read_sample_, "readSample", "(JIIIJJ)I"},
      {&flushed_, "flushed", "(JI)V"},
  };
  for (const auto& wanted : methods) {
    *wanted.method = env->GetStaticMethodID(upcall_class_, wanted.name, wanted.signature);
    if (*wanted.method == nullptr) return;
  }
}

void JvmReaders::Unload(JNIEnv* env) noexcept {
  env->DeleteWeakGlobalRef(std::exchange(upcall_class_, nullptr));
}

HRESULT JvmReaders::ReadSample(std::int64_t id, HRESULT status, DWORD stream, DWORD flags,
                               LONGLONG timestamp, IMFSample* sample) noexcept {
  HRESULT hr = E_FAIL;
  Jvm::Get().Enter([&](JNIEnv* env) {
    const jint answer = env->CallStaticIntMethod(
        upcall_class_, read_sample_, static_cast<jlong>(id), static_cast<jint>(status),
        static_cast<jint>(stream), static_cast<jint>(flags), static_cast<jlong>(timestamp),
        AddressOf(sample));
    // Whether Java took the sample before it threw is not known, and leaking it is the lesser evil.
    hr = Jvm::Threw(env) ? S_OK : static_cast<HRESULT>(answer);
  });
  return hr;
}

void JvmReaders::Flushed(std::int64_t id, DWORD stream) noexcept {
  Jvm::Get().Enter([&](JNIEnv* env) {
    env->CallStaticVoidMethod(upcall_class_, flushed_, static_cast<jlong>(id),
                              static_cast<jint>(stream));
    Jvm::Threw(env);
  });
}

void JvmReaders::ReaderReleased(std::int64_t id) noexcept { Jvm::Get().Released(id); }

}  // namespace bridge
