// Containers may hide /proc: what the engine asks there it can do without.

#include <sched.h>
#include <sys/mount.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include "test/event_handle.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

// Runs this on a thread that sees an empty /proc. False when that is not allowed here.
template <class Body>
bool WithoutProc(Body body) {
  bool hidden = false;
  std::thread thread([&] {
    hidden = unshare(CLONE_NEWNS) == 0 &&
             mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
             mount("none", "/proc", "tmpfs", 0, nullptr) == 0;
    if (hidden) body();
  });
  thread.join();
  if (!hidden) Skip("without /proc", "mounts are not allowed here");
  return hidden;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "without /proc files are emptied all the same") {
  const TempDir dir;
  struct Row {
    MF_FILE_ACCESSMODE access;
    MF_FILE_OPENMODE mode;
  };
  for (const Row& row : {Row{MF_ACCESSMODE_WRITE, MF_OPENMODE_RESET_IF_EXIST},
                         Row{MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST},
                         Row{MF_ACCESSMODE_READ, MF_OPENMODE_DELETE_IF_EXIST}}) {
    CAPTURE(row.access);
    const auto path = dir.PatternFile(100);
    if (!WithoutProc([&] {
          StreamPtr stream;
          CHECK(Open(path, row.access, row.mode, &stream) == S_OK);
          if (stream) CHECK(LengthOf(stream) == 0);
        })) {
      return;
    }
    CHECK(std::filesystem::file_size(path) == 0);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "without /proc what is an event, and what is none, is known") {
  EventHandle event;
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  if (WithoutProc([&] {
        for (const std::intptr_t wrong : {timer, ends[0], ends[1]}) {
          CHECK(MFPutWaitingWorkItem(reinterpret_cast<HANDLE>(wrong), 0, result.Get(), nullptr) ==
                E_HANDLE);
        }
        CHECK(MFPutWaitingWorkItem(event.Get(), 0, result.Get(), nullptr) == S_OK);
      })) {
    CHECK(Never([&] { return callback->Entered() > 0; }));
    event.Signal();
    CHECK(callback->WaitUntilReturned());
  }
  for (const int each : {timer, ends[0], ends[1]}) close(each);
}

}  // namespace test
