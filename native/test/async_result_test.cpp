// The stock IMFAsyncResult: conformance cases A01 to A05, and its layout.

#include <cstring>

#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/recording_callback.h"

namespace test {

namespace {

com::ComPtr<IMFAsyncResult> NewResult(IUnknown* object, IMFAsyncCallback* callback,
                                      IUnknown* state) {
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(object, callback, state, result.Put()) == S_OK);
  REQUIRE(result);
  return result;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A01 GetState without a state is E_POINTER and touches nothing") {
  const auto result = NewResult(nullptr, nullptr, nullptr);
  const auto sentinel = UnknownFake::Create();
  IUnknown* state = sentinel.Get();
  CHECK(result->GetState(&state) == E_POINTER);
  CHECK(state == sentinel.Get());
  CHECK(RefCount(sentinel) == 1);
  CHECK(result->GetStateNoAddRef() == nullptr);
}

TEST_CASE_FIXTURE(PlatformTest, "A02 GetObject gives the creator's object with one reference") {
  const auto inner = NewResult(nullptr, nullptr, nullptr);
  {
    const auto outer = NewResult(inner.Get(), nullptr, nullptr);
    CHECK(RefCount(inner) == 2);
    com::ComPtr<IUnknown> object;
    CHECK(outer->GetObject(object.Put()) == S_OK);
    CHECK(object.Get() == inner.Get());
    CHECK(RefCount(inner) == 3);
  }
  CHECK(RefCount(inner) == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "A02 GetObject without an object is E_POINTER and touches nothing") {
  const auto result = NewResult(nullptr, nullptr, nullptr);
  const auto sentinel = UnknownFake::Create();
  IUnknown* object = sentinel.Get();
  CHECK(result->GetObject(&object) == E_POINTER);
  CHECK(object == sentinel.Get());
}

TEST_CASE_FIXTURE(PlatformTest, "A03 a result keeps the status it is given") {
  const auto result = NewResult(nullptr, nullptr, nullptr);
  CHECK(result->GetStatus() == S_OK);
  for (const HRESULT status : {E_FAIL, HRESULT{123}, S_OK}) {
    CHECK(result->SetStatus(status) == S_OK);
    CHECK(result->GetStatus() == status);
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "A04 results need no started platform") {
  const auto callback = RecordingCallback::Create();
  IMFAsyncResult* result = nullptr;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, &result) == S_OK);
  CHECK(RefCount(callback) == 2);
  CHECK(result->Release() == 0);
  CHECK(RefCount(callback) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "A05 the last Release closes the event in hEvent") {
  const auto callback = RecordingCallback::Create();
  for (IMFAsyncCallback* given :
       {static_cast<IMFAsyncCallback*>(nullptr), static_cast<IMFAsyncCallback*>(callback.Get())}) {
    const HANDLE event = NewEvent();
    {
      const auto result = NewResult(nullptr, given, nullptr);
      static_cast<MFASYNCRESULT*>(result.Get())->hEvent = event;
      CHECK(EventIsOpen(event));
    }
    CHECK_FALSE(EventIsOpen(event));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a result starts with MFASYNCRESULT, seen through the pointer") {
  const auto callback = RecordingCallback::Create();
  const auto result = NewResult(nullptr, callback.Get(), nullptr);
  // As raw bytes: what work queues of other makers read, whatever this compiler thinks.
  const auto* bytes = reinterpret_cast<const char*>(result.Get());
  const auto at = [bytes](std::size_t offset, auto value) {
    std::memcpy(&value, bytes + offset, sizeof value);
    return value;
  };
  CHECK(at(40, static_cast<IMFAsyncCallback*>(nullptr)) == callback.Get());
  CHECK(at(48, HRESULT{1}) == S_OK);
  CHECK(at(52, DWORD{1}) == 0);
  CHECK(at(56, static_cast<void*>(result.Get())) == nullptr);
  CHECK(sizeof(MFASYNCRESULT) == 64);

  REQUIRE(result->SetStatus(E_PENDING) == S_OK);
  CHECK(at(48, HRESULT{1}) == E_PENDING);
  static_cast<MFASYNCRESULT*>(result.Get())->hrStatusResult = 77;
  CHECK(result->GetStatus() == 77);
}

TEST_CASE_FIXTURE(PlatformTest, "a result holds one reference on each of its three objects") {
  const auto object = UnknownFake::Create();
  const auto callback = RecordingCallback::Create();
  const auto state = UnknownFake::Create();
  {
    const auto result = NewResult(object.Get(), callback.Get(), state.Get());
    CHECK(RefCount(object) == 2);
    CHECK(RefCount(callback) == 2);
    CHECK(RefCount(state) == 2);
    CHECK(result->GetStateNoAddRef() == state.Get());
    CHECK(RefCount(state) == 2);
    com::ComPtr<IUnknown> got;
    CHECK(result->GetState(got.Put()) == S_OK);
    CHECK(got.Get() == state.Get());
    CHECK(RefCount(state) == 3);
  }
  CHECK(RefCount(object) == 1);
  CHECK(RefCount(callback) == 1);
  CHECK(RefCount(state) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "a result refuses null out-pointers") {
  CHECK(FAILED(MFCreateAsyncResult(nullptr, nullptr, nullptr, nullptr)));
  if (OnWine({8, 10})) return Skip("null for GetState and GetObject", "crashes Wine");
  const auto state = UnknownFake::Create();
  const auto result = NewResult(state.Get(), nullptr, state.Get());
  CHECK(result->GetState(nullptr) == E_POINTER);
  CHECK(result->GetObject(nullptr) == E_POINTER);
  CHECK(RefCount(state) == 3);
}

}  // namespace test
