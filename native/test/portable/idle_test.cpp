// An engine that has nothing to do wakes none of its threads, also while callbacks block. What each
// kind of idleness costs is printed.

#include <dirent.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "test/event_handle.h"
#include "test/events.h"
#include "test/fixtures.h"
#include "test/portable/slow_file_system.h"
#include "test/reads.h"
#include "test/source_fake.h"

namespace test {

namespace {

using std::chrono::milliseconds;

struct Usage {
  long sleeps = 0;
  long long nanoseconds = 0;
};

// The first line of the file that has this form.
template <class Value>
void Scan(const std::string& path, const char* form, Value* value) {
  std::FILE* const file = std::fopen(path.c_str(), "re");
  // The thread has ended meanwhile.
  if (file == nullptr) return;
  std::array<char, 256> line;
  while (std::fgets(line.data(), line.size(), file) != nullptr) {
    if (std::sscanf(line.data(), form, value) == 1) break;
  }
  std::fclose(file);
}

// What each thread of the engine has used so far. All of them have such names.
std::map<int, Usage> EngineThreads() {
  std::map<int, Usage> threads;
  DIR* const tasks = opendir("/proc/self/task");
  REQUIRE(tasks != nullptr);
  while (const dirent* each = readdir(tasks)) {
    const std::string task = std::string("/proc/self/task/") + each->d_name;
    char name[32] = {};
    Scan(task + "/comm", "%31s", &name);
    if (std::string_view(name).substr(0, 3) != "mf-") continue;
    Usage usage;
    Scan(task + "/status", "voluntary_ctxt_switches: %ld", &usage.sleeps);
    Scan(task + "/schedstat", "%lld", &usage.nanoseconds);
    threads[std::atoi(each->d_name)] = usage;
  }
  closedir(tasks);
  return threads;
}

// Since then, by those that are there now.
Usage UsedSince(const std::map<int, Usage>& before) {
  Usage sum;
  for (const auto& [thread, usage] : EngineThreads()) {
    const auto then = before.find(thread);
    sum.sleeps += usage.sleeps - (then == before.end() ? 0 : then->second.sleeps);
    sum.nanoseconds += usage.nanoseconds - (then == before.end() ? 0 : then->second.nanoseconds);
  }
  return sum;
}

// `owed`: how often a timer has to wake a thread in that time. On a busy machine what was there
// before may take its time to end: then the next look counts.
void CheckIdle(const std::string& kind, long owed = 0, milliseconds time = milliseconds{500}) {
  Usage used;
  for (int look = 0; look < 3; ++look) {
    // The watchdog takes a few looks before it sleeps.
    std::this_thread::sleep_for(milliseconds{200});
    const auto before = EngineThreads();
    CHECK_FALSE(before.empty());
    std::this_thread::sleep_for(time);
    used = UsedSince(before);
    if (used.sleeps <= owed) break;
  }
  std::printf("idle: %3ld wake-ups and %6.3f ms of a processor in %.1f s, %s\n", used.sleeps,
              static_cast<double>(used.nanoseconds) / 1e6,
              std::chrono::duration<double>(time).count(), kind.c_str());
  CAPTURE(kind);
  CHECK(used.sleeps <= owed);
  if (owed == 0) CHECK(used.nanoseconds == 0);
}

void NoTick(IUnknown*) {}

class IdleTest : public PlatformTest {
 public:
  // The file is closed on a thread that may wait: before the file system goes.
  ~IdleTest() { CheckNoObjects(); }

 protected:
  std::unique_ptr<SlowFileSystem> files_;
};

}  // namespace

// What makes each kind stays until the end, so that they are tested together, too.
TEST_CASE_FIXTURE(IdleTest, "idle: no thread of the engine wakes in any kind of idleness") {
  CheckIdle("nothing was asked for");

  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(4096));
  {
    AsyncRead read(stream, 16);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
  }
  CheckIdle("a stream is open and was read from");

  std::string reason;
  files_ = SlowFileSystem::Mount(&reason);
  StreamPtr slow;
  std::unique_ptr<AsyncRead> unanswered;
  if (files_ == nullptr) {
    Skip("idle while a file system does not answer", reason);
  } else {
    REQUIRE(Open(files_->File(), MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &slow) == S_OK);
    files_->Hold(FUSE_READ);
    unanswered = std::make_unique<AsyncRead>(slow, 512);
    REQUIRE(unanswered->Begin() == S_OK);
    REQUIRE(files_->WaitForRequest(FUSE_READ));
    CheckIdle("a file system does not answer a read");
  }

  const EventQueuePtr events = NewEventQueue();
  EventReceiver receiver(events.Get());
  REQUIRE(events->BeginGetEvent(receiver.Callback(), nullptr) == S_OK);
  CheckIdle("an event queue has a subscriber and no event");

