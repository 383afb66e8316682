#include "bridge/bridge.h"

#include <mutex>
#include <new>
#include <set>
#include <string>
#include <utility>

#include "bridge/flat.h"
#include "bridge/jvm.h"
#include "com/com_ptr.h"
#include "mfplat/mfplat.h"
#include "mfplat/platform.h"

namespace bridge {

namespace {

// Keeps a string for the Java caller, as long as the library. There are few different ones. Not a
// thread_local: one with a destructor keeps the library loaded as long as the thread lives.
const char* Keep(std::string text) {
  static auto* const mutex = new std::mutex();
  static auto* const kept = new std::set<std::string>();
  std::lock_guard lock(*mutex);
  return kept->insert(std::move(text)).first->c_str();
}

// Gives one 64-bit out-parameter of `method` to Java.
template <class Value>
HRESULT Get(std::int64_t stream, HRESULT (STDMETHODCALLTYPE IMFByteStream::*method)(Value*),
            long long* out) noexcept {
  Value value = 0;
  const HRESULT hr = (At<IMFByteStream>(stream)->*method)(&value);
  if (SUCCEEDED(hr)) *out = static_cast<std::int64_t>(value);
  return hr;
}

// Read and Write, BeginRead and BeginWrite, EndRead and EndWrite: each pair differs in the method.

template <auto kTransfer>
CountOrError Transfer(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  ULONG count = 0;
  const HRESULT hr =
      (At<IMFByteStream>(stream)->*kTransfer)(At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  return Pack(hr, count);
}

template <auto kBegin>
HRESULT BeginTransfer(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                      std::int32_t flags, std::int32_t queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    // No state: the Java object is found by the id.
    return (At<IMFByteStream>(stream)->*kBegin)(At<BYTE>(buffer), static_cast<ULONG>(size),
                                                callback, nullptr);
  });
}

template <auto kEnd>
CountOrError EndTransfer(std::int64_t stream, std::int64_t result) noexcept {
  ULONG count = 0;
  const HRESULT hr = (At<IMFByteStream>(stream)->*kEnd)(At<IMFAsyncResult>(result), &count);
  release(result);
  return Pack(hr, count);
}

}  // namespace

void initialize(JNIEnv* env, jclass) noexcept { Jvm::Get().Initialize(env); }

void pin(JNIEnv* env, jclass) noexcept { Jvm::Get().Pin(env); }
void unpin(JNIEnv* env, jclass) noexcept { Jvm::Get().Unpin(env); }

bool queueThreadsAreOurs() noexcept { return mfplat::QueueThreadsAreOurs(); }

std::int64_t addressOf(jobject buffer) noexcept { return Jvm::Get().AddressOf(buffer); }

void adviseHugePages(std::int64_t memory, std::int64_t size) noexcept {
  mfplat::AdviseHugePages(At<void>(memory), static_cast<std::size_t>(size));
}

std::int32_t load() noexcept {
  std::string ignored;
  return mfplat::Load(&ignored);
}

const char* loadFailure() noexcept try {
  std::string cause;
  (void)mfplat::Load(&cause);
  return Keep(std::move(cause));
} catch (const std::bad_alloc&) {
  return "there is no memory left to say why";
}

const char* describe() noexcept try {
  const mfplat::Description description = mfplat::Describe();
  return Keep(description.implementation + "\n" + description.engine + "\n" + description.reason +
              "\n" + description.uring);
} catch (const std::bad_alloc&) {
  return "unknown\nunknown\nthere is no memory left to say\nunknown";
}

std::int32_t forceEngine(const char* name) noexcept try {
  return mfplat::ForceEngine(name);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

std::int32_t startup() noexcept { return MFStartup(MF_VERSION, MFSTARTUP_FULL); }
std::int32_t shutdown() noexcept { return MFShutdown(); }

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

bool invokeNext() noexcept { return Jvm::Get().InvokeNext(); }

jobject nextInvocation(JNIEnv* env, jclass) noexcept { return Jvm::NextInvocation(env); }

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

std::int32_t createFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                        const std::uint16_t* path, long long* stream) noexcept {
  com::ComPtr<IMFByteStream> opened;
  const HRESULT hr = MFCreateFile(
      static_cast<MF_FILE_ACCESSMODE>(access), static_cast<MF_FILE_OPENMODE>(open),
      static_cast<MF_FILE_FLAGS>(flags), reinterpret_cast<LPCWSTR>(path), opened.Put());
  return Give(hr, opened, stream);
}

std::int32_t getCapabilities(std::int64_t stream, long long* capabilities) noexcept {
  return Get(stream, &IMFByteStream::GetCapabilities, capabilities);
}

std::int32_t getLength(std::int64_t stream, long long* length) noexcept {
  return Get(stream, &IMFByteStream::GetLength, length);
}

std::int32_t getCurrentPosition(std::int64_t stream, long long* position) noexcept {
  return Get(stream, &IMFByteStream::GetCurrentPosition, position);
}

std::int32_t setCurrentPosition(std::int64_t stream, std::int64_t position) noexcept {
  return At<IMFByteStream>(stream)->SetCurrentPosition(static_cast<QWORD>(position));
}

std::int32_t isEndOfStream(std::int64_t stream, std::int32_t* end) noexcept {
  BOOL value = FALSE;
  const HRESULT hr = At<IMFByteStream>(stream)->IsEndOfStream(&value);
  if (SUCCEEDED(hr)) *end = value;
  return hr;
}

std::int32_t seek(std::int64_t stream, std::int32_t origin, std::int64_t offset, std::int32_t flags,
                  long long* position) noexcept {
  QWORD moved = 0;
  const HRESULT hr = At<IMFByteStream>(stream)->Seek(static_cast<MFBYTESTREAM_SEEK_ORIGIN>(origin),
                                                     offset, static_cast<DWORD>(flags), &moved);
  if (SUCCEEDED(hr)) *position = static_cast<std::int64_t>(moved);
  return hr;
}

CountOrError read(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  return Transfer<&IMFByteStream::Read>(stream, buffer, size);
}

std::int32_t beginRead(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                       std::int32_t flags, std::int32_t queue) noexcept {
  return BeginTransfer<&IMFByteStream::BeginRead>(stream, buffer, size, id, flags, queue);
}

CountOrError endRead(std::int64_t stream, std::int64_t result) noexcept {
  return EndTransfer<&IMFByteStream::EndRead>(stream, result);
}

CountOrError write(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  return Transfer<&IMFByteStream::Write>(stream, buffer, size);
}

std::int32_t beginWrite(std::int64_t stream, std::int64_t buffer, std::int32_t size,
                        std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept {
  return BeginTransfer<&IMFByteStream::BeginWrite>(stream, buffer, size, id, flags, queue);
}

CountOrError endWrite(std::int64_t stream, std::int64_t result) noexcept {
  return EndTransfer<&IMFByteStream::EndWrite>(stream, result);
}

std::int32_t setLength(std::int64_t stream, std::int64_t length) noexcept {
  return At<IMFByteStream>(stream)->SetLength(static_cast<QWORD>(length));
}

std::int32_t flush(std::int64_t stream) noexcept { return At<IMFByteStream>(stream)->Flush(); }

std::int32_t closeStream(std::int64_t stream) noexcept {
  return At<IMFByteStream>(stream)->Close();
}

std::int32_t setStatus(std::int64_t result, std::int32_t status) noexcept {
  return At<IMFAsyncResult>(result)->SetStatus(status);
}

void release(std::int64_t object) noexcept { At<IUnknown>(object)->Release(); }

std::int64_t liveObjects() noexcept { return com::live_objects.Count(); }

}  // namespace bridge
