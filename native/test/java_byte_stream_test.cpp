// The bridge's stream over a source written in Java, with a source that only takes notes: what
// IMFByteStream promises, and that every operation completes once, whatever the source does.

#include "bridge/source/java_byte_stream.h"

#include <random>
#include <thread>

#include "test/fixtures.h"
#include "test/reads.h"
#include "test/source_fake.h"

namespace test {

namespace {

constexpr HRESULT kAborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);
constexpr DWORD kReadable = MFBYTESTREAM_IS_READABLE;

// An asynchronous write whose outcome is what EndWrite said in Invoke.
class AsyncWrite {
 public:
  AsyncWrite(StreamPtr stream, std::vector<BYTE> bytes)
      : stream_(std::move(stream)), bytes_(std::move(bytes)) {
    callback_ = RecordingCallback::Create([this](IMFAsyncResult* result) {
      end = stream_->EndWrite(result, &count);
      return S_OK;
    });
  }
  ~AsyncWrite() {
    if (!begun_) return;
    CHECK(callback_->WaitUntilReturned(1, kHang));
    CHECK(Eventually([this] { return RefCount(callback_) == 1; }));
  }
  HRESULT Begin() {
    const HRESULT hr = stream_->BeginWrite(bytes_.data(), static_cast<ULONG>(bytes_.size()),
                                           callback_.Get(), nullptr);
    begun_ = SUCCEEDED(hr);
    return hr;
  }
  [[nodiscard]] bool Wait() { return callback_->WaitUntilReturned(); }

  HRESULT end = E_PENDING;
  ULONG count = 99;

 private:
  const StreamPtr stream_;
  const std::vector<BYTE> bytes_;
  com::ComPtr<RecordingCallback> callback_;
  bool begun_ = false;
};

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "java stream: one identity, and the source hears of its end") {
  SourceFake source(10);
  StreamPtr stream = source.Stream();
  void* unknown = nullptr;
  REQUIRE(stream->QueryInterface(IID_IUnknown, &unknown) == S_OK);
  void* own = nullptr;
  REQUIRE(stream->QueryInterface(IID_IMFByteStream, &own) == S_OK);
  CHECK(unknown == own);
  void* none = &none;
  CHECK(stream->QueryInterface(IID_IMFAsyncCallback, &none) == E_NOINTERFACE);
  CHECK(none == nullptr);
  CHECK(stream->QueryInterface(IID_IUnknown, nullptr) == E_POINTER);
  stream->Release();
  stream->Release();
  CHECK(source.released == 0);
  stream.Reset();
  CHECK(source.released == 1);
  CHECK(source.closed == 0);
}

