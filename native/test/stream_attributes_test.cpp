// The attributes of byte streams: what is there from the beginning, and that stream and attributes
// are one object.

#include "test/stream_attributes.h"

#include "test/attributes.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

constexpr IID kIidGetService = {
    0xfa993888, 0x4383, 0x415a, {0xa9, 0x30, 0xdd, 0x47, 0x2a, 0x8c, 0xf6, 0xf7}};
constexpr IID kIidByteStreamBuffering = {
    0x6d66d782, 0x1d4f, 0x4db7, {0x8c, 0x63, 0xcb, 0x8c, 0x77, 0xf1, 0xef, 0x5e}};
constexpr IID kIidByteStreamCacheControl = {
    0xf5042ea4, 0x7a96, 0x4a75, {0xaa, 0x7b, 0x2b, 0xe1, 0xef, 0x7f, 0x88, 0xd5}};
constexpr IID kIidMediaEventGenerator = {
    0x2cd0bd52, 0xbcd5, 0x4b89, {0xb6, 0x2c, 0xea, 0xdc, 0x0c, 0x03, 0x1e, 0x7d}};

HRESULT Query(IUnknown* object, REFIID iid) {
  void* found = object;
  const HRESULT hr = object->QueryInterface(iid, &found);
  CHECK((found == nullptr) == FAILED(hr));
  if (found != nullptr) static_cast<IUnknown*>(found)->Release();
  return hr;
}

// In 100 ns since 1601.
UINT64 LastModifiedOf(const StreamPtr& stream) {
  UINT8 blob[8] = {};
  UINT32 size = 0;
  REQUIRE(AttributesOf(stream)->GetBlob(MF_BYTESTREAM_LAST_MODIFIED_TIME, blob, sizeof blob,
                                        &size) == S_OK);
  REQUIRE(size == sizeof blob);
  UINT64 time = 0;
  for (int i = 7; i >= 0; --i) time = time << 8 | blob[i];
  return time;
}

// The same of now.
UINT64 Now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  return (static_cast<UINT64>(seconds) + 11'644'473'600) * 10'000'000;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest,
                  "A42 a READ stream has two attributes, and a content type once set") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
  CHECK(CountOfAttributes(stream) == 2);
  CHECK(StringAttribute(stream, MF_BYTESTREAM_ORIGIN_NAME) == path);

  const auto attributes = AttributesOf(stream);
  UINT32 length = 0;
  CHECK(attributes->GetStringLength(MF_BYTESTREAM_CONTENT_TYPE, &length) == MF_E_ATTRIBUTENOTFOUND);
  REQUIRE(attributes->SetString(MF_BYTESTREAM_CONTENT_TYPE, kText) == S_OK);
  CHECK(StringAttribute(stream, MF_BYTESTREAM_CONTENT_TYPE) == kText);
  CHECK(CountOfAttributes(stream) == 3);
}

TEST_CASE_FIXTURE(PlatformTest, "A42 the origin's name is the path as it was given") {
  const TempDir dir;
  const auto file = dir.PatternFile(10);
  // From the working folder, there and back: a path that is not absolute.
  const auto relative = std::filesystem::relative(file);
  if (relative.empty()) return Skip("a relative origin name", "the files are on another drive");
  REQUIRE(relative.is_relative());
  const StreamPtr stream = OpenForRead(relative);
  CHECK(StringAttribute(stream, MF_BYTESTREAM_ORIGIN_NAME) == Wide(relative));
}

TEST_CASE_FIXTURE(PlatformTest, "an asynchronously opened stream has the same attributes") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  StreamPtr stream;
  const auto callback = RecordingCallback::Create(
      [&](IMFAsyncResult* result) { return MFEndCreateFile(result, stream.Put()); });
  REQUIRE(MFBeginCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE,
                            path.c_str(), callback.Get(), nullptr, nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  REQUIRE(stream);
  CHECK(CountOfAttributes(stream) == 2);
  CHECK(StringAttribute(stream, MF_BYTESTREAM_ORIGIN_NAME) == path);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "the time of last modification is a FILETIME") {
  const TempDir dir;
  constexpr UINT64 kMinute = 600'000'000;
  const UINT64 before = Now();
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  const UINT64 time = LastModifiedOf(stream);
  CHECK(time > before - kMinute);
  CHECK(time < before + kMinute);
}

TEST_CASE_FIXTURE(PlatformTest, "a stream and its attributes are one object with one count") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  StreamPtr stream = OpenForRead(path);
  CHECK(RefCount(stream) == 1);
  auto attributes = AttributesOf(stream);
  CHECK(RefCount(stream) == 2);
  CHECK(RefCount(attributes) == 2);

  com::ComPtr<IUnknown> of_stream, of_attributes;
  void* found = nullptr;
  REQUIRE(stream->QueryInterface(IID_IUnknown, &found) == S_OK);
  of_stream = com::ComPtr<IUnknown>::Adopt(static_cast<IUnknown*>(found));
  REQUIRE(attributes->QueryInterface(IID_IUnknown, &found) == S_OK);
  of_attributes = com::ComPtr<IUnknown>::Adopt(static_cast<IUnknown*>(found));
  CHECK(of_stream.Get() == of_attributes.Get());
  REQUIRE(attributes->QueryInterface(IID_IMFByteStream, &found) == S_OK);
  CHECK(found == stream.Get());
  static_cast<IMFByteStream*>(found)->Release();
  REQUIRE(attributes->QueryInterface(IID_IMFAttributes, &found) == S_OK);
  CHECK(found == attributes.Get());
  static_cast<IMFAttributes*>(found)->Release();

  // Held by its attributes alone, the stream is still there, and goes with them.
  of_stream.Reset();
  of_attributes.Reset();
  stream.Reset();
  CHECK(RefCount(attributes) == 1);
  StreamPtr writer;
  CHECK(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) ==
        HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION));
  attributes.Reset();
  CHECK(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "what else a file stream is, and what it is not") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  // The engine has no service to give.
  CHECK(Query(stream.Get(), kIidGetService) == (OnPortableEngine() ? E_NOINTERFACE : S_OK));
  CHECK(Query(stream.Get(), kIidByteStreamBuffering) == E_NOINTERFACE);
  CHECK(Query(stream.Get(), kIidByteStreamCacheControl) == E_NOINTERFACE);
  CHECK(Query(stream.Get(), kIidMediaEventGenerator) == E_NOINTERFACE);
  CHECK(RefCount(stream) == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a wrapper has the attributes of its stream, as its own interface") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  const StreamPtr stream = OpenForRead(std::filesystem::path(path));
  StreamPtr wrapper;
  REQUIRE(MFCreateMFByteStreamWrapper(stream.Get(), wrapper.Put()) == S_OK);
  CHECK(CountOfAttributes(wrapper) == 2);
  CHECK(StringAttribute(wrapper, MF_BYTESTREAM_ORIGIN_NAME) == path);
  REQUIRE(AttributesOf(wrapper)->SetString(MF_BYTESTREAM_CONTENT_TYPE, kText) == S_OK);
  CHECK(StringAttribute(stream, MF_BYTESTREAM_CONTENT_TYPE) == kText);

  // One identity, which is not the stream's.
  const auto attributes = AttributesOf(wrapper);
  void* found = nullptr;
  REQUIRE(attributes->QueryInterface(IID_IMFByteStream, &found) == S_OK);
  CHECK(found == wrapper.Get());
  static_cast<IMFByteStream*>(found)->Release();
  CHECK(RefCount(attributes) == 2);
}

}  // namespace test
