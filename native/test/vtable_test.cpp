// Every slot of every interface, called once through the raw table by its number: the order of
// methods is ABI, and on Linux we spell it ourselves.

#include "test/attributes.h"
#include "test/events.h"
#include "test/fakes.h"
#include "test/fixtures.h"
#include "test/media.h"
#include "test/reads.h"
#include "test/stream_attributes.h"

namespace test {

namespace {

template <class Answer, class... Arguments>
Answer CallSlot(void* object, int slot, Arguments... arguments) {
  using Method = Answer(STDMETHODCALLTYPE*)(void*, Arguments...);
  void** const table = *static_cast<void***>(object);
  return reinterpret_cast<Method>(table[slot])(object, arguments...);
}

template <class... Arguments>
HRESULT CallHr(void* object, int slot, Arguments... arguments) {
  return CallSlot<HRESULT>(object, slot, arguments...);
}

// Slots 0 to 2, the same in every interface.
void CheckUnknownSlots(void* object) {
  void* unknown = nullptr;
  CHECK(CallHr(object, 0, &IID_IUnknown, &unknown) == S_OK);
  CHECK(unknown != nullptr);
  const ULONG count = CallSlot<ULONG>(object, 1);
  CHECK(CallSlot<ULONG>(object, 2) == count - 1);
  CHECK(CallSlot<ULONG>(unknown, 2) == count - 2);
}

// Attributes that are empty.
void CheckAttributesSlots(IMFAttributes* attributes) {
  const AttributesPtr other = NewAttributes();
  const auto object = UnknownFake::Create();
  void* const raw = attributes;
  CheckUnknownSlots(raw);
  const GUID* const key = kKeys.data();
  UINT32 size = 0;
  PROPVARIANT value{};

  CHECK(CallHr(raw, 21, key, UINT32{7}) == S_OK);
  CHECK(CallHr(raw, 7, key, &size) == S_OK);
  CHECK(size == 7);
  CHECK(CallHr(raw, 3, key, &value) == S_OK);
  CHECK(value.ulVal == 7);
  int type = 0;
  CHECK(CallHr(raw, 4, key, &type) == S_OK);
  CHECK(type == VT_UI4);
  BOOL equal = FALSE;
  CHECK(CallHr(raw, 5, key, &value, &equal) == S_OK);
  CHECK(equal == TRUE);
  CHECK(CallHr(raw, 18, key + 1, &value) == S_OK);
  CHECK(CallHr(raw, 22, key + 2, UINT64{8}) == S_OK);
  UINT64 large = 0;
  CHECK(CallHr(raw, 8, key + 2, &large) == S_OK);
  CHECK(large == 8);
  CHECK(CallHr(raw, 23, key + 3, 2.5) == S_OK);
  double real = 0;
  CHECK(CallHr(raw, 9, key + 3, &real) == S_OK);
  CHECK(real == 2.5);
  CHECK(CallHr(raw, 24, key + 4, key) == S_OK);
  GUID guid;
  CHECK(CallHr(raw, 10, key + 4, &guid) == S_OK);
  CHECK(guid == *key);

  WCHAR text[8];
  LPWSTR allocated_text = nullptr;
  CHECK(CallHr(raw, 25, key + 5, &kText[0]) == S_OK);
  CHECK(CallHr(raw, 11, key + 5, &size) == S_OK);
  CHECK(size == 5);
  CHECK(CallHr(raw, 12, key + 5, &text[0], UINT32{8}, &size) == S_OK);
  CHECK(Same(text, kText));
  CHECK(CallHr(raw, 13, key + 5, &allocated_text, &size) == S_OK);
  CHECK(Same(allocated_text, kText));
  CoTaskMemFree(allocated_text);

  const UINT8 source[] = {1, 2, 3};
  UINT8 bytes[3];
  UINT8* allocated = nullptr;
  CHECK(CallHr(raw, 26, key + 6, &source[0], UINT32{3}) == S_OK);
  CHECK(CallHr(raw, 14, key + 6, &size) == S_OK);
  CHECK(size == 3);
  CHECK(CallHr(raw, 15, key + 6, &bytes[0], UINT32{3}, &size) == S_OK);
  CHECK(bytes[2] == 3);
  CHECK(CallHr(raw, 16, key + 6, &allocated, &size) == S_OK);
  CHECK(allocated[2] == 3);
  CoTaskMemFree(allocated);

  CHECK(CallHr(raw, 27, key + 7, static_cast<IUnknown*>(object.Get())) == S_OK);
  com::ComPtr<IUnknown> got;
  CHECK(CallHr(raw, 17, key + 7, &IID_IUnknown, got.Put()) == S_OK);
  CHECK(got.Get() == object.Get());

  CHECK(CallHr(raw, 28) == S_OK);
  CHECK(CallHr(raw, 29) == S_OK);
  CHECK(CallHr(raw, 30, &size) == S_OK);
  CHECK(size == 8);
  CHECK(CallHr(raw, 31, UINT32{2}, &guid, &value) == S_OK);
  CHECK(guid == kKeys[2]);
  CHECK(value.vt == VT_UI8);
  CHECK(CallHr(raw, 32, other.Get()) == S_OK);
  CHECK(CallHr(raw, 6, other.Get(), int{MF_ATTRIBUTES_MATCH_OUR_ITEMS}, &equal) == S_OK);
  CHECK(equal == !OnWine({8, 10}));
  CHECK(CallHr(raw, 19, key) == S_OK);
  CHECK(CallHr(raw, 7, key, &size) == MF_E_ATTRIBUTENOTFOUND);
  CHECK(CallHr(raw, 20) == S_OK);
  CHECK(CallHr(raw, 30, &size) == S_OK);
  CHECK(size == 0);
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "IMFAsyncResult's slots") {
  const auto object = UnknownFake::Create();
  const auto state = UnknownFake::Create();
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(object.Get(), nullptr, state.Get(), result.Put()) == S_OK);
  void* const raw = result.Get();
  CheckUnknownSlots(raw);
  com::ComPtr<IUnknown> got;
  CHECK(CallHr(raw, 3, got.Put()) == S_OK);
  CHECK(got.Get() == state.Get());
  CHECK(CallHr(raw, 5, HRESULT{E_PENDING}) == S_OK);
  CHECK(CallHr(raw, 4) == E_PENDING);
  CHECK(CallHr(raw, 6, got.Put()) == S_OK);
  CHECK(got.Get() == object.Get());
  CHECK(CallSlot<IUnknown*>(raw, 7) == state.Get());
}

TEST_CASE_FIXTURE(PlatformTest, "IMFAsyncCallback's slots") {
  const auto callback = RecordingCallback::Create({}, Parameters{1, 3});
  void* const raw = static_cast<IMFAsyncCallback*>(callback.Get());
  CheckUnknownSlots(raw);
  DWORD flags = 0;
  DWORD queue = 0;
  CHECK(CallHr(raw, 3, &flags, &queue) == S_OK);
  CHECK(flags == 1);
  CHECK(queue == 3);
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, result.Put()) == S_OK);
  CHECK(CallHr(raw, 4, result.Get()) == S_OK);
  CHECK(callback->Calls()[0].result == result.Get());
}

