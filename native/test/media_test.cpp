// IMFMediaType, IMFSample and IMFMediaBuffer as the platform makes them.

#include "test/media.h"

#include "test/attributes.h"
#include "test/fakes.h"
#include "test/fixtures.h"

namespace test {

namespace {

using Bytes = std::vector<BYTE>;

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "a memory buffer has room, and a length that is set") {
  const BufferPtr buffer = NewBuffer(10);
  DWORD length = 99;
  CHECK(buffer->GetMaxLength(&length) == S_OK);
  CHECK(length == 10);
  CHECK(buffer->GetCurrentLength(&length) == S_OK);
  CHECK(length == 0);
  CHECK(buffer->SetCurrentLength(11) == E_INVALIDARG);
  CHECK(buffer->SetCurrentLength(7) == S_OK);
  BYTE* bytes = nullptr;
  DWORD max_length = 0;
  CHECK(buffer->Lock(&bytes, &max_length, &length) == S_OK);
  CHECK(bytes != nullptr);
  CHECK(max_length == 10);
  CHECK(length == 7);
  BYTE* again = nullptr;
  CHECK(buffer->Lock(&again, nullptr, nullptr) == S_OK);
  CHECK(again == bytes);
  CHECK(buffer->Unlock() == S_OK);
  CHECK(buffer->Unlock() == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "a sample has no time and no duration until they are set") {
  const SamplePtr sample = NewSample();
  LONGLONG time = 42;
  CHECK(sample->GetSampleTime(&time) == MF_E_NO_SAMPLE_TIMESTAMP);
  CHECK(sample->GetSampleDuration(&time) == MF_E_NO_SAMPLE_DURATION);
  CHECK(sample->SetSampleTime(-5) == S_OK);
  CHECK(sample->SetSampleDuration(400000) == S_OK);
  CHECK(sample->GetSampleTime(&time) == S_OK);
  CHECK(time == -5);
  CHECK(sample->GetSampleDuration(&time) == S_OK);
  CHECK(time == 400000);
  DWORD flags = 99;
  CHECK(sample->GetSampleFlags(&flags) == S_OK);
  CHECK(flags == 0);
}

TEST_CASE_FIXTURE(ObjectsTest, "a sample gives its buffers, and makes one of several") {
  const SamplePtr sample = NewSample();
  DWORD count = 99;
  CHECK(sample->GetBufferCount(&count) == S_OK);
  CHECK(count == 0);
  BufferPtr got;
  CHECK(FAILED(sample->GetBufferByIndex(0, got.Put())));
  CHECK(FAILED(sample->ConvertToContiguousBuffer(got.Put())));
  const BufferPtr first = NewBuffer({1, 2, 3});
  const BufferPtr second = NewBuffer({4, 5});
  CHECK(sample->AddBuffer(first.Get()) == S_OK);
  CHECK(sample->ConvertToContiguousBuffer(got.Put()) == S_OK);
  CHECK(got.Get() == first.Get());
  CHECK(sample->AddBuffer(second.Get()) == S_OK);
  CHECK(sample->GetBufferByIndex(1, got.Put()) == S_OK);
  CHECK(got.Get() == second.Get());
  DWORD length = 0;
  CHECK(sample->GetTotalLength(&length) == S_OK);
  CHECK(length == 5);
  const BufferPtr copy = NewBuffer(5);
  CHECK(sample->CopyToBuffer(copy.Get()) == S_OK);
  CHECK(BytesOf(copy) == Bytes{1, 2, 3, 4, 5});
  CHECK(sample->ConvertToContiguousBuffer(got.Put()) == S_OK);
  CHECK(BytesOf(got) == Bytes{1, 2, 3, 4, 5});
  CHECK(sample->GetBufferCount(&count) == S_OK);
  CHECK(count == 1);
  got.Reset();
  CHECK(RefCount(first) == 1);
  CHECK(sample->AddBuffer(second.Get()) == S_OK);
  CHECK(sample->RemoveBufferByIndex(0) == S_OK);
  CHECK(sample->GetBufferByIndex(0, got.Put()) == S_OK);
  CHECK(got.Get() == second.Get());
  CHECK(sample->RemoveAllBuffers() == S_OK);
  CHECK(sample->GetBufferCount(&count) == S_OK);
  CHECK(count == 0);
}

TEST_CASE_FIXTURE(ObjectsTest, "a sample does not fit into a buffer that is too small") {
  const SamplePtr sample = NewSample();
  CHECK(sample->AddBuffer(NewBuffer({1, 2, 3}).Get()) == S_OK);
  const BufferPtr small = NewBuffer(2);
  CHECK(sample->CopyToBuffer(small.Get()) == MF_E_BUFFERTOOSMALL);
}

TEST_CASE_FIXTURE(ObjectsTest, "a sample is attributes, too, and keeps its buffers") {
  const SamplePtr sample = NewSample();
  CHECK(sample->SetUINT32(kKeys[0], 7) == S_OK);
  UINT32 number = 0;
  CHECK(sample->GetUINT32(kKeys[0], &number) == S_OK);
  CHECK(number == 7);
  const BufferPtr buffer = NewBuffer(1);
  CHECK(sample->AddBuffer(buffer.Get()) == S_OK);
  CHECK(RefCount(buffer) == 2);
}

TEST_CASE_FIXTURE(ObjectsTest, "a media type says its major type, and whether it is compressed") {
  const TypePtr type = NewType();
  GUID major;
  CHECK(type->GetMajorType(&major) == MF_E_ATTRIBUTENOTFOUND);
  CHECK(type->SetGUID(MF_MT_MAJOR_TYPE, kKeys[0]) == S_OK);
  CHECK(type->GetMajorType(&major) == S_OK);
  CHECK(major == kKeys[0]);
  BOOL compressed = 2;
  CHECK(type->IsCompressedFormat(&compressed) == S_OK);
  CHECK(compressed == TRUE);
  CHECK(type->SetUINT32(MF_MT_ALL_SAMPLES_INDEPENDENT, 1) == S_OK);
  CHECK(type->IsCompressedFormat(&compressed) == S_OK);
  CHECK(compressed == FALSE);
}

TEST_CASE_FIXTURE(ObjectsTest, "media types are compared part by part") {
  const TypePtr type = NewType();
  const TypePtr other = NewType();
  DWORD flags = 99;
  CHECK(type->IsEqual(other.Get(), &flags) == E_INVALIDARG);
  for (const TypePtr& each : {type, other}) {
    CHECK(each->SetGUID(MF_MT_MAJOR_TYPE, kKeys[0]) == S_OK);
    CHECK(each->SetGUID(MF_MT_SUBTYPE, kKeys[1]) == S_OK);
  }
  constexpr DWORD kAll = 0xF;
  CHECK(type->IsEqual(other.Get(), &flags) == S_OK);
  CHECK(flags == kAll);
  CHECK(other->SetGUID(MF_MT_SUBTYPE, kKeys[2]) == S_OK);
  CHECK(type->IsEqual(other.Get(), &flags) == S_FALSE);
  CHECK((flags & MF_MEDIATYPE_EQUAL_MAJOR_TYPES) != 0);
  CHECK((flags & MF_MEDIATYPE_EQUAL_FORMAT_TYPES) == 0);
}

}  // namespace test