TEST_CASE_FIXTURE(ObjectsTest, "java stream: attributes, under the same identity") {
  SourceFake source(10);
  StreamPtr stream = source.Stream();
  com::ComPtr<IMFAttributes> attributes;
  REQUIRE(stream->QueryInterface(IID_IMFAttributes, reinterpret_cast<void**>(attributes.Put())) ==
          S_OK);
  void* identity = nullptr;
  REQUIRE(attributes->QueryInterface(IID_IUnknown, &identity) == S_OK);
  CHECK(identity == static_cast<void*>(stream.Get()));
  CHECK(RefCount(stream) == 3);
  CHECK(stream->Release() == 2);
  UINT32 count = 99;
  CHECK(attributes->GetCount(&count) == S_OK);
  CHECK(count == 0);
  const WCHAR type[] = {'a', '/', 'b', 0};
  CHECK(attributes->SetString(MF_BYTESTREAM_CONTENT_TYPE, type) == S_OK);
  UINT32 length = 0;
  CHECK(attributes->GetStringLength(MF_BYTESTREAM_CONTENT_TYPE, &length) == S_OK);
  CHECK(length == 3);
  stream.Reset();
  CHECK(source.released == 0);
  attributes.Reset();
  CHECK(source.released == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "java stream: capabilities, length and position") {
  SourceFake source(1000);
  const StreamPtr stream = source.Stream(kReadable | MFBYTESTREAM_IS_SEEKABLE);
  DWORD capabilities = 0;
  REQUIRE(stream->GetCapabilities(&capabilities) == S_OK);
  CHECK(capabilities == (kReadable | MFBYTESTREAM_IS_SEEKABLE));
  CHECK(LengthOf(stream) == 1000);
  CHECK(PositionOf(stream) == 0);
  QWORD position = 0;
  CHECK(stream->Seek(msoBegin, 400, 0, &position) == S_OK);
  CHECK(stream->Seek(msoCurrent, -100, 0, &position) == S_OK);
  CHECK(position == 300);
  CHECK(stream->Seek(msoCurrent, -301, 0, nullptr) == E_INVALIDARG);
  CHECK(PositionOf(stream) == 300);
  BOOL end = TRUE;
  CHECK(stream->IsEndOfStream(&end) == S_OK);
  CHECK(end == FALSE);
  CHECK(stream->SetCurrentPosition(2000) == S_OK);
  CHECK(stream->IsEndOfStream(&end) == S_OK);
  CHECK(end == TRUE);
  CHECK(stream->SetCurrentPosition(~QWORD{0}) == E_INVALIDARG);
  CHECK(stream->SetLength(10) == E_ACCESSDENIED);
  CHECK(stream->Flush() == S_OK);
  CHECK(source.flushed == 0);
  CHECK(stream->GetLength(nullptr) == E_INVALIDARG);
  CHECK(stream->GetCurrentPosition(nullptr) == E_INVALIDARG);
  CHECK(stream->GetCapabilities(nullptr) == E_INVALIDARG);
  CHECK(stream->IsEndOfStream(nullptr) == E_INVALIDARG);
  CHECK(stream->Seek(static_cast<MFBYTESTREAM_SEEK_ORIGIN>(7), 0, 0, nullptr) == E_INVALIDARG);
  source.length_answer = E_OUTOFMEMORY;
  QWORD length = 0;
  CHECK(stream->GetLength(&length) == E_OUTOFMEMORY);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: synchronous reads and writes move the position") {
  SourceFake source(1000);
  const StreamPtr stream = source.Stream();
  std::vector<BYTE> buffer(600);
  ULONG count = 99;
  REQUIRE(stream->Read(buffer.data(), 600, &count) == S_OK);
  CHECK(count == 600);
  CHECK(IsPattern(buffer.data(), 600, 0));
  REQUIRE(stream->Read(buffer.data(), 600, &count) == S_OK);
  CHECK(count == 400);
  CHECK(IsPattern(buffer.data(), 400, 600));
  CHECK(PositionOf(stream) == 1000);
  REQUIRE(stream->Read(buffer.data(), 600, &count) == S_OK);
  CHECK(count == 0);
  CHECK(stream->Read(buffer.data(), 600, nullptr) == E_INVALIDARG);
  CHECK(stream->Read(nullptr, 600, &count) == E_INVALIDARG);
  CHECK(stream->Read(nullptr, 0, &count) == S_OK);
  const std::vector<BYTE> tail = Pattern(1000, 50);
  REQUIRE(stream->Write(tail.data(), 50, &count) == S_OK);
  CHECK(count == 50);
  CHECK(PositionOf(stream) == 1050);
  CHECK(source.Bytes() == Pattern(0, 1050));
  CHECK(stream->SetLength(20) == S_OK);
  CHECK(LengthOf(stream) == 20);
  CHECK(stream->Flush() == S_OK);
  CHECK(source.flushed == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "java stream: ranges are fixed at Begin, in whatever order it ends") {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream = source.Stream();
  AsyncRead first(stream, 400), second(stream, 400), third(stream, 400), fourth(stream, 400);
  for (AsyncRead* read : {&first, &second, &third, &fourth}) REQUIRE(read->Begin() == S_OK);
  CHECK(PositionOf(stream) == 1000);
  // The last has nothing to read, and needs no source.
  REQUIRE(fourth.Wait());
  CHECK(fourth.Got(0, 1000));
  const auto asked = source.Held();
  REQUIRE(asked.size() == 3);
  CHECK(first.Callback()->Entered() == 0);
  for (int i : {2, 0, 1}) CHECK(source.Answer(asked[static_cast<std::size_t>(i)]));
  REQUIRE((first.Wait() && second.Wait() && third.Wait()));
  CHECK(first.Got(400, 0));
  CHECK(second.Got(400, 400));
  CHECK(third.Got(200, 800));
  for (const auto& again : asked) CHECK_FALSE(source.Answer(again));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "java stream: Invoke never runs inside Begin or the source's answer") {
  SourceFake source(100);
  const StreamPtr stream = source.Stream();
  AsyncRead read(stream, 100);
  REQUIRE(read.Begin() == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.Got(100, 0));
  CHECK(read.Callback()->Calls().front().thread != std::this_thread::get_id());
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: asynchronous writes") {
  SourceFake source;
  source.holds = true;
  const StreamPtr stream = source.Stream();
  AsyncWrite first(stream, Pattern(0, 100)), second(stream, Pattern(100, 50));
  REQUIRE(first.Begin() == S_OK);
  REQUIRE(second.Begin() == S_OK);
  CHECK(PositionOf(stream) == 150);
  const auto asked = source.Held();
  REQUIRE(asked.size() == 2);
  CHECK(source.Answer(asked[1]));
  CHECK(source.Answer(asked[0]));
  REQUIRE((first.Wait() && second.Wait()));
  CHECK(first.end == S_OK);
  CHECK(first.count == 100);
  CHECK(second.count == 50);
  CHECK(source.Bytes() == Pattern(0, 150));
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: what the source fails with is the status") {
  SourceFake source(100);
  const StreamPtr stream = source.Stream();
  source.transfer_answer = HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
  AsyncRead at_once(stream, 10);
  REQUIRE(at_once.Begin() == S_OK);
  REQUIRE(at_once.Wait());
  CHECK(at_once.EndResult() == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
  source.transfer_answer = S_OK;
  source.holds = true;
  AsyncRead later(stream, 10);
  REQUIRE(later.Begin() == S_OK);
  CHECK(bridge::UnsettledTransfers::Get().Complete(source.Held()[0].transfer, E_ACCESSDENIED, 7));
  REQUIRE(later.Wait());
  CHECK(later.EndResult() == E_ACCESSDENIED);
  CHECK(later.Bytes() == 0);
  // A length that cannot be found out is known at once.
  source.length_answer = E_FAIL;
  CHECK(stream->SetCurrentPosition(95) == S_OK);
  AsyncRead refused(stream, 10);
  CHECK(refused.Begin() == E_FAIL);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: what it cannot do is denied at the end") {
  SourceFake source(100);
  const StreamPtr stream = source.Stream(MFBYTESTREAM_IS_WRITABLE | MFBYTESTREAM_IS_SEEKABLE);
  AsyncRead read(stream, 10);
  REQUIRE(read.Begin() == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.EndResult() == E_ACCESSDENIED);
  BYTE byte = 0;
  ULONG count = 9;
  CHECK(stream->Read(&byte, 1, &count) == E_ACCESSDENIED);
  CHECK(PositionOf(stream) == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: End wants its own results, once") {
  SourceFake source(100), other_source(100);
  source.holds = true;
  const StreamPtr stream = source.Stream(), other = other_source.Stream();
  com::ComPtr<IMFAsyncResult> kept;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    kept = com::ComPtr<IMFAsyncResult>(result);
    return S_OK;
  });
  std::vector<BYTE> buffer(10);
  REQUIRE(stream->BeginRead(buffer.data(), 10, callback.Get(), nullptr) == S_OK);
  CHECK(source.Answer(source.Held()[0], 4));
  REQUIRE(callback->WaitUntilReturned());
  ULONG count = 99;
  CHECK(stream->EndRead(nullptr, &count) == E_INVALIDARG);
  CHECK(stream->EndRead(kept.Get(), nullptr) == E_INVALIDARG);
  CHECK(other->EndRead(kept.Get(), &count) == E_INVALIDARG);
  CHECK(stream->EndWrite(kept.Get(), &count) == E_INVALIDARG);
  com::ComPtr<IMFAsyncResult> foreign;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, foreign.Put()) == S_OK);
  CHECK(stream->EndRead(foreign.Get(), &count) == E_INVALIDARG);
  CHECK(stream->EndRead(kept.Get(), &count) == S_OK);
  CHECK(count == 4);
  CHECK(stream->EndRead(kept.Get(), &count) == E_INVALIDARG);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: an un-ended result keeps neither stream nor source") {
  SourceFake source(100);
  StreamPtr stream = source.Stream();
  com::ComPtr<IMFAsyncResult> kept;
  auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    kept = com::ComPtr<IMFAsyncResult>(result);
    return S_OK;
  });
  BYTE bytes[10];
  REQUIRE(stream->BeginRead(bytes, 10, callback.Get(), nullptr) == S_OK);
  stream.Reset();
  REQUIRE(callback->WaitUntilReturned());
  CHECK(Eventually([&] { return source.released == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: Close completes what a source never answers") {
  SourceFake source(1000);
  source.holds = true;
  source.close_answer = E_FAIL;
  const StreamPtr stream = source.Stream();
  AsyncRead first(stream, 100), second(stream, 100);
  AsyncWrite write(stream, Pattern(0, 10));
  REQUIRE(first.Begin() == S_OK);
  REQUIRE(second.Begin() == S_OK);
  REQUIRE(write.Begin() == S_OK);
  CHECK(stream->Close() == E_FAIL);
  REQUIRE((first.Wait() && second.Wait() && write.Wait()));
  CHECK(first.EndResult() == kAborted);
  CHECK(second.EndResult() == kAborted);
  CHECK(write.end == kAborted);
  CHECK(write.count == 0);
  // Late: no transfer waits, and nothing is written.
  for (const auto& late : source.Held()) CHECK_FALSE(source.Answer(late));
  CHECK(first.Buffer() == std::vector<BYTE>(100, 0xEE));
  CHECK(stream->Close() == S_OK);
  CHECK(source.closed == 1);
  AsyncRead refused(stream, 10);
  CHECK(refused.Begin() == MF_E_INVALIDREQUEST);
  QWORD value = 0;
  BOOL end = FALSE;
  DWORD capabilities = 0;
  ULONG count = 0;
  BYTE byte = 0;
  CHECK(stream->GetLength(&value) == MF_E_INVALIDREQUEST);
  CHECK(stream->SetLength(1) == MF_E_INVALIDREQUEST);
  CHECK(stream->GetCurrentPosition(&value) == MF_E_INVALIDREQUEST);
  CHECK(stream->SetCurrentPosition(1) == MF_E_INVALIDREQUEST);
  CHECK(stream->IsEndOfStream(&end) == MF_E_INVALIDREQUEST);
  CHECK(stream->GetCapabilities(&capabilities) == MF_E_INVALIDREQUEST);
  CHECK(stream->Read(&byte, 1, &count) == MF_E_INVALIDREQUEST);
  CHECK(stream->Write(&byte, 1, &count) == MF_E_INVALIDREQUEST);
  CHECK(stream->Flush() == MF_E_INVALIDREQUEST);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: a seek that cancels completes what is pending") {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream = source.Stream();
  AsyncRead cancelled(stream, 100);
  REQUIRE(cancelled.Begin() == S_OK);
  CHECK(stream->Seek(msoBegin, 500, 0, nullptr) == S_OK);
  CHECK(cancelled.Callback()->Entered() == 0);
  CHECK(stream->Seek(msoBegin, 500, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, nullptr) == S_OK);
  REQUIRE(cancelled.Wait());
  CHECK(cancelled.EndResult() == kAborted);
  source.holds = false;
  AsyncRead next(stream, 100);
  REQUIRE(next.Begin() == S_OK);
  REQUIRE(next.Wait());
  CHECK(next.Got(100, 500));
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: Close wakes a synchronous read") {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream = source.Stream();
  HRESULT hr = E_PENDING;
  std::thread reader([&] {
    BYTE bytes[10];
    ULONG count = 0;
    hr = stream->Read(bytes, 10, &count);
  });
  REQUIRE(source.held.WaitFor(1));
  CHECK(source.Held()[0].may_block);
  CHECK(stream->Close() == S_OK);
  reader.join();
  CHECK(hr == kAborted);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: transfers at positions of their own, and stops") {
  SourceFake source(1000);
  const StreamPtr stream = source.Stream();
  com::ComPtr<mfplat::PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  std::vector<BYTE> bytes(300);
  ULONG count = 0;
  CHECK(positional->ReadAt(800, bytes.data(), 300, &count) == S_OK);
  CHECK(count == 200);
  CHECK(IsPattern(bytes.data(), 200, 800));
  const std::vector<BYTE> tail = Pattern(1000, 100);
  CHECK(positional->WriteAt(1000, tail.data(), 100, &count) == S_OK);
  CHECK(source.Bytes() == Pattern(0, 1100));
  CHECK(positional->ReadAt(~QWORD{0} - 1, bytes.data(), 1, &count) == E_INVALIDARG);
  CHECK(PositionOf(stream) == 0);

  source.holds = true;
  HRESULT end = S_OK;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG ended = 0;
    end = stream->EndRead(result, &ended);
    return S_OK;
  });
  REQUIRE(positional->BeginReadAt(100, bytes.data(), 300, callback.Get(), nullptr, 7) == S_OK);
  CHECK(positional->StopTransfer(8) == S_FALSE);
  CHECK(positional->StopTransfer(mfplat::kNoKey) == S_FALSE);
  CHECK(callback->Entered() == 0);
  CHECK(positional->StopTransfer(7) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(end == kAborted);
  CHECK(positional->StopTransfer(7) == S_FALSE);
  CHECK_FALSE(source.Answer(source.Held()[0]));
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: of a serial one only what waits can be stopped") {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream = source.Stream(kReadable, true);
  com::ComPtr<mfplat::PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  std::vector<BYTE> bytes(300);
  ULONG count = 0;
  CHECK(positional->ReadAt(5, bytes.data(), 1, &count) == MF_E_BYTESTREAM_NOT_SEEKABLE);
  std::atomic<int> aborted{0}, read{0};
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG ended = 0;
    ++(stream->EndRead(result, &ended) == kAborted ? aborted : read);
    return S_OK;
  });
  for (UINT64 key : {0, 1, 2}) {
    REQUIRE(positional->BeginReadAt(mfplat::kAtCursor, bytes.data() + key * 100, 100,
                                    callback.Get(), nullptr, key) == S_OK);
  }
  CHECK(positional->StopTransfer(0) == S_FALSE);
  CHECK(positional->StopTransfer(2) == S_OK);
  CHECK(positional->StopTransfer(1) == S_OK);
  REQUIRE(callback->WaitUntilReturned(2));
  CHECK(aborted == 2);
  CHECK(source.Answer(source.Held()[0]));
  REQUIRE(callback->WaitUntilReturned(3));
  CHECK(read == 1);
  CHECK(IsPattern(bytes.data(), 100, 0));
  CHECK(PositionOf(stream) == 100);
}

