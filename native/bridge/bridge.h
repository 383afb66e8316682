// The flat functions that JavaCPP binds to org.mfplat4j.internal.jni.Natives, under the names that
// they have there. COM objects and buffers are addresses; every function that can fail answers an
// HRESULT. Unless said otherwise any thread may call, and a stream or result passed in is borrowed.
#pragma once

#include <jni.h>

#include <cstdint>

namespace bridge {

// An HRESULT and a count in one long: the code in the upper half, the count in the lower.
using CountOrError = std::int64_t;

// Resolves the upcalls. Once, before anything else. When it fails, a Java exception is pending.
void initialize(JNIEnv* env, jclass natives) noexcept;
// Keeps the class loader of Upcall reachable until `unpin`: native code has work for its classes.
// Not counted; the caller sees to it that the two take turns.
void pin(JNIEnv* env, jclass natives) noexcept;
void unpin(JNIEnv* env, jclass natives) noexcept;
// mfplat::QueueThreadsAreOurs.
bool queueThreadsAreOurs() noexcept;
// The address of a direct buffer's first byte, whatever its position. On a Java thread.
std::int64_t addressOf(jobject buffer) noexcept;
// mfplat::AdviseHugePages.
void adviseHugePages(std::int64_t memory, std::int64_t size) noexcept;

// Loads the platform. The string says why that failed, or is empty; valid as long as the library.
std::int32_t load() noexcept;
const char* loadFailure() noexcept;
// mfplat::Description, a line for each member; as above.
const char* describe() noexcept;
std::int32_t forceEngine(const char* name) noexcept;

std::int32_t startup() noexcept;
std::int32_t shutdown() noexcept;

// Puts a work item whose callback has this id on a queue. Exactly when it succeeds, Upcall.invoke
// or Upcall.abandoned follows once. The flags are what GetParameters answers, with this queue,
// unless they are 0.
std::int32_t putWorkItem(std::int32_t queue, std::int32_t flags, std::int32_t priority,
                         std::int64_t id) noexcept;

// Each queue that these give is owned by the caller until unlockWorkQueue; out-parameters are
// arrays of one.
std::int32_t allocateWorkQueue(std::int32_t type, std::int32_t* queue) noexcept;
std::int32_t allocateSerialWorkQueue(std::int32_t target, std::int32_t* queue) noexcept;
// The name is UTF-16 and ends with a zero.
std::int32_t lockSharedWorkQueue(const std::uint16_t* name, std::int32_t priority,
                                 std::int32_t* queue) noexcept;
std::int32_t unlockWorkQueue(std::int32_t queue) noexcept;

// The path is UTF-16 and ends with a zero. On success stream[0] owns one reference.
std::int32_t createFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                        const std::uint16_t* path, long long* stream) noexcept;

// Jvm::InvokeNext, for Upcall.invokeWithOthers. True: it is as if Upcall.invoke had been called
// with what is in the thread's nextInvocation; who does not take the result over releases it.
bool invokeNext() noexcept;
// Jvm::NextInvocation.
jobject nextInvocation(JNIEnv* env, jclass natives) noexcept;

// IMFByteStream, method by method. Out-parameters are arrays of one; `long long` is what JavaCPP
// makes of Java's long[] on every platform.
std::int32_t getCapabilities(std::int64_t stream, long long* capabilities) noexcept;
std::int32_t getLength(std::int64_t stream, long long* length) noexcept;
std::int32_t getCurrentPosition(std::int64_t stream, long long* position) noexcept;
std::int32_t setCurrentPosition(std::int64_t stream, std::int64_t position) noexcept;
std::int32_t isEndOfStream(std::int64_t stream, std::int32_t* end) noexcept;
std::int32_t seek(std::int64_t stream, std::int32_t origin, std::int64_t offset, std::int32_t flags,
                  long long* position) noexcept;
CountOrError read(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept;
// The buffer must stay where it is until the callback's Invoke. `id`, as for putWorkItem; `flags`
// and `queue` are what GetParameters answers, queue 0 for E_NOTIMPL.
std::int32_t beginRead(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                       std::int32_t flags, std::int32_t queue) noexcept;
// Ends the read and, whatever the outcome, releases the result, which the caller owned.
CountOrError endRead(std::int64_t stream, std::int64_t result) noexcept;
CountOrError write(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept;
// As beginRead; not to be called where findQuirks says that it hangs.
std::int32_t beginWrite(std::int64_t stream, std::int64_t buffer, std::int32_t size,
                        std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept;
// As endRead.
CountOrError endWrite(std::int64_t stream, std::int64_t result) noexcept;
std::int32_t setLength(std::int64_t stream, std::int64_t length) noexcept;
std::int32_t flush(std::int64_t stream) noexcept;
// IMFByteStream::Close.
std::int32_t closeStream(std::int64_t stream) noexcept;

std::int32_t setStatus(std::int64_t result, std::int32_t status) noexcept;

void release(std::int64_t object) noexcept;
// com::live_objects: ours alone, not those of mfplat.dll.
std::int64_t liveObjects() noexcept;

}  // namespace bridge
