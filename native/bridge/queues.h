// The flat functions for work queues, work items and the callbacks that wait together. The rules of
// flat_functions.h hold.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// Puts a work item whose callback has this id on a queue. Exactly when it succeeds, Upcall.invoke
// or Upcall.abandoned follows once. The flags are what GetParameters answers, with this queue,
// unless they are 0.
std::int32_t putWorkItem(std::int32_t queue, std::int32_t flags, std::int32_t priority,
                         std::int64_t id) noexcept;

// Each queue that these give is owned by the caller until unlockWorkQueue.
std::int32_t allocateWorkQueue(std::int32_t type, std::int32_t* queue) noexcept;
std::int32_t allocateSerialWorkQueue(std::int32_t target, std::int32_t* queue) noexcept;
std::int32_t lockSharedWorkQueue(const std::uint16_t* name, std::int32_t priority,
                                 std::int32_t* queue) noexcept;
std::int32_t unlockWorkQueue(std::int32_t queue) noexcept;

// Jvm::InvokeNext, for Upcall.invokeWithOthers. True: it is as if Upcall.invoke had been called
// with what is in the thread's nextInvocation. The caller releases a result that is not taken over.
bool invokeNext() noexcept;
// Jvm::NextInvocation.
jobject nextInvocation(JNIEnv* env, jclass natives) noexcept;

}  // namespace bridge