// The least that stopping one of the later half of `count` pending reads took; all are stopped.
static std::chrono::nanoseconds CostOfStop(std::size_t count, bool serial) {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream =
      source.Stream(serial ? kReadable : kReadable | MFBYTESTREAM_IS_SEEKABLE, serial);
  com::ComPtr<mfplat::PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG ended = 0;
    (void)stream->EndRead(result, &ended);
    return S_OK;
  });
  BYTE byte = 0;
  const UINT64 last = count;
  const QWORD position = serial ? mfplat::kAtCursor : 0;
  for (UINT64 key = 1; key <= last; ++key) {
    REQUIRE(positional->BeginReadAt(position, &byte, 1, callback.Get(), nullptr, key) == S_OK);
  }
  auto least = std::chrono::nanoseconds::max();
  // The first of a serial stream is with the source, which cannot be taken from it.
  for (UINT64 key = last; key > 1; --key) {
    const auto before = std::chrono::steady_clock::now();
    REQUIRE(positional->StopTransfer(key) == S_OK);
    if (key > last / 2) {
      least = std::min<std::chrono::nanoseconds>(least, std::chrono::steady_clock::now() - before);
    }
  }
  CHECK(source.Answer(source.Held()[0]));
  REQUIRE(callback->WaitUntilReturned(static_cast<int>(count)));
  return least;
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: a stop costs the same with many pending") {
  for (const bool serial : {true, false}) {
    CAPTURE(serial);
    const auto few = CostOfStop(100, serial);
    const auto many = CostOfStop(10'000, serial);
    CAPTURE(few.count());
    CAPTURE(many.count());
    // A walk takes a hundred times as long.
    CHECK(many < 20 * few);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: a serial one transfers one after the other") {
  SourceFake source(250);
  source.holds = true;
  source.length_known = false;
  const StreamPtr stream = source.Stream(kReadable, true);
  CHECK(stream->SetCurrentPosition(0) == MF_E_BYTESTREAM_NOT_SEEKABLE);
  CHECK(LengthOf(stream) == bridge::kUnknownLength);
  AsyncRead first(stream, 100), second(stream, 100), third(stream, 100), fourth(stream, 100);
  for (AsyncRead* read : {&first, &second, &third, &fourth}) REQUIRE(read->Begin() == S_OK);
  CHECK(PositionOf(stream) == 0);
  BOOL end = TRUE;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(source.held.WaitFor(i + 1));
    const auto asked = source.Held();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].position == static_cast<QWORD>(std::min(i * 100, 250)));
    CHECK(stream->IsEndOfStream(&end) == S_OK);
    CHECK(end == (i == 3 ? TRUE : FALSE));
    CHECK(source.Answer(asked[0]));
  }
  REQUIRE((first.Wait() && second.Wait() && third.Wait() && fourth.Wait()));
  CHECK(first.Got(100, 0));
  CHECK(second.Got(100, 100));
  CHECK(third.Got(50, 200));
  CHECK(fourth.Got(0, 250));
  CHECK(PositionOf(stream) == 250);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: a seek leaves alone what has begun and waits") {
  SourceFake source(1000);
  source.length_known = false;
  source.holds = true;
  const StreamPtr stream = source.Stream(SourceFake::kAll, true);
  AsyncRead first(stream, 100), second(stream, 100), third(stream, 100), fourth(stream, 100);
  REQUIRE(first.Begin() == S_OK);
  REQUIRE(second.Begin() == S_OK);
  CHECK(stream->SetCurrentPosition(700) == S_OK);
  REQUIRE(third.Begin() == S_OK);
  // Asks for the position, and moves nothing.
  QWORD position = 0;
  CHECK(stream->Seek(msoCurrent, 0, 0, &position) == S_OK);
  CHECK(position == 700);
  REQUIRE(fourth.Begin() == S_OK);
  CHECK(stream->SetCurrentPosition(0) == S_OK);

  // One that comes short leaves no gap before the next, on either side of the seek.
  constexpr QWORD kExpected[] = {0, 60, 700, 720};
  constexpr ULONG kLimits[] = {60, 100, 20, 100};
  for (int i = 0; i < 4; ++i) {
    CAPTURE(i);
    const auto asked = source.Held();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].position == kExpected[i]);
    CHECK(source.Answer(asked[0], kLimits[i]));
  }
  REQUIRE((first.Wait() && second.Wait() && third.Wait() && fourth.Wait()));
  CHECK(second.Buffer() == Pattern(60, 100));
  // The last seek was after all of them, though to where the first had begun.
  CHECK(PositionOf(stream) == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: what is cancelled while it waits takes no range") {
  SourceFake source(1000);
  source.length_known = false;
  source.holds = true;
  const StreamPtr stream = source.Stream(SourceFake::kAll, true);
  AsyncRead first(stream, 100);
  REQUIRE(first.Begin() == S_OK);
  CHECK(stream->SetCurrentPosition(300) == S_OK);
  AsyncRead second(stream, 100);
  REQUIRE(second.Begin() == S_OK);
  CHECK(stream->Seek(msoBegin, 500, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, nullptr) == S_OK);
  REQUIRE((first.Wait() && second.Wait()));
  source.Held();
  AsyncRead third(stream, 100);
  REQUIRE(third.Begin() == S_OK);
  const auto asked = source.Held();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].position == 500);
  CHECK(source.Answer(asked[0]));
  REQUIRE(third.Wait());
  CHECK(PositionOf(stream) == 600);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: a serial one whose source answers at once") {
  SourceFake source(1000);
  source.length_known = false;
  const StreamPtr stream = source.Stream(kReadable, true);
  std::vector<std::unique_ptr<AsyncRead>> reads;
  for (int i = 0; i < 20; ++i) {
    reads.push_back(std::make_unique<AsyncRead>(stream, 50));
    REQUIRE(reads.back()->Begin() == S_OK);
  }
  for (int i = 0; i < 20; ++i) {
    REQUIRE(reads[static_cast<std::size_t>(i)]->Wait());
    CHECK(reads[static_cast<std::size_t>(i)]->Got(50, static_cast<QWORD>(i) * 50));
  }
  BYTE byte = 0;
  ULONG count = 9;
  CHECK(stream->Read(&byte, 1, &count) == S_OK);
  CHECK(count == 0);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "java stream: a serial one goes on after a cancel in spite of its source") {
  SourceFake source(1000);
  source.length_known = false;
  std::atomic<int> asked{0};
  Gate entered;
  Gate gate;
  // The first transfer does not come back until the test says so.
  source.on_transfer = [&](const SourceFake::Asked&) {
    if (asked.fetch_add(1) > 0) return;
    entered.Open();
    CHECK(gate.Wait(kHang));
  };
  const StreamPtr stream = source.Stream(SourceFake::kAll, true);
  for (const bool waits : {true, false}) {
    CAPTURE(waits);
    asked = waits ? 0 : 1;
    std::thread blocked([&] {
      std::vector<BYTE> bytes(100);
      ULONG count = 0;
      CHECK(stream->Read(bytes.data(), 100, &count) ==
            (waits ? HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED) : S_OK));
    });
    if (waits) {
      REQUIRE(entered.Wait());
    } else {
      blocked.join();
    }
    QWORD position = 0;
    CHECK(stream->Seek(msoBegin, 0, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, &position) == S_OK);
    AsyncRead next(stream, 100);
    AsyncRead after(stream, 100);
    REQUIRE(next.Begin() == S_OK);
    REQUIRE(after.Begin() == S_OK);
    CHECK(next.Wait());
    CHECK(after.Wait());
    gate.Open();
    if (waits) blocked.join();
    CHECK(next.Wait(kHang));
    CHECK(after.Wait(kHang));
    CHECK(next.Got(100, 0));
    CHECK(after.Got(100, 100));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: Close of a serial one completes what waits, too") {
  SourceFake source(1000);
  source.holds = true;
  const StreamPtr stream = source.Stream(kReadable, true);
  AsyncRead first(stream, 100), second(stream, 100), third(stream, 100);
  for (AsyncRead* read : {&first, &second, &third}) REQUIRE(read->Begin() == S_OK);
  const auto asked = source.Held();
  REQUIRE(asked.size() == 1);
  CHECK(stream->Close() == S_OK);
  REQUIRE((first.Wait() && second.Wait() && third.Wait()));
  for (AsyncRead* read : {&first, &second, &third}) CHECK(read->EndResult() == kAborted);
  CHECK_FALSE(source.Answer(asked[0]));
  CHECK(source.Held().empty());
}

