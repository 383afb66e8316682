// The bridge's COM objects for Java objects, with a Java side that only takes notes: case A11 for
// the lasting callback, and the promise that Java hears of the final Release, once.

#include "bridge/upcall/java_object.h"

#include <atomic>

#include "test/callback_contract.h"
#include "test/fixtures.h"
#include "test/waiting.h"

namespace test {

namespace {

class ObjectUpcallsFake final : public bridge::ObjectUpcalls {
 public:
  HRESULT InvokeObject(std::int64_t id, IMFAsyncResult* result, HRESULT status) noexcept override {
    last_id = id;
    last_result = result;
    last_status = status;
    const HRESULT hr = answer.load();
    invoked.Add();
    return hr;
  }
  void Released(std::int64_t id) noexcept override {
    last_id = id;
    released.Add();
  }

  Counter invoked, released;
  std::atomic<HRESULT> answer{S_OK};
  std::atomic<std::int64_t> last_id{0};
  std::atomic<IMFAsyncResult*> last_result{nullptr};
  std::atomic<HRESULT> last_status{E_PENDING};
};

using ObjectPtr = com::ComPtr<bridge::JavaObject>;
using CallbackPtr = com::ComPtr<bridge::JavaCallback>;

ObjectPtr NewObject(ObjectUpcallsFake& upcalls, std::int64_t id) {
  return ObjectPtr::Adopt(bridge::JavaObject::Create(upcalls, id));
}

CallbackPtr NewCallback(ObjectUpcallsFake& upcalls, std::int64_t id,
                        const bridge::CallbackParameters& parameters = {}) {
  return CallbackPtr::Adopt(bridge::JavaCallback::Create(upcalls, id, parameters));
}

com::ComPtr<IMFAsyncResult> NewResult(IUnknown* object, IMFAsyncCallback* callback,
                                      IUnknown* state) {
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(object, callback, state, result.Put()) == S_OK);
  return result;
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "A11 the lasting callback answers QueryInterface as COM wants it") {
  ObjectUpcallsFake upcalls;
  {
    const CallbackPtr callback = NewCallback(upcalls, 1);
    CheckCallbackIdentity(callback.Get());
    CHECK(upcalls.released.Value() == 0);
  }
  CHECK(upcalls.released.Value() == 1);
  CHECK(upcalls.invoked.Value() == 0);
}

TEST_CASE_FIXTURE(ObjectsTest, "the lasting callback answers GetParameters from its copy") {
  ObjectUpcallsFake upcalls;
  DWORD flags = 99;
  DWORD queue = 99;
  CHECK(NewCallback(upcalls, 1)->GetParameters(&flags, &queue) == E_NOTIMPL);
  const CallbackPtr callback = NewCallback(upcalls, 2, {4, MFASYNC_CALLBACK_QUEUE_MULTITHREADED});
  CHECK(callback->GetParameters(&flags, &queue) == S_OK);
  CHECK(flags == 4);
  CHECK(queue == MFASYNC_CALLBACK_QUEUE_MULTITHREADED);
  CHECK(callback->GetParameters(nullptr, &queue) == E_POINTER);
  CHECK(callback->GetParameters(&flags, nullptr) == E_POINTER);
}

TEST_CASE_FIXTURE(PlatformTest, "a lasting callback enters Java as often as it is invoked") {
  ObjectUpcallsFake upcalls;
  CallbackPtr callback = NewCallback(upcalls, 4711);
  auto result = NewResult(nullptr, callback.Get(), nullptr);
  CHECK(RefCount(callback) == 2);
  REQUIRE(result->SetStatus(E_FAIL) == S_OK);
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(MFInvokeCallback(result.Get()) == S_OK);
    REQUIRE(upcalls.invoked.WaitFor(i));
    CHECK(upcalls.last_id == 4711);
    CHECK(upcalls.last_result == result.Get());
    CHECK(upcalls.last_status == E_FAIL);
  }
  // One reference for each is Java's now.
  CHECK(Eventually([&] { return RefCount(result) == 4; }));
  for (int i = 0; i < 3; ++i) result->Release();
  callback.Reset();
  CHECK(upcalls.released.Value() == 0);
  result.Reset();
  CHECK(Eventually([&] { return upcalls.released.Value() == 1; }));
  CHECK(upcalls.last_id == 4711);
}

TEST_CASE_FIXTURE(PlatformTest, "when Java did not take the result, the lasting callback lets go") {
  ObjectUpcallsFake upcalls;
  upcalls.answer = MF_E_SHUTDOWN;
  const CallbackPtr callback = NewCallback(upcalls, 5);
  const auto result = NewResult(nullptr, callback.Get(), nullptr);
  CHECK(callback->Invoke(result.Get()) == MF_E_SHUTDOWN);
  CHECK(RefCount(result) == 1);
  CHECK(callback->Invoke(nullptr) == E_POINTER);
  CHECK(upcalls.invoked.Value() == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "a Java object is known by its id, others are not Java objects") {
  ObjectUpcallsFake upcalls;
  {
    const ObjectPtr object = NewObject(upcalls, 42);
    CHECK(bridge::JavaObject::IdOf(object.Get()) == 42);
    CHECK(RefCount(object) == 1);
    const auto other = UnknownFake::Create();
    CHECK(bridge::JavaObject::IdOf(other.Get()) == bridge::JavaObject::kNone);
    CHECK(RefCount(other) == 1);
    const CallbackPtr callback = NewCallback(upcalls, 43);
    CHECK(bridge::JavaObject::IdOf(callback.Get()) == bridge::JavaObject::kNone);
  }
  CHECK(upcalls.released.Value() == 2);
}

TEST_CASE_FIXTURE(PlatformTest, "a result holds Java objects until its last Release") {
  ObjectUpcallsFake upcalls;
  auto result = NewResult(NewObject(upcalls, 1).Get(), NewCallback(upcalls, 2).Get(),
                          NewObject(upcalls, 3).Get());
  com::ComPtr<IUnknown> state;
  REQUIRE(result->GetState(state.Put()) == S_OK);
  CHECK(bridge::JavaObject::IdOf(state.Get()) == 3);
  com::ComPtr<IUnknown> object;
  REQUIRE(result->GetObject(object.Put()) == S_OK);
  CHECK(bridge::JavaObject::IdOf(object.Get()) == 1);
  CHECK(upcalls.released.Value() == 0);
  result.Reset();
  CHECK(upcalls.released.Value() == 1);
  CHECK(upcalls.last_id == 2);
  state.Reset();
  object.Reset();
  CHECK(upcalls.released.Value() == 3);
}

}  // namespace test
