// What every callback object must do: case A11, as a truth table for any implementation. The same
// checks run over the tests' own callback and over the bridge's shim.
#pragma once

#include "doctest/doctest.h"
#include "test/fakes.h"

namespace test {

// `callback` is held once, by the caller.
inline void CheckCallbackIdentity(IMFAsyncCallback* callback) {
  REQUIRE(RefCount(callback) == 1);
  const IID kNobodysIid = {
      0x12345678, 0x9abc, 0xdef0, {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08}};
  const IID kNullIid = {};

  // Found: one identity, one reference each.
  void* unknown = nullptr;
  REQUIRE(callback->QueryInterface(IID_IUnknown, &unknown) == S_OK);
  REQUIRE(unknown != nullptr);
  CHECK(RefCount(callback) == 2);
  void* own = nullptr;
  REQUIRE(callback->QueryInterface(IID_IMFAsyncCallback, &own) == S_OK);
  CHECK(RefCount(callback) == 3);
  void* unknown_again = nullptr;
  REQUIRE(static_cast<IMFAsyncCallback*>(own)->QueryInterface(IID_IUnknown, &unknown_again) ==
          S_OK);
  CHECK(unknown_again == unknown);
  CHECK(RefCount(callback) == 4);

  // Not found: the caller's variable is cleared, nothing is counted.
  for (const IID& iid : {kNobodysIid, kNullIid, IID_IMFAsyncResult, IID_IMFByteStream}) {
    void* none = &unknown;
    CHECK(callback->QueryInterface(iid, &none) == E_NOINTERFACE);
    CHECK(none == nullptr);
  }
  CHECK(callback->QueryInterface(IID_IUnknown, nullptr) == E_POINTER);
  CHECK(callback->QueryInterface(kNobodysIid, nullptr) == E_POINTER);
  CHECK(RefCount(callback) == 4);

  CHECK(static_cast<IUnknown*>(unknown)->Release() == 3);
  CHECK(static_cast<IMFAsyncCallback*>(own)->Release() == 2);
  CHECK(static_cast<IUnknown*>(unknown_again)->Release() == 1);
}

}  // namespace test
