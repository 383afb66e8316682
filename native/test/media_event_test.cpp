// IMFMediaEvent: a type, a GUID, a status and a value, and attributes.

#include <cstring>

#include "test/attributes.h"
#include "test/events.h"
#include "test/fakes.h"
#include "test/fixtures.h"

namespace test {

TEST_CASE_FIXTURE(ObjectsTest, "a media event says what it was made with") {
  PROPVARIANT value{};
  value.vt = VT_UI8;
  value.uhVal.QuadPart = 1ULL << 33;
  EventPtr event;
  REQUIRE(MFCreateMediaEvent(MEError, kKeys[0], E_FAIL, &value, event.Put()) == S_OK);
  CHECK(TypeOf(event) == MEError);
  GUID extended;
  CHECK(event->GetExtendedType(&extended) == S_OK);
  CHECK(extended == kKeys[0]);
  HRESULT status = S_OK;
  CHECK(event->GetStatus(&status) == S_OK);
  CHECK(status == E_FAIL);
  com::Variant got;
  CHECK(event->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().vt == VT_UI8);
  CHECK(got.Get().uhVal.QuadPart == 1ULL << 33);
}

TEST_CASE_FIXTURE(ObjectsTest, "a media event without a value has an empty one") {
  const EventPtr event = NewEvent(MEUnknown);
  com::Variant value;
  CHECK(event->GetValue(value.Put()) == S_OK);
  CHECK(value.Get().vt == VT_EMPTY);
}

TEST_CASE_FIXTURE(ObjectsTest, "a media event has a copy of its string and its bytes") {
  WCHAR text[] = {'a', 'b', 0};
  PROPVARIANT value{};
  value.vt = VT_LPWSTR;
  value.pwszVal = text;
  const EventPtr named = NewEvent(MEUnknown, &value);
  UINT8 bytes[] = {1, 2, 3};
  value.vt = VT_VECTOR | VT_UI1;
  value.caub.cElems = 3;
  value.caub.pElems = bytes;
  const EventPtr blob = NewEvent(MEUnknown, &value);
  text[0] = 'x';
  bytes[0] = 9;
  com::Variant got;
  CHECK(named->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().vt == VT_LPWSTR);
  CHECK(got.Get().pwszVal[0] == 'a');
  CHECK(blob->GetValue(got.Put()) == S_OK);
  CHECK(got.Get().vt == (VT_VECTOR | VT_UI1));
  CHECK(got.Get().caub.cElems == 3);
  CHECK(got.Get().caub.pElems[0] == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "a media event holds the object that is its value") {
  const auto object = UnknownFake::Create();
  PROPVARIANT value{};
  value.vt = VT_UNKNOWN;
  value.punkVal = object.Get();
  {
    const EventPtr event = NewEvent(MEUnknown, &value);
    CHECK(RefCount(object) == 2);
    com::Variant got;
    CHECK(event->GetValue(got.Put()) == S_OK);
    CHECK(got.Get().punkVal == object.Get());
    CHECK(RefCount(object) == 3);
  }
  CHECK(RefCount(object) == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "a media event has attributes, under one identity") {
  const EventPtr event = NewEvent(MEUnknown);
  AttributesPtr attributes;
  CHECK(event->QueryInterface(IID_IMFAttributes, reinterpret_cast<void**>(attributes.Put())) ==
        S_OK);
  CHECK(attributes.Get() == event.Get());
  CHECK(attributes->SetUINT32(kKeys[0], 5) == S_OK);
  UINT32 value = 0;
  CHECK(event->GetUINT32(kKeys[0], &value) == S_OK);
  CHECK(value == 5);
  com::ComPtr<IUnknown> unknown;
  CHECK(event->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(unknown.Put())) == S_OK);
  CHECK(unknown.Get() == event.Get());
  void* other = &value;
  CHECK(event->QueryInterface(IID_IMFByteStream, &other) == E_NOINTERFACE);
  CHECK(other == nullptr);
}

}  // namespace test
