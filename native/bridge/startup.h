// The flat functions for what comes first and last: the upcalls, the platform, its start and its
// end. The rules of flat_functions.h hold.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// Resolves the upcalls. Once, before anything else. When it fails, a Java exception is pending.
void initialize(JNIEnv* env, jclass natives) noexcept;
// Keeps the class loader of Upcall reachable until `unpin`: native code has work for its classes.
// Not counted; the caller sees to it that the two take turns.
void pin(JNIEnv* env, jclass natives) noexcept;
void unpin(JNIEnv* env, jclass natives) noexcept;
// mfplat::QueueThreadsAreOurs.
bool queueThreadsAreOurs() noexcept;
// Loads the platform. The string says why that failed, or is empty; valid as long as the library.
std::int32_t load() noexcept;
const char* loadFailure() noexcept;
// mfplat::Description, a line for each member; as above.
const char* describe() noexcept;
std::int32_t forceEngine(const char* name) noexcept;

std::int32_t startup() noexcept;
std::int32_t shutdown() noexcept;

}  // namespace bridge
