// The platform's life: conformance cases A31 to A33.

#include <chrono>
#include <thread>

#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/recording_callback.h"

namespace test {

namespace {

// MFCancelWorkItem of a key that names nothing asks whether the platform is up, and starts nothing:
// MF_E_NOT_FOUND on one that is, MF_E_SHUTDOWN on one that is not. Expected on Windows, too; its
// page has neither code, but those of the other functions have MF_E_SHUTDOWN.
void CheckStopped() {
  DWORD queue = 0;
  CHECK(MFAllocateWorkQueue(&queue) == MF_E_SHUTDOWN);
  const auto callback = RecordingCallback::Create();
  CHECK(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == MF_E_SHUTDOWN);
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  CHECK(MFInvokeCallback(result.Get()) == MF_E_SHUTDOWN);
  result.Reset();
  CHECK(RefCount(callback) == 1);
  CHECK(callback->Entered() == 0);
  CHECK(MFCancelWorkItem(0) == MF_E_SHUTDOWN);
}

void CheckRunning() {
  DWORD queue = 0;
  CHECK(MFAllocateWorkQueue(&queue) == S_OK);
  CHECK(MFUnlockWorkQueue(queue) == S_OK);
  CHECK(MFCancelWorkItem(0) == MF_E_NOT_FOUND);
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "A31 MFStartup refuses a version it does not know") {
  CheckStopped();
  CHECK(MFStartup(0xDEAD0070, MFSTARTUP_FULL) == MF_E_BAD_STARTUP_VERSION);
  CheckStopped();
}

TEST_CASE_FIXTURE(ObjectsTest, "A32 a shutdown too many does no harm") {
  CHECK(MFShutdown() == S_OK);
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  CheckRunning();
  CHECK(MFShutdown() == S_OK);
  CheckStopped();
}

TEST_CASE_FIXTURE(ObjectsTest, "startups are counted") {
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_NOSOCKET) == S_OK);
  CHECK(MFShutdown() == S_OK);
  CheckRunning();
  CHECK(MFShutdown() == S_OK);
  CheckStopped();
}

TEST_CASE_FIXTURE(ObjectsTest, "locks and startups are one count") {
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  CHECK(MFUnlockPlatform() == S_OK);
  DWORD queue = 0;
  CHECK(MFAllocateWorkQueue(&queue) == MF_E_SHUTDOWN);
  CHECK(MFLockPlatform() == S_OK);
  CheckRunning();
  CHECK(MFShutdown() == S_OK);
  CheckStopped();
}

// On Wine a process of its own: its platform would stay up for all tests that follow.
TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(ObjectsTest, "A33 MFShutdown waits for a live result, within limits") {
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  IMFAsyncResult* result = nullptr;
  REQUIRE(MFCreateAsyncResult(nullptr, nullptr, nullptr, &result) == S_OK);
  // Before the thread that counts the 300 ms, so that they cannot seem shorter than they are.
  const auto begin = std::chrono::steady_clock::now();
  std::thread releaser([result] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    result->Release();
  });
  CHECK(MFShutdown() == S_OK);
  const auto waited = std::chrono::steady_clock::now() - begin;
  releaser.join();

  const auto callback = RecordingCallback::Create();
  const HRESULT put = MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr);
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(waited < std::chrono::milliseconds(250),
                  "Wine's MFShutdown waits for results now: drop this exception");
    CHECK_MESSAGE(put == S_OK,
                  "Wine's platform stops now in spite of a result: drop this exception");
    CHECK(callback->WaitUntilReturned());
  } else {
    CHECK(waited >= std::chrono::milliseconds(250));
    CHECK(waited <= std::chrono::seconds(6));
    CHECK(put == MF_E_SHUTDOWN);
    CheckStopped();
  }
}
TEST_SUITE_END();

}  // namespace test