TEST_CASE_FIXTURE(ObjectsTest, "java stream: no platform, no Begin") {
  SourceFake source(100);
  const StreamPtr stream = source.Stream();
  AsyncRead read(stream, 10);
  CHECK(read.Begin() == MF_E_SHUTDOWN);
  AsyncWrite write(stream, Pattern(0, 10));
  CHECK(write.Begin() == MF_E_SHUTDOWN);
  CHECK(PositionOf(stream) == 0);
  CHECK(RefCount(read.Callback()) == 1);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: no Begin whose callback names no queue") {
  SourceFake source(100);
  const StreamPtr stream = source.Stream();
  DWORD alive = 0, gone = 0;
  REQUIRE(MFAllocateWorkQueue(&alive) == S_OK);
  REQUIRE(MFAllocateWorkQueue(&gone) == S_OK);
  REQUIRE(MFUnlockWorkQueue(gone) == S_OK);
  BYTE bytes[10];
  for (const Parameters wrong :
       {Parameters{0, gone}, Parameters{0, 0}, Parameters{0, 6}, Parameters{0, 8},
        Parameters{MFASYNC_FAST_IO_PROCESSING_CALLBACK, MFASYNC_CALLBACK_QUEUE_STANDARD}}) {
    CAPTURE(wrong.queue);
    const auto callback = RecordingCallback::Create({}, wrong);
    CHECK(stream->BeginRead(bytes, 10, callback.Get(), nullptr) == MF_E_INVALID_WORKQUEUE);
    CHECK(RefCount(callback) == 1);
  }
  CHECK(PositionOf(stream) == 0);
  const auto callback = RecordingCallback::Create({}, Parameters{0, alive});
  CHECK(stream->BeginRead(bytes, 10, callback.Get(), nullptr) == S_OK);
  CHECK(callback->WaitUntilReturned());
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(MFUnlockWorkQueue(alive) == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: the position stays within 63 bits") {
  for (const bool serial : {false, true}) {
    CAPTURE(serial);
    SourceFake source(10);
    source.holds = true;
    source.length_known = false;
    const StreamPtr stream = source.Stream(SourceFake::kAll, serial);
    constexpr QWORD kLast = ~QWORD{0} >> 1;
    REQUIRE(stream->SetCurrentPosition(kLast - 4) == S_OK);
    const std::vector<BYTE> bytes(10);
    ULONG count = 99;
    CHECK(stream->Write(bytes.data(), 10, &count) == HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE));
    CHECK(PositionOf(stream) == kLast - 4);
    AsyncRead read(stream, 10);
    REQUIRE(read.Begin() == S_OK);
    const auto asked = source.Held();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].size == 4);
    CHECK(bridge::UnsettledTransfers::Get().Complete(asked[0].transfer, S_OK, 4));
    REQUIRE(read.Wait());
    CHECK(PositionOf(stream) == kLast);
    AsyncRead beyond(stream, 10);
    REQUIRE(beyond.Begin() == S_OK);
    REQUIRE(beyond.Wait());
    CHECK(beyond.Got(0, kLast));
    CHECK(source.Held().empty());
    CHECK(stream->Seek(msoCurrent, -1, 0, nullptr) == S_OK);
  }
}

