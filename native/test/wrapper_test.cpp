// MFCreateMFByteStreamWrapper: all of a stream but its Close.

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

StreamPtr Wrap(const StreamPtr& stream) {
  StreamPtr wrapper;
  REQUIRE(MFCreateMFByteStreamWrapper(stream.Get(), wrapper.Put()) == S_OK);
  REQUIRE(wrapper);
  return wrapper;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A60 a wrapper shares the position, and its Close is its own") {
  const TempDir dir;
  const StreamPtr inner = OpenForRead(dir.PatternFile(100));
  const StreamPtr wrapper = Wrap(inner);
  BYTE bytes[4];
  ULONG got = 0;
  CHECK(wrapper->Read(bytes, 2, &got) == S_OK);
  CHECK(got == 2);
  CHECK(IsPattern(bytes, 2, 0));
  CHECK(PositionOf(inner) == 2);
  CHECK(wrapper->Close() == S_OK);
  CHECK(wrapper->Read(bytes, 2, &got) == MF_E_INVALIDREQUEST);
  CHECK(wrapper->Close() == S_OK);
  CHECK(inner->Read(bytes, 4, &got) == S_OK);
  CHECK(got == 4);
  CHECK(IsPattern(bytes, 4, 2));
}

TEST_CASE_FIXTURE(PlatformTest, "a wrapper passes everything to the stream behind it") {
  const TempDir dir;
  StreamPtr inner;
  REQUIRE(Open(dir.PatternFile(100), MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST,
               &inner) == S_OK);
  const StreamPtr wrapper = Wrap(inner);
  DWORD capabilities = 0;
  CHECK(wrapper->GetCapabilities(&capabilities) == S_OK);
  CHECK(capabilities == 0x807);
  CHECK(LengthOf(wrapper) == 100);
  CHECK(wrapper->SetCurrentPosition(40) == S_OK);
  CHECK(PositionOf(inner) == 40);
  QWORD position = 0;
  CHECK(wrapper->Seek(msoCurrent, 60, 0, &position) == S_OK);
  CHECK(position == 100);
  BOOL end = FALSE;
  CHECK(wrapper->IsEndOfStream(&end) == S_OK);
  CHECK(end == TRUE);
  const BYTE byte = 42;
  ULONG count = 0;
  CHECK(wrapper->Write(&byte, 1, &count) == S_OK);
  CHECK(LengthOf(inner) == 101);
  // E_NOTIMPL, if it is what the stream says.
  CHECK(wrapper->Flush() == inner->Flush());
  CHECK(wrapper->SetLength(50) == inner->SetLength(50));
}

TEST_CASE_FIXTURE(PlatformTest, "asynchronous reads through a wrapper end there") {
  const TempDir dir;
  const StreamPtr inner = OpenForRead(dir.PatternFile(1000));
  const StreamPtr wrapper = Wrap(inner);
  const auto state = UnknownFake::Create();
  {
    AsyncRead first(wrapper, 600);
    AsyncRead second(wrapper, 600);
    REQUIRE(first.Begin(state.Get()) == S_OK);
    REQUIRE(first.Wait());
    REQUIRE(second.Begin(state.Get()) == S_OK);
    REQUIRE(second.Wait());
    CHECK(first.Got(600, 0));
    CHECK(second.Got(400, 600));
    CHECK(first.Callback()->Calls()[0].state == state.Get());
    CHECK(PositionOf(inner) == 1000);
  }
  CHECK(Eventually([&] { return RefCount(state) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "asynchronous writes through a wrapper end there") {
  if (OnWine({8, 10}))
    return Skip("asynchronous writes through a wrapper", "Wine's BeginWrite hangs");
  const TempDir dir;
  StreamPtr inner;
  REQUIRE(Open(dir / "new", MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &inner) == S_OK);
  const StreamPtr wrapper = Wrap(inner);
  HRESULT end = E_PENDING;
  ULONG count = 0;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    end = wrapper->EndWrite(result, &count);
    return S_OK;
  });
  const auto bytes = Pattern(0, 10);
  REQUIRE(wrapper->BeginWrite(bytes.data(), 10, callback.Get(), nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(end == S_OK);
  CHECK(count == 10);
  CHECK(LengthOf(inner) == 10);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a wrapper keeps its stream, as long as it lives itself") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  StreamPtr inner = OpenForRead(path);
  StreamPtr wrapper = Wrap(inner);
  inner.Reset();
  CHECK(LengthOf(wrapper) == 10);
  CHECK(wrapper->Close() == S_OK);
  wrapper.Reset();
  StreamPtr writer;
  CHECK(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "wrappers of wrappers work") {
  const TempDir dir;
  const StreamPtr inner = OpenForRead(dir.PatternFile(100));
  const StreamPtr middle = Wrap(inner);
  const StreamPtr outer = Wrap(middle);
  CHECK(outer->SetCurrentPosition(7) == S_OK);
  CHECK(PositionOf(inner) == 7);
  CHECK(outer->Close() == S_OK);
  CHECK(PositionOf(middle) == 7);
  CHECK(middle->Close() == S_OK);
  CHECK(PositionOf(inner) == 7);
}

}  // namespace test
