#include "bridge/source/jvm_sources.h"

#include <utility>

#include "bridge/upcall/jvm.h"

namespace bridge {

namespace {

constexpr char kSourceUpcallClass[] = "org/mfplat4j/internal/source/SourceUpcall";

// Calls a method that answers with an HRESULT. The arguments are of JNI's types.
template <class... Arguments>
HRESULT Ask(jclass upcalls, jmethodID method, Arguments... arguments) noexcept {
  HRESULT hr = E_FAIL;
  Jvm::Get().Enter([&](JNIEnv* env) {
    const jint answer = env->CallStaticIntMethod(upcalls, method, arguments...);
    hr = Jvm::Threw(env) ? E_FAIL : static_cast<HRESULT>(answer);
  });
  return hr;
}

}  // namespace

// Never destroyed: queue threads may come here while the process exits.
JvmSources& JvmSources::Get() noexcept {
  static JvmSources* const sources = new JvmSources();
  return *sources;
}

void JvmSources::Initialize(JNIEnv* env) noexcept {
  jclass found = env->FindClass(kSourceUpcallClass);
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
      {&length_, "length", "(J)J"},
      {&set_length_, "setLength", "(JJ)I"},
      {&flush_, "flush", "(J)I"},
      {&close_, "close", "(J)I"},
      {&transfer_, "transfer", "(JJIJJZ)I"},
      {&released_, "released", "(J)V"},
  };
  for (const auto& wanted : methods) {
    *wanted.method = env->GetStaticMethodID(upcall_class_, wanted.name, wanted.signature);
    if (*wanted.method == nullptr) return;
  }
}

void JvmSources::Unload(JNIEnv* env) noexcept {
  env->DeleteWeakGlobalRef(std::exchange(upcall_class_, nullptr));
}

HRESULT JvmSources::Length(std::int64_t source, QWORD* length) noexcept {
  // A length, -1 for an unknown one; all else below 0 is an HRESULT.
  jlong answer = E_FAIL;
  Jvm::Get().Enter([&](JNIEnv* env) {
    answer = env->CallStaticLongMethod(upcall_class_, length_, static_cast<jlong>(source));
    if (Jvm::Threw(env)) answer = E_FAIL;
  });
  if (answer < -1) return static_cast<HRESULT>(answer);
  *length = static_cast<QWORD>(answer);
  return S_OK;
}

HRESULT JvmSources::SetLength(std::int64_t source, QWORD length) noexcept {
  return Ask(upcall_class_, set_length_, static_cast<jlong>(source), static_cast<jlong>(length));
}

HRESULT JvmSources::Flush(std::int64_t source) noexcept {
  return Ask(upcall_class_, flush_, static_cast<jlong>(source));
}

HRESULT JvmSources::Close(std::int64_t source) noexcept {
  return Ask(upcall_class_, close_, static_cast<jlong>(source));
}

HRESULT JvmSources::Transfer(std::int64_t source, std::int64_t transfer, TransferKind kind,
                             QWORD position, ULONG size, bool may_block) noexcept {
  // When it throws, whether the Java side goes on is not known; if it does, it finds nothing.
  return Ask(upcall_class_, transfer_, static_cast<jlong>(source), static_cast<jlong>(transfer),
             static_cast<jint>(kind), static_cast<jlong>(position), static_cast<jlong>(size),
             static_cast<jboolean>(may_block ? JNI_TRUE : JNI_FALSE));
}

void JvmSources::Released(std::int64_t source) noexcept {
  Jvm::Get().Enter([&](JNIEnv* env) {
    env->CallStaticVoidMethod(upcall_class_, released_, static_cast<jlong>(source));
    Jvm::Threw(env);
  });
}

}  // namespace bridge
