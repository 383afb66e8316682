// Asynchronous writes, SetLength, Flush and Close: conformance cases A55 to A57. Wine has none of
// them on files. Its BeginWrite never completes, and the thread of the queue that it runs on is
// lost: on Wine 8 STANDARD's only one, on Wine 10 one of the I/O queue's four. Expected on Windows:
// all that is asserted here of other platforms than Wine (IMFByteStream::BeginWrite, SetLength,
// Flush, Close).

#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

// Writes `bytes` at the stream's position and answers what EndWrite said in Invoke.
HRESULT WriteAndWait(const StreamPtr& stream, const std::vector<BYTE>& bytes, ULONG* written) {
  HRESULT end = E_PENDING;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    end = stream->EndWrite(result, written);
    return S_OK;
  });
  REQUIRE(stream->BeginWrite(bytes.data(), static_cast<ULONG>(bytes.size()), callback.Get(),
                             nullptr) == S_OK);
  REQUIRE(callback->WaitUntilReturned(1, kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(callback->Entered() == 1);
  return end;
}

// There a write that begins never completes, and on Wine 8 nothing runs on STANDARD any more.
// Leaves the write, and there the item, pending.
void CheckWineHangs(const StreamPtr& stream) {
  static const auto bytes = Pattern(0, 10);
  const auto write = RecordingCallback::Create();
  const auto item = RecordingCallback::Create();
  REQUIRE(stream->BeginWrite(bytes.data(), 10, write.Get(), nullptr) == S_OK);
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, item.Get(), nullptr) == S_OK);
  CHECK_MESSAGE(Never([&] { return write->Entered() > 0; }),
                "Wine's BeginWrite now completes: drop this exception");
  if (OnWine({8})) {
    CHECK_MESSAGE(item->Entered() == 0,
                  "Wine's BeginWrite no longer stops STANDARD: drop this exception");
  } else {
    CHECK(item->WaitUntilReturned());
  }
}

}  // namespace

TEST_SUITE_BEGIN("wine-isolate");
TEST_CASE_FIXTURE(PlatformTest, "A55 an asynchronous write is there when it is ended") {
  TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir / "new", MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) == S_OK);
  if (OnWine({8, 10})) {
    CheckWineHangs(stream);
    dir.LeaveBehind();
    AbandonObjects();
    return;
  }
  ULONG written = 0;
  CHECK(WriteAndWait(stream, Pattern(0, 10), &written) == S_OK);
  CHECK(written == 10);
  CHECK(LengthOf(stream) == 10);
  CHECK(PositionOf(stream) == 10);
  CHECK(stream->SetCurrentPosition(0) == S_OK);
  BYTE bytes[10];
  ULONG got = 0;
  CHECK(stream->Read(bytes, 10, &got) == S_OK);
  CHECK(got == 10);
  CHECK(IsPattern(bytes, 10, 0));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "A55 writes that begin one after the other lie one after the other") {
  if (OnWine({8, 10})) return Skip("A55 overlapping", "Wine's BeginWrite never completes");
  constexpr int kWrites = 32;
  const TempDir dir;
  {
    StreamPtr stream;
    REQUIRE(Open(dir / "new", MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_EXIST, &stream) == S_OK);
    std::atomic<int> bad{0};
    const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
      ULONG written = 0;
      if (stream->EndWrite(result, &written) != S_OK || written != 1000) bad.fetch_add(1);
      return S_OK;
    });
    const auto bytes = Pattern(0, kWrites * 1000);
    for (int i = 0; i < kWrites; ++i) {
      REQUIRE(stream->BeginWrite(bytes.data() + i * 1000, 1000, callback.Get(), nullptr) == S_OK);
      CHECK(PositionOf(stream) == 1000u * (i + 1));
    }
    REQUIRE(callback->WaitUntilReturned(kWrites));
    CHECK(bad.load() == 0);
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
  CHECK(ReadFileBytes(dir / "new") == Pattern(0, kWrites * 1000));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "writing a stream that may only read is E_ACCESSDENIED at the end") {
  if (OnWine({8, 10})) {
    return Skip("BeginWrite on a READ stream", "Wine's BeginWrite never completes");
  }
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  ULONG written = 99;
  CHECK(WriteAndWait(stream, Pattern(5, 10), &written) == E_ACCESSDENIED);
  if (OnPortableEngine()) CHECK(written == 0);
  CHECK(PositionOf(stream) == 0);
}
TEST_SUITE_END();

TEST_CASE_FIXTURE(PlatformTest, "A56 SetLength cuts, extends and leaves the position") {
  const TempDir dir;
  const auto path = dir.PatternFile(3);
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
  REQUIRE(stream->SetCurrentPosition(1) == S_OK);
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(stream->SetLength(100) == E_NOTIMPL,
                  "Wine's files have SetLength now: drop this exception");
    return;
  }
  CHECK(stream->SetLength(100) == S_OK);
  CHECK(LengthOf(stream) == 100);
  CHECK(PositionOf(stream) == 1);
  CHECK(stream->SetLength(2) == S_OK);
  CHECK(LengthOf(stream) == 2);
  CHECK(PositionOf(stream) == 1);
  stream.Reset();
  CHECK(ReadFileBytes(path) == Pattern(0, 2));
}

TEST_CASE_FIXTURE(PlatformTest, "SetLength needs write access, Flush does not") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(3));
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(stream->Flush() == E_NOTIMPL, "Wine's files have Flush now: drop this exception");
    return;
  }
  CHECK(stream->SetLength(1) == E_ACCESSDENIED);
  CHECK(stream->Flush() == S_OK);
  CHECK(LengthOf(stream) == 3);
}

TEST_CASE_FIXTURE(PlatformTest, "A57 Close gives the file back though the object lives on") {
  const TempDir dir;
  const auto path = dir.PatternFile(3);
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(stream->Close() == E_NOTIMPL, "Wine's files have Close now: drop this exception");
    CHECK(LengthOf(stream) == 3);
    return;
  }
  CHECK(stream->Close() == S_OK);
  StreamPtr again;
  CHECK(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &again) == S_OK);
}

}  // namespace test
