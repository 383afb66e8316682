// Transfers with a position of their own, through the private interface of the engine's streams.

#include "mfplat/positional_stream.h"

#include <random>

#include "test/fixtures.h"
#include "test/queue_blocker.h"
#include "test/reads.h"

namespace test {

namespace {

using mfplat::PositionalStream;

// The stream's other face; the same object.
com::ComPtr<PositionalStream> Positional(const StreamPtr& stream) {
  com::ComPtr<PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  return positional;
}

StreamPtr OpenForWriting(const std::filesystem::path& path) {
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, &stream) == S_OK);
  return stream;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "the positional face of a stream is the stream") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  const auto positional = Positional(stream);
  CHECK(RefCount(stream) == 2);
  com::ComPtr<IUnknown> one;
  com::ComPtr<IUnknown> other;
  CHECK(stream->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(one.Put())) == S_OK);
  CHECK(positional->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(other.Put())) == S_OK);
  CHECK(one.Get() == other.Get());
}

TEST_CASE_FIXTURE(PlatformTest, "a read at a position neither uses nor moves the cursor") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  const auto positional = Positional(stream);
  REQUIRE(stream->SetCurrentPosition(7) == S_OK);
  BYTE bytes[100];
  ULONG count = 0;
  CHECK(positional->ReadAt(500, bytes, 100, &count) == S_OK);
  CHECK(count == 100);
  CHECK(IsPattern(bytes, 100, 500));
  CHECK(PositionOf(stream) == 7);
  for (const QWORD position : {QWORD{0}, QWORD{900}, QWORD{950}, QWORD{1000}, QWORD{5000}}) {
    CAPTURE(position);
    const ULONG expected = position >= 1000 ? 0 : position == 950 ? 50 : 100;
    BYTE target[100];
    ULONG got = 0;
    HRESULT end = E_PENDING;
    const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
      end = stream->EndRead(result, &got);
      return S_OK;
    });
    REQUIRE(positional->BeginReadAt(position, target, 100, callback.Get(), nullptr, 1) == S_OK);
    REQUIRE(callback->WaitUntilReturned());
    CHECK(end == S_OK);
    CHECK(got == expected);
    CHECK(IsPattern(target, got, position));
    CHECK(PositionOf(stream) == 7);
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a write at a position neither uses nor moves the cursor") {
  const TempDir dir;
  const auto path = dir / "written";
  const StreamPtr stream = OpenForWriting(path);
  const auto positional = Positional(stream);
  const auto bytes = Pattern(100, 50);
  ULONG count = 0;
  CHECK(positional->WriteAt(100, bytes.data(), 50, &count) == S_OK);
  CHECK(count == 50);
  HRESULT end = E_PENDING;
  ULONG written = 0;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    end = stream->EndWrite(result, &written);
    return S_OK;
  });
  const auto more = Pattern(150, 50);
  REQUIRE(positional->BeginWriteAt(150, more.data(), 50, callback.Get(), nullptr, mfplat::kNoKey) ==
          S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(end == S_OK);
  CHECK(written == 50);
  CHECK(PositionOf(stream) == 0);
  CHECK(LengthOf(stream) == 200);
  const auto content = ReadFileBytes(path);
  CHECK(IsPattern(content.data() + 100, 100, 100));
  CHECK(std::all_of(content.begin(), content.begin() + 100, [](BYTE byte) { return byte == 0; }));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "positions that no file has, and closed streams, are refused") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  const auto positional = Positional(stream);
  BYTE byte = 0;
  ULONG count = 9;
  const auto callback = RecordingCallback::Create();
  for (const QWORD impossible : {QWORD{1} << 63, ~QWORD{0} - 1}) {
    CHECK(positional->ReadAt(impossible, &byte, 1, &count) == E_INVALIDARG);
    CHECK(count == 0);
    CHECK(positional->BeginReadAt(impossible, &byte, 1, callback.Get(), nullptr, 1) ==
          E_INVALIDARG);
  }
  CHECK(positional->WriteAt(0, &byte, 1, &count) == E_ACCESSDENIED);
  CHECK(positional->ReadAt(0, nullptr, 1, &count) == E_INVALIDARG);
  CHECK(positional->BeginReadAt(0, &byte, 1, nullptr, nullptr, 1) == E_INVALIDARG);
  CHECK(positional->StopTransfer(1) == S_FALSE);
  CHECK(positional->StopTransfer(mfplat::kNoKey) == S_FALSE);
  CHECK(stream->Close() == S_OK);
  CHECK(positional->ReadAt(0, &byte, 1, &count) == MF_E_INVALIDREQUEST);
  CHECK(positional->BeginReadAt(0, &byte, 1, callback.Get(), nullptr, 1) == MF_E_INVALIDREQUEST);
  CHECK(RefCount(callback) == 1);
  CHECK(Never([&] { return callback->Entered() > 0; }));
}

TEST_CASE_FIXTURE(PlatformTest, "kAtCursor is the cursor, with a key") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  const auto positional = Positional(stream);
  BYTE bytes[300];
  ULONG count = 0;
  CHECK(positional->ReadAt(mfplat::kAtCursor, bytes, 100, &count) == S_OK);
  CHECK(PositionOf(stream) == 100);
  const auto callback = RecordingCallback::Create(
      [&](IMFAsyncResult* result) { return stream->EndRead(result, &count); });
  REQUIRE(positional->BeginReadAt(mfplat::kAtCursor, bytes, 300, callback.Get(), nullptr, 5) ==
          S_OK);
  CHECK(PositionOf(stream) == 400);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(IsPattern(bytes, 300, 100));
  CHECK(positional->StopTransfer(5) == S_FALSE);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "many threads read one stream at random positions, beside a cursor") {
  constexpr int kThreads = 4;
  constexpr int kReads = 300;
  constexpr std::size_t kLength = 1 << 20;
  constexpr std::size_t kSize = 3000;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kLength));
  const auto positional = Positional(stream);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937 random(static_cast<unsigned>(thread));
      for (int i = 0; i < kReads; ++i) {
        const QWORD position = random() % kLength;
        std::vector<BYTE> bytes(kSize);
        ULONG got = 0;
        HRESULT end = E_PENDING;
        const auto callback = RecordingCallback::Create(
            [&](IMFAsyncResult* result) {
              end = stream->EndRead(result, &got);
              return S_OK;
            },
            kOnMultithreaded);
        const UINT64 key = static_cast<UINT64>(thread) << 32 | static_cast<UINT64>(i);
        if (positional->BeginReadAt(position, bytes.data(), kSize, callback.Get(), nullptr, key) !=
                S_OK ||
            !callback->WaitUntilReturned(1, kHang)) {
          wrong.fetch_add(1);
          return;
        }
        const ULONG expected = static_cast<ULONG>(std::min<QWORD>(kSize, kLength - position));
        if (end != S_OK || got != expected || !IsPattern(bytes.data(), got, position)) {
          wrong.fetch_add(1);
        }
        if (!Eventually([&] { return RefCount(callback) == 1; }, kHang)) wrong.fetch_add(1);
      }
    });
  }
  // Meanwhile one reader walks through the file by the cursor.
  std::vector<BYTE> walked(kLength);
  ULONG at = 0;
  while (at < kLength) {
    ULONG count = 0;
    REQUIRE(stream->Read(walked.data() + at, 1000, &count) == S_OK);
    REQUIRE(count > 0);
    at += count;
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong.load() == 0);
  CHECK(IsPattern(walked.data(), kLength, 0));
  CHECK(PositionOf(stream) == kLength);
}

}  // namespace test
