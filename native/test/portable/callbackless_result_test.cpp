// A result without a callback answers through its event, which on Linux is an eventfd. On Wine such
// a result crashes the process.

#include "test/fixtures.h"

#include "com/com_ptr.h"

namespace test {

namespace {

com::ComPtr<IMFAsyncResult> ResultWithEvent(HANDLE event) {
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, nullptr, nullptr, result.Put()) == S_OK);
  static_cast<MFASYNCRESULT*>(result.Get())->hEvent = event;
  return result;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "MFInvokeCallback without a callback signals the event") {
  const HANDLE event = NewEvent();
  const auto result = ResultWithEvent(event);
  CHECK_FALSE(EventIsSignalled(event, 0));
  CHECK(MFInvokeCallback(result.Get()) == S_OK);
  CHECK(EventIsSignalled(event, 2000));
}

TEST_CASE_FIXTURE(PlatformTest, "without callback and event there is nothing to tell") {
  CHECK(MFInvokeCallback(ResultWithEvent(nullptr).Get()) == E_INVALIDARG);
}

TEST_CASE_FIXTURE(PlatformTest, "an event that is none is E_HANDLE") {
  const HANDLE event = NewEvent();
  CloseEventHandle(event);
  const auto result = ResultWithEvent(event);
  CHECK(MFInvokeCallback(result.Get()) == E_HANDLE);
  static_cast<MFASYNCRESULT*>(result.Get())->hEvent = nullptr;
}

}  // namespace test
