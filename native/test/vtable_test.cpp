// Every slot of every interface, called once through the raw table by its number: the order of
// methods is ABI, and on Linux we spell it ourselves.

#include "test/fixtures.h"
#include "test/reads.h"

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
  CHECK(CallHr(raw, 5, QWORD{100}) == (OnWine() ? E_NOTIMPL : S_OK));
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
  if (OnWine()) {
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
  CHECK(CallHr(raw, 16) == (OnWine() ? E_NOTIMPL : S_OK));
  CHECK(CallHr(raw, 17) == (OnWine() ? E_NOTIMPL : S_OK));
  CHECK(Eventually([&] { return RefCount(reader) == 1; }));
}

}  // namespace test