  SourceFake source(100);
  source.holds = true;
  StreamPtr java = source.Stream();
  auto from_source = std::make_unique<AsyncRead>(java, 10);
  REQUIRE(from_source->Begin() == S_OK);
  REQUIRE(source.held.WaitFor(1));
  CheckIdle("the source of a stream written in Java does not answer");

  DWORD serial = 0;
  REQUIRE(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &serial) == S_OK);
  com::ComPtr<IMFAsyncResult> token;
  Gate asked;
  const auto asks = RecordingCallback::Create(
      [&](IMFAsyncResult* result) {
        token = com::ComPtr<IMFAsyncResult>(result);
        asked.Open();
        return S_OK;
      },
      Parameters{MFASYNC_REPLY_CALLBACK, serial});
  const auto done = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(serial, asks.Get(), nullptr) == S_OK);
  REQUIRE(MFPutWorkItem(serial, done.Get(), nullptr) == S_OK);
  REQUIRE(asked.Wait());
  CheckIdle("a serial queue waits for a reply");

  const EventHandle event;
  com::ComPtr<IMFAsyncResult> waits;
  REQUIRE(MFCreateAsyncResult(nullptr, done.Get(), nullptr, waits.Put()) == S_OK);
  MFWORKITEM_KEY waiting = 0;
  REQUIRE(MFPutWaitingWorkItem(event.Get(), 0, waits.Get(), &waiting) == S_OK);
  CheckIdle("an item waits for an event");

  MFWORKITEM_KEY scheduled = 0;
  REQUIRE(MFScheduleWorkItem(done.Get(), nullptr, -3'000'000, &scheduled) == S_OK);
  CheckIdle("an item is to run in 50 minutes");

  // More than there are dispatchers.
  constexpr int kBlocked = 6;
  Gate gate;
  const auto blocks = RecordingCallback::Create([&](IMFAsyncResult*) {
    CHECK(gate.Wait(kHang));
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, blocks.Get(), nullptr) == S_OK);
  REQUIRE(blocks->WaitUntilEntered());
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, done.Get(), nullptr) == S_OK);
  CheckIdle("a callback blocks, and others of its serial queue are behind it");

  for (int i = 1; i < kBlocked; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, blocks.Get(), nullptr) == S_OK);
  }
  REQUIRE(blocks->WaitUntilEntered(kBlocked));
  CheckIdle("more callbacks block than there are dispatchers");
  // What comes now needs the dispatchers that are blocked, whichever it comes to.
  for (int i = 0; i < 8; ++i) {
    const auto other = RecordingCallback::Create();
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, other.Get(), nullptr) == S_OK);
    CHECK(other->WaitUntilReturned());
  }
  CheckIdle("the same, and work ran beside them");

  gate.Open();
  CHECK(blocks->WaitUntilReturned(kBlocked));
  CHECK(done->WaitUntilReturned());
  // Threads that are left over end after five seconds.
  std::this_thread::sleep_for(milliseconds{5500});
  CheckIdle("callbacks blocked, and have returned", 0, milliseconds{5500});

  DWORD periodic = 0;
  REQUIRE(MFAddPeriodicCallback(&NoTick, nullptr, &periodic) == S_OK);
  // Each of the ticks, every ten milliseconds, wakes the timer and who calls back; one of these may
  // sleep twice for it, where they meet at a lock.
  CheckIdle("a periodic callback ticks", 51 * 3);

  CHECK(MFRemovePeriodicCallback(periodic) == S_OK);
  CHECK(MFCancelWorkItem(scheduled) == S_OK);
  CHECK(MFCancelWorkItem(waiting) == S_OK);
  CHECK(MFInvokeCallback(token.Get()) == S_OK);
  // The one that followed the blocked one, the one that waited, the one behind the reply.
  CHECK(done->WaitUntilReturned(3));
  token.Reset();
  CHECK(MFUnlockWorkQueue(serial) == S_OK);
  CHECK(source.Answer(source.Held().at(0)));
  REQUIRE(from_source->Wait());
  REQUIRE(events->QueueEvent(NewEvent(1).Get()) == S_OK);
  REQUIRE(receiver.Callback()->WaitUntilReturned());
  CHECK(events->Shutdown() == S_OK);
  if (files_ != nullptr) {
    files_->Release(FUSE_READ);
    REQUIRE(unanswered->Wait(kHang));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "idle: five cached reads a second wake the watchdog no more") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(4096));
  std::this_thread::sleep_for(milliseconds{200});
  const auto before = EngineThreads();
  for (int i = 0; i < 5; ++i) {
    AsyncRead read(stream, 16);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
    std::this_thread::sleep_for(milliseconds{200});
  }
  // Each wakes the thread that calls back, and perhaps one that looks for work to share.
  CHECK(UsedSince(before).sleeps <= 30);
}

}  // namespace test
