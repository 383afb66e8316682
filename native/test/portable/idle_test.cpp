// An engine that has nothing to do wakes nobody, also while callbacks block.

#include <dirent.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

// The thread sanitizer has a thread of its own, which sleeps for a tenth of a second at a time.
#ifdef __SANITIZE_THREAD__
constexpr long kMostSleeps = 4 + 12;
#else
constexpr long kMostSleeps = 4;
#endif

// How often this process's threads, but for the calling one, have gone to sleep so far.
long Sleeps() {
  long sum = 0;
  DIR* const tasks = opendir("/proc/self/task");
  REQUIRE(tasks != nullptr);
  while (const dirent* each = readdir(tasks)) {
    if (each->d_name[0] == '.' || std::atoi(each->d_name) == gettid()) continue;
    const std::string path = std::string("/proc/self/task/") + each->d_name + "/status";
    std::FILE* const status = std::fopen(path.c_str(), "re");
    if (status == nullptr) continue;
    char line[256];
    long sleeps = 0;
    while (std::fgets(line, sizeof line, status) != nullptr) {
      if (std::sscanf(line, "voluntary_ctxt_switches: %ld", &sleeps) == 1) sum += sleeps;
    }
    std::fclose(status);
  }
  closedir(tasks);
  return sum;
}

// While the engine does the same as now.
long SleepsInASecond() {
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
  const long before = Sleeps();
  std::this_thread::sleep_for(std::chrono::milliseconds{1000});
  return Sleeps() - before;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "idle: nothing wakes while callbacks block and nothing waits") {
  Gate gate;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult*) {
    CHECK(gate.Wait(kHang));
    return S_OK;
  });
  CHECK(SleepsInASecond() <= kMostSleeps);
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilEntered());
  CHECK(SleepsInASecond() <= kMostSleeps);
  // What comes now needs the dispatchers that are blocked, whichever it comes to.
  for (int i = 0; i < 8; ++i) {
    const auto other = RecordingCallback::Create();
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, other.Get(), nullptr) == S_OK);
    CHECK(other->WaitUntilReturned());
  }
  CHECK(SleepsInASecond() <= kMostSleeps);
  gate.Open();
  CHECK(callback->WaitUntilReturned());
}

TEST_CASE_FIXTURE(PlatformTest, "idle: five cached reads a second wake the watchdog no more") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(4096));
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
  const long before = Sleeps();
  for (int i = 0; i < 5; ++i) {
    AsyncRead read(stream, 16);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
  // Each wakes the thread that calls back, and perhaps one that looks for work to share.
  CHECK(Sleeps() - before <= 30);
}

}  // namespace test
