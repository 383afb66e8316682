#include "bridge/startup.h"

#include <mutex>
#include <new>
#include <set>
#include <string>
#include <utility>

#include "bridge/upcall/jvm.h"
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

}  // namespace

void initialize(JNIEnv* env, jclass) noexcept { Jvm::Get().Initialize(env); }

void pin(JNIEnv* env, jclass) noexcept { Jvm::Get().Pin(env); }
void unpin(JNIEnv* env, jclass) noexcept { Jvm::Get().Unpin(env); }

bool queueThreadsAreOurs() noexcept { return mfplat::QueueThreadsAreOurs(); }

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

}  // namespace bridge