TEST_CASE_FIXTURE(ObjectsTest, "IMFAttributes's slots") {
  CheckAttributesSlots(NewAttributes().Get());
}

TEST_CASE_FIXTURE(PlatformTest, "IMFAttributes's slots, of a file stream and of a wrapper") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  StreamPtr wrapper;
  REQUIRE(MFCreateMFByteStreamWrapper(stream.Get(), wrapper.Put()) == S_OK);
  for (const StreamPtr& each : {stream, wrapper}) {
    const AttributesPtr attributes = AttributesOf(each);
    REQUIRE(attributes->DeleteAllItems() == S_OK);
    CheckAttributesSlots(attributes.Get());
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "IMFMediaEvent's own slots") {
  PROPVARIANT value{};
  value.vt = VT_I4;
  value.lVal = -3;
  EventPtr event;
  REQUIRE(MFCreateMediaEvent(MEError, kKeys[1], S_FALSE, &value, event.Put()) == S_OK);
  void* const raw = event.Get();
  CheckUnknownSlots(raw);
  MediaEventType type = 0;
  CHECK(CallHr(raw, 33, &type) == S_OK);
  CHECK(type == MEError);
  GUID extended;
  CHECK(CallHr(raw, 34, &extended) == S_OK);
  CHECK(extended == kKeys[1]);
  HRESULT status = S_OK;
  CHECK(CallHr(raw, 35, &status) == S_OK);
  CHECK(status == S_FALSE);
  PROPVARIANT got{};
  CHECK(CallHr(raw, 36, &got) == S_OK);
  CHECK(got.lVal == -3);
}