TEST_CASE_FIXTURE(PlatformTest,
                  "java stream: a length that was asked for before SetLength is old") {
  SourceFake source(1000);
  const StreamPtr stream = source.Stream();
  source.while_length_is_asked = [&] { CHECK(stream->SetLength(100) == S_OK); };
  BYTE bytes[10];
  ULONG count = 0;
  REQUIRE(stream->Read(bytes, 10, &count) == S_OK);
  AsyncRead read(stream, 200);
  REQUIRE(read.Begin() == S_OK);
  // Cut at the new length, which it had to ask for.
  CHECK(source.length_asked == 2);
  CHECK(PositionOf(stream) == 100);
  REQUIRE(read.Wait());
  CHECK(read.Got(90, 10));
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: inside Media Foundation's own wrapper") {
  SourceFake source(1000);
  const StreamPtr stream = source.Stream();
  StreamPtr wrapper;
  REQUIRE(MFCreateMFByteStreamWrapper(stream.Get(), wrapper.Put()) == S_OK);
  {
    AsyncRead read(wrapper, 600);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
    CHECK(read.Got(600, 0));
    AsyncWrite write(wrapper, Pattern(600, 800));
    REQUIRE(write.Begin() == S_OK);
    REQUIRE(write.Wait());
    CHECK(write.end == S_OK);
    CHECK(write.count == 800);
  }
  CHECK(source.Bytes() == Pattern(0, 1400));
  CHECK(PositionOf(stream) == 1400);
  // Closes the wrapper alone.
  CHECK(wrapper->Close() == S_OK);
  CHECK(source.closed == 0);
  CHECK(LengthOf(stream) == 1400);
}

