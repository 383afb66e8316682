// Null arguments: the engine refuses them and holds nothing. Windows and Wine crash on some.

#include "test/attributes.h"
#include "test/events.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "the platform's functions refuse null") {
  CHECK(MFCreateAsyncResult(nullptr, nullptr, nullptr, nullptr) == E_INVALIDARG);
  CHECK(MFInvokeCallback(nullptr) == E_POINTER);
  CHECK(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, nullptr, nullptr) == E_POINTER);
  CHECK(MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, nullptr) == E_POINTER);
  CHECK(MFAllocateWorkQueue(nullptr) == E_POINTER);
  com::ComPtr<IMFAsyncResult> no_callback;
  REQUIRE(MFCreateAsyncResult(nullptr, nullptr, nullptr, no_callback.Put()) == S_OK);
  CHECK(MFPutWorkItemEx(MFASYNC_CALLBACK_QUEUE_STANDARD, no_callback.Get()) == E_POINTER);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes refuse null") {
  CHECK(MFCreateAttributes(nullptr, 0) == E_POINTER);
  const AttributesPtr attributes = NewAttributes();
  REQUIRE(attributes->SetUINT32(kKeys[0], 1) == S_OK);
  CHECK(attributes->GetUINT32(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetUINT64(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetDouble(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetGUID(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetStringLength(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetString(kKeys[0], nullptr, 1, nullptr) == E_POINTER);
  CHECK(attributes->GetAllocatedString(kKeys[0], nullptr, nullptr) == E_POINTER);
  CHECK(attributes->GetBlobSize(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetBlob(kKeys[0], nullptr, 1, nullptr) == E_POINTER);
  CHECK(attributes->GetAllocatedBlob(kKeys[0], nullptr, nullptr) == E_POINTER);
  CHECK(attributes->GetUnknown(kKeys[0], IID_IUnknown, nullptr) == E_POINTER);
  CHECK(attributes->GetItemType(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->GetItemByIndex(0, nullptr, nullptr) == E_POINTER);
  CHECK(attributes->GetCount(nullptr) == E_POINTER);
  CHECK(attributes->Compare(nullptr, MF_ATTRIBUTES_MATCH_ALL_ITEMS, nullptr) == E_POINTER);
  CHECK(attributes->CompareItem(kKeys[0], PROPVARIANT{}, nullptr) == E_POINTER);
  CHECK(attributes->SetString(kKeys[0], nullptr) == E_POINTER);
  CHECK(attributes->SetBlob(kKeys[0], nullptr, 1) == E_POINTER);
  CHECK(attributes->SetBlob(kKeys[1], nullptr, 0) == S_OK);
  CHECK(attributes->CopyAllItems(nullptr) == E_POINTER);
  // None has locked.
  CHECK(attributes->UnlockStore() == E_UNEXPECTED);
}

TEST_CASE_FIXTURE(PlatformTest, "events and their queue refuse null") {
  CHECK(MFCreateMediaEvent(1, kNoExtendedType, S_OK, nullptr, nullptr) == E_POINTER);
  CHECK(MFCreateEventQueue(nullptr) == E_POINTER);
  const EventPtr event = NewEvent(1);
  CHECK(event->GetType(nullptr) == E_POINTER);
  CHECK(event->GetExtendedType(nullptr) == E_POINTER);
  CHECK(event->GetStatus(nullptr) == E_POINTER);
  CHECK(event->GetValue(nullptr) == E_POINTER);
  const EventQueuePtr queue = NewEventQueue();
  CHECK(queue->QueueEvent(nullptr) == E_INVALIDARG);
  CHECK(queue->GetEvent(0, nullptr) == E_INVALIDARG);
  HRESULT without = E_PENDING, with = E_PENDING;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    EventPtr got;
    without = queue->EndGetEvent(result, nullptr);
    with = queue->EndGetEvent(result, got.Put());
    return S_OK;
  });
  REQUIRE(queue->BeginGetEvent(callback.Get(), nullptr) == S_OK);
  REQUIRE(queue->QueueEvent(event.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(without == E_INVALIDARG);
  CHECK(with == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "a variant of another type is not copied") {
  PROPVARIANT exotic{};
  exotic.vt = 0x47;
  EventPtr event;
  CHECK(MFCreateMediaEvent(1, kNoExtendedType, S_OK, &exotic, event.Put()) == DISP_E_BADVARTYPE);
  CHECK(!event);
}

TEST_CASE_FIXTURE(ObjectsTest, "a subscription needs a platform that is up") {
  const EventQueuePtr queue = NewEventQueue();
  const auto callback = RecordingCallback::Create();
  CHECK(queue->BeginGetEvent(callback.Get(), nullptr) == MF_E_SHUTDOWN);
  CHECK(queue->QueueEvent(NewEvent(1).Get()) == S_OK);
  CHECK(RefCount(callback) == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "MFCreateFile refuses null") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  CHECK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE,
                     path.c_str(), nullptr) == E_POINTER);
  // On failure the out-parameter is null, whatever it was.
  int sentinel = 0;
  auto* stream = reinterpret_cast<IMFByteStream*>(&sentinel);
  CHECK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE, nullptr,
                     &stream) == E_INVALIDARG);
  CHECK(stream == nullptr);
}

TEST_CASE_FIXTURE(PlatformTest, "a byte stream's methods refuse null") {
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir.PatternFile(10), MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST,
               &stream) == S_OK);
  BYTE byte = 0;
  ULONG count = 0;
  const auto callback = RecordingCallback::Create();
  CHECK(stream->GetCapabilities(nullptr) == E_INVALIDARG);
  CHECK(stream->GetLength(nullptr) == E_INVALIDARG);
  CHECK(stream->GetCurrentPosition(nullptr) == E_INVALIDARG);
  CHECK(stream->IsEndOfStream(nullptr) == E_INVALIDARG);
  CHECK(stream->Read(nullptr, 1, &count) == E_INVALIDARG);
  CHECK(stream->Read(&byte, 1, nullptr) == E_INVALIDARG);
  CHECK(stream->Write(nullptr, 1, &count) == E_INVALIDARG);
  CHECK(stream->Write(&byte, 1, nullptr) == E_INVALIDARG);
  CHECK(stream->BeginRead(&byte, 1, nullptr, nullptr) == E_INVALIDARG);
  CHECK(stream->BeginRead(nullptr, 1, callback.Get(), nullptr) == E_INVALIDARG);
  CHECK(stream->BeginWrite(&byte, 1, nullptr, nullptr) == E_INVALIDARG);
  CHECK(stream->BeginWrite(nullptr, 1, callback.Get(), nullptr) == E_INVALIDARG);
  CHECK(stream->EndRead(nullptr, &count) == E_INVALIDARG);
  CHECK(stream->EndWrite(nullptr, &count) == E_INVALIDARG);
  CHECK(stream->Seek(msoBegin, 3, 0, nullptr) == S_OK);
  CHECK(PositionOf(stream) == 3);
  CHECK(LengthOf(stream) == 10);
  CHECK(RefCount(callback) == 1);
  CHECK(RefCount(stream) == 1);
  CHECK(callback->Entered() == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "EndRead without room for the count can be tried again") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  BYTE bytes[10];
  HRESULT without = E_PENDING, with = E_PENDING;
  ULONG got = 0;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    without = stream->EndRead(result, nullptr);
    with = stream->EndRead(result, &got);
    return S_OK;
  });
  REQUIRE(stream->BeginRead(bytes, 10, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(without == E_INVALIDARG);
  CHECK(with == S_OK);
  CHECK(got == 10);
}

}  // namespace test
