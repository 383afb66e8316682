#include "bridge/queues.h"

#include "bridge/flat.h"
#include "bridge/upcall/jvm.h"
#include "mfplat/mfplat.h"

namespace bridge {

std::int32_t putWorkItem(std::int32_t queue, std::int32_t flags, std::int32_t priority,
                         std::int64_t id) noexcept {
  const DWORD destination = static_cast<DWORD>(queue);
  // Without flags the callback has nothing to say: the queue is given.
  const CallbackParameters parameters =
      flags == 0 ? CallbackParameters{}
                 : CallbackParameters{static_cast<DWORD>(flags), destination};
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return MFPutWorkItem2(destination, priority, callback, nullptr);
  });
}

std::int32_t allocateWorkQueue(std::int32_t type, std::int32_t* queue) noexcept {
  return MFAllocateWorkQueueEx(static_cast<MFASYNC_WORKQUEUE_TYPE>(type),
                               reinterpret_cast<DWORD*>(queue));
}

std::int32_t allocateSerialWorkQueue(std::int32_t target, std::int32_t* queue) noexcept {
  return MFAllocateSerialWorkQueue(static_cast<DWORD>(target), reinterpret_cast<DWORD*>(queue));
}

std::int32_t lockSharedWorkQueue(const std::uint16_t* name, std::int32_t priority,
                                 std::int32_t* queue) noexcept {
  DWORD task_id = 0;
  // Without a class there must be no task to identify.
  return MFLockSharedWorkQueue(reinterpret_cast<LPCWSTR>(name), priority,
                               *name == 0 ? nullptr : &task_id, reinterpret_cast<DWORD*>(queue));
}

std::int32_t unlockWorkQueue(std::int32_t queue) noexcept {
  return MFUnlockWorkQueue(static_cast<DWORD>(queue));
}

bool invokeNext() noexcept { return Jvm::Get().InvokeNext(); }

jobject nextInvocation(JNIEnv* env, jclass) noexcept { return Jvm::NextInvocation(env); }

}  // namespace bridge