TEST_CASE_FIXTURE(PlatformTest, "IMFMediaEventQueue's slots") {
  const EventQueuePtr queue = NewEventQueue();
  void* const raw = queue.Get();
  CheckUnknownSlots(raw);
  const EventPtr event = NewEvent(1);
  EventPtr got;
  CHECK(CallHr(raw, 6, event.Get()) == S_OK);
  CHECK(CallHr(raw, 3, DWORD{0}, got.Put()) == S_OK);
  CHECK(got.Get() == event.Get());
  CHECK(CallHr(raw, 7, MediaEventType{2}, &kNoExtendedType, HRESULT{S_OK},
               static_cast<const PROPVARIANT*>(nullptr)) == S_OK);
  CHECK(CallHr(raw, 3, DWORD{0}, got.Put()) == S_OK);
  CHECK(TypeOf(got) == 2);
  HRESULT ended = E_PENDING;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ended = CallHr(raw, 5, result, got.Put());
    return S_OK;
  });
  CHECK(CallHr(raw, 4, static_cast<IMFAsyncCallback*>(callback.Get()),
               static_cast<IUnknown*>(nullptr)) == S_OK);
  CHECK(CallHr(raw, 8, MediaEventType{3}, &kNoExtendedType, HRESULT{S_OK},
               static_cast<IUnknown*>(nullptr)) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(ended == S_OK);
  CHECK(TypeOf(got) == 3);
  CHECK(CallHr(raw, 9) == S_OK);
  CHECK(CallHr(raw, 3, DWORD{0}, got.Put()) == MF_E_SHUTDOWN);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "IMFByteStream's slots") {
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir.PatternFile(100), MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST,
               &stream) == S_OK);
  void* const raw = stream.Get();
  CheckUnknownSlots(raw);

  DWORD capabilities = 0;
  CHECK(CallHr(raw, 3, &capabilities) == S_OK);
  CHECK(capabilities == 0x807);
  QWORD length = 0;
  CHECK(CallHr(raw, 4, &length) == S_OK);
  CHECK(length == 100);
  CHECK(CallHr(raw, 5, QWORD{100}) == (OnWine({8, 10}) ? E_NOTIMPL : S_OK));
  CHECK(CallHr(raw, 7, QWORD{42}) == S_OK);
  QWORD position = 0;
  CHECK(CallHr(raw, 6, &position) == S_OK);
  CHECK(position == 42);
  BOOL at_end = TRUE;
  CHECK(CallHr(raw, 8, &at_end) == S_OK);
  CHECK(at_end == FALSE);

  BYTE bytes[8];
  ULONG count = 0;
  CHECK(CallHr(raw, 9, &bytes[0], ULONG{8}, &count) == S_OK);
  CHECK(count == 8);
  CHECK(IsPattern(bytes, 8, 42));

  HRESULT end = E_PENDING;
  const auto reader = RecordingCallback::Create([&](IMFAsyncResult* result) {
    end = CallHr(raw, 11, result, &count);
    return S_OK;
  });
  auto* const reader_interface = static_cast<IMFAsyncCallback*>(reader.Get());
  CHECK(CallHr(raw, 10, &bytes[0], ULONG{8}, reader_interface, static_cast<IUnknown*>(nullptr)) ==
        S_OK);
  REQUIRE(reader->WaitUntilReturned());
  CHECK(end == S_OK);
  CHECK(IsPattern(bytes, 8, 50));

  CHECK(CallHr(raw, 15, int{msoBegin}, LONGLONG{0}, DWORD{0}, &position) == S_OK);
  CHECK(position == 0);
  const BYTE* const source = bytes;
  CHECK(CallHr(raw, 12, source, ULONG{3}, &count) == S_OK);
  CHECK(count == 3);
  if (OnWine({8, 10})) {
    // BeginWrite, slot 12 + 1, would never complete there.
    CHECK(CallHr(raw, 14, static_cast<IMFAsyncResult*>(nullptr), &count) == E_INVALIDARG);
  } else {
    const auto writer = RecordingCallback::Create([&](IMFAsyncResult* result) {
      end = CallHr(raw, 14, result, &count);
      return S_OK;
    });
    auto* const writer_interface = static_cast<IMFAsyncCallback*>(writer.Get());
    end = E_PENDING;
    CHECK(CallHr(raw, 13, source, ULONG{8}, writer_interface, static_cast<IUnknown*>(nullptr)) ==
          S_OK);
    REQUIRE(writer->WaitUntilReturned());
    CHECK(end == S_OK);
    CHECK(count == 8);
    CHECK(Eventually([&] { return RefCount(writer) == 1; }));
  }
  CHECK(CallHr(raw, 16) == (OnWine({8, 10}) ? E_NOTIMPL : S_OK));
  CHECK(CallHr(raw, 17) == (OnWine({8, 10}) ? E_NOTIMPL : S_OK));
  CHECK(Eventually([&] { return RefCount(reader) == 1; }));
}

