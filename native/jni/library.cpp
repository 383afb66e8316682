// What the JVM calls when it has loaded the library, and before it unloads it.

#include <jni.h>

#include "bridge/reader/jvm_readers.h"
#include "bridge/source/jvm_sources.h"
#include "bridge/upcall/jvm.h"

// No version where the file is still loaded for a class loader that was collected: the JVM refuses
// it to this one, which takes a copy (LibraryLoader.loadUnlessTaken).
extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM*, void*) {
  return bridge::Jvm::Get().OutlivesItsLoader() ? JNI_ERR : JNI_VERSION_10;
}

// The class loader that loaded the library was collected: on a thread of the JVM, no class of ours
// exists any more.
extern "C" JNIEXPORT void JNICALL JNI_OnUnload(JavaVM* vm, void*) {
  void* env = nullptr;
  if (vm->GetEnv(&env, JNI_VERSION_10) != JNI_OK) return;
  auto* const jni = static_cast<JNIEnv*>(env);
  if (!bridge::Jvm::Get().Unload(jni)) return;
  bridge::JvmSources::Get().Unload(jni);
  bridge::JvmReaders::Get().Unload(jni);
}
