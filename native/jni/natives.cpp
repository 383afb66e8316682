// The native methods of the Java class Natives, as JavaCPP generates them from its annotations.
//
// JavaCPP's own JNI_OnLoad is left out (native/jni/library.cpp has ours): it initializes JavaCPP's
// class Pointer, which starts a thread that never ends, and with which no class loader is ever
// collected. So nothing of JavaCPP is needed at run time. In return the glue must not use what that
// function would have looked up: strings cross as JNI's modified UTF-8, which takes no lookup.

#define MODIFIED_UTF8_STRING
#define NO_JNI_DETACH_THREAD
#define JNI_OnLoad UnusedOnLoad
#define JNI_OnUnload UnusedOnUnload

#include <glue.cpp>

// Called by those two alone.
extern "C" jint JNICALL JNI_OnLoad_jnijavacpp(JavaVM*, void*) { return JNI_ERR; }
extern "C" void JNICALL JNI_OnUnload_jnijavacpp(JavaVM*, void*) {}