TEST_CASE_FIXTURE(ObjectsTest, "IMFMediaBuffer's slots") {
  const BufferPtr buffer = NewBuffer(10);
  void* const raw = buffer.Get();
  CheckUnknownSlots(raw);
  DWORD length = 0;
  CHECK(CallHr(raw, 6, DWORD{3}) == S_OK);
  CHECK(CallHr(raw, 5, &length) == S_OK);
  CHECK(length == 3);
  CHECK(CallHr(raw, 7, &length) == S_OK);
  CHECK(length == 10);
  BYTE* bytes = nullptr;
  DWORD max_length = 0;
  CHECK(CallHr(raw, 3, &bytes, &max_length, &length) == S_OK);
  CHECK(bytes != nullptr);
  CHECK(max_length == 10);
  CHECK(length == 3);
  CHECK(CallHr(raw, 4) == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "IMFSample's slots") {
  const SamplePtr sample = NewSample();
  CheckAttributesSlots(sample.Get());
  void* const raw = sample.Get();
  DWORD number = 99;
  CHECK(CallHr(raw, 33, &number) == S_OK);
  CHECK(number == 0);
  CHECK(CallHr(raw, 36, LONGLONG{-7}) == S_OK);
  LONGLONG time = 0;
  CHECK(CallHr(raw, 35, &time) == S_OK);
  CHECK(time == -7);
  CHECK(CallHr(raw, 38, LONGLONG{8}) == S_OK);
  CHECK(CallHr(raw, 37, &time) == S_OK);
  CHECK(time == 8);
  const BufferPtr buffer = NewBuffer({1, 2, 3});
  CHECK(CallHr(raw, 42, buffer.Get()) == S_OK);
  CHECK(CallHr(raw, 39, &number) == S_OK);
  CHECK(number == 1);
  BufferPtr got;
  CHECK(CallHr(raw, 40, DWORD{0}, got.Put()) == S_OK);
  CHECK(got.Get() == buffer.Get());
  CHECK(CallHr(raw, 41, got.Put()) == S_OK);
  CHECK(got.Get() == buffer.Get());
  CHECK(CallHr(raw, 45, &number) == S_OK);
  CHECK(number == 3);
  const BufferPtr copy = NewBuffer(3);
  CHECK(CallHr(raw, 46, copy.Get()) == S_OK);
  CHECK(BytesOf(copy)[2] == 3);
  CHECK(CallHr(raw, 43, DWORD{0}) == S_OK);
  CHECK(CallHr(raw, 44) == S_OK);
  CHECK(CallHr(raw, 39, &number) == S_OK);
  CHECK(number == 0);
  CHECK(CallHr(raw, 34, DWORD{0}) == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "IMFMediaType's slots") {
  const TypePtr type = NewType();
  CheckAttributesSlots(type.Get());
  void* const raw = type.Get();
  CHECK(CallHr(raw, 24, &MF_MT_MAJOR_TYPE, kKeys.data()) == S_OK);
  GUID major;
  CHECK(CallHr(raw, 33, &major) == S_OK);
  CHECK(major == kKeys[0]);
  BOOL compressed = FALSE;
  CHECK(CallHr(raw, 34, &compressed) == S_OK);
  CHECK(compressed == TRUE);
  DWORD flags = 0;
  CHECK(CallHr(raw, 35, type.Get(), &flags) == S_OK);
  CHECK(flags == 0xF);
}

}  // namespace test
