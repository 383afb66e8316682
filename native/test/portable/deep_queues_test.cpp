// Serial queues on serial queues, far deeper than a stack is.

#include "test/fixtures.h"
#include "test/recording_callback.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "queues on queues may be 400,000, run, and go") {
  const auto callback = RecordingCallback::Create();
  DWORD deepest = 0;
  REQUIRE(MFAllocateSerialWorkQueue(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, &deepest) == S_OK);
  for (int i = 0; i < 400'000; ++i) {
    DWORD next = 0;
    REQUIRE(MFAllocateSerialWorkQueue(deepest, &next) == S_OK);
    // The queue above keeps it.
    REQUIRE(MFUnlockWorkQueue(deepest) == S_OK);
    deepest = next;
  }
  for (int i = 0; i < 3; ++i) {
    REQUIRE(MFPutWorkItem(deepest, callback.Get(), nullptr) == S_OK);
  }
  CHECK(callback->WaitUntilReturned(3, kHang));
  CHECK(MFUnlockWorkQueue(deepest) == S_OK);
}

}  // namespace test