TEST_CASE_FIXTURE(PlatformTest, "java stream: abused from many threads, each operation ends once") {
  for (const bool serial : {false, true}) {
    SourceFake source(1 << 16);
    source.holds = true;
    const StreamPtr stream = source.Stream(SourceFake::kAll, serial);
    constexpr ULONG kSize = 200;
    std::vector<BYTE> memory(kSize * 4 * 200);
    std::atomic<std::size_t> next_slot{0};
    std::atomic<bool> done{false};
    std::atomic<int> begun{0}, invoked{0}, wrong{0};
    // Answers what is asked, twice, from two threads.
    const auto answer = [&] {
      while (!done) {
        for (const auto& asked : source.Held()) {
          (void)source.Answer(asked, (asked.transfer % 3 == 0) ? 10 : ~ULONG{0});
          if (source.Answer(asked)) ++wrong;
        }
        std::this_thread::yield();
      }
    };
    const auto callback = RecordingCallback::Create(
        [&](IMFAsyncResult* result) {
          ULONG count = 0;
          const HRESULT hr = stream->EndRead(result, &count);
          if (hr != S_OK && hr != kAborted) ++wrong;
          ++invoked;
          return S_OK;
        },
        kOnMultithreaded);
    const auto use = [&](unsigned seed) {
      std::minstd_rand random(seed);
      std::vector<BYTE> buffer(100);
      for (int i = 0; i < 200; ++i) {
        switch (random() % 6) {
          case 0:
            (void)stream->Seek(msoBegin, static_cast<LONGLONG>(random() % 70000),
                               random() % 2 == 0 ? MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO : 0,
                               nullptr);
            break;
          case 1: {
            ULONG count = 0;
            const HRESULT hr = stream->Read(buffer.data(), 100, &count);
            if (hr != S_OK && hr != kAborted && hr != MF_E_INVALIDREQUEST) ++wrong;
            break;
          }
          default:
            // Each read has memory of its own, which lives as long as any of them.
            const std::size_t slot = next_slot.fetch_add(1);
            const HRESULT hr =
                stream->BeginRead(memory.data() + slot * kSize, kSize, callback.Get(), nullptr);
            if (SUCCEEDED(hr)) ++begun;
        }
      }
    };
    std::thread answers(answer), more_answers(answer);
    std::vector<std::thread> users;
    for (unsigned i = 0; i < 4; ++i) users.emplace_back(use, i + 1);
    for (auto& user : users) user.join();
    CHECK(stream->Close() == S_OK);
    CHECK(Eventually([&] { return invoked == begun; }, kHang));
    done = true;
    answers.join();
    more_answers.join();
    CHECK(wrong == 0);
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

}  // namespace test
