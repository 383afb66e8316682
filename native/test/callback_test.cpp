// How callbacks are called and held: conformance cases A06 to A09, A11.

#include "test/callback_contract.h"
#include "test/fixtures.h"
#include "test/queue_blocker.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "A06 MFInvokeCallback invokes once and leaves hEvent alone") {
  const auto callback = RecordingCallback::Create();
  IMFAsyncResult* result = nullptr;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, &result) == S_OK);
  const HANDLE event = NewEvent();
  static_cast<MFASYNCRESULT*>(result)->hEvent = event;

  CHECK(MFInvokeCallback(result) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK_FALSE(EventIsSignalled(event, 100));
  CHECK(callback->Entered() == 1);
  const auto calls = callback->Calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].result == result);
  CHECK(calls[0].thread != std::this_thread::get_id());
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
  CHECK(result->Release() == 0);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "A07 a work item holds callback and state until Invoke has returned") {
  Gate gate;
  const auto state = UnknownFake::Create();
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult*) {
    (void)gate.Wait(kHang);
    return S_OK;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), state.Get()) == S_OK);
  CHECK(callback->WaitUntilEntered());
  CHECK(RefCount(callback) == 2);
  CHECK(RefCount(state) == 2);
  gate.Open();
  CHECK(Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "A08 a work item runs exactly once, on another thread") {
  const auto callback = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(Never([&] { return callback->Entered() > 1; }));
  CHECK(callback->Calls()[0].thread != std::this_thread::get_id());
}

TEST_CASE_FIXTURE(PlatformTest, "A09 what Invoke returns means nothing to the platform") {
  const auto callback = RecordingCallback::Create([](IMFAsyncResult*) { return E_NOTIMPL; });
  for (int i = 0; i < 2; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, callback.Get(), nullptr) == S_OK);
  }
  REQUIRE(callback->WaitUntilReturned(2));
  for (const auto& call : callback->Calls()) CHECK(call.status == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "A11 a callback answers QueryInterface as COM wants it") {
  const auto callback = RecordingCallback::Create();
  CheckCallbackIdentity(callback.Get());
  CHECK(callback->Entered() == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "a result given to MFInvokeCallback twice is invoked twice") {
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  CHECK(MFInvokeCallback(result.Get()) == S_OK);
  CHECK(MFInvokeCallback(result.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned(2));
  for (const auto& call : callback->Calls()) CHECK(call.result == result.Get());
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
  CHECK(callback->Entered() == 2);
}

TEST_CASE_FIXTURE(PlatformTest, "MFPutWorkItemEx invokes with the very result, status and state") {
  const auto state = UnknownFake::Create();
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), state.Get(), result.Put()) == S_OK);
  REQUIRE(result->SetStatus(E_FAIL) == S_OK);
  CHECK(MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, result.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  const auto call = callback->Calls()[0];
  CHECK(call.result == result.Get());
  CHECK(call.status == E_FAIL);
  CHECK(call.state == state.Get());
  CHECK(Eventually([&] { return RefCount(result) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "an item put from Invoke on the same queue runs after it, not inside it") {
  com::ComPtr<RecordingCallback> inner = RecordingCallback::Create();
  int inner_calls_seen_inside = -1;
  const auto outer = RecordingCallback::Create([&](IMFAsyncResult*) {
    const HRESULT hr = MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, inner.Get(), nullptr);
    // The limit is the assertion: the item must not start while this one runs.
    inner_calls_seen_inside = Never([&] { return inner->Entered() > 0; }) ? 0 : 1;
    return hr;
  });
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, outer.Get(), nullptr) == S_OK);
  REQUIRE(inner->WaitUntilReturned());
  CHECK(inner_calls_seen_inside == 0);
}

}  // namespace test
