// Asynchronous reads: conformance cases A48 to A54.

#include "test/fixtures.h"
#include "test/queue_blocker.h"
#include "test/reads.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest, "A48 a read delivers its bytes, count, state and position") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  const auto state = UnknownFake::Create();
  AsyncRead read(stream, 600);

  REQUIRE(read.Begin(state.Get()) == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.Got(600, 0));
  CHECK(PositionOf(stream) == 600);
  CHECK(Eventually([&] { return RefCount(read.Callback()) == 1 && RefCount(state) == 1; }));

  const auto calls = read.Callback()->Calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].status == S_OK);
  CHECK(calls[0].state == state.Get());
  CHECK(calls[0].thread != std::this_thread::get_id());
  CHECK(Never([&] { return read.Callback()->Entered() > 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "A49 the position moves when the read begins") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  AsyncRead read(stream, 600);
  QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
  REQUIRE(read.Begin() == S_OK);
  if (OnWine({8})) {
    CHECK_MESSAGE(PositionOf(stream) == 0,
                  "Wine now takes the position when the read begins: drop this exception");
  } else if (!OnWine({10})) {
    // There the read runs beside this thread, and may have moved the position or not.
    CHECK(PositionOf(stream) == 600);
  }
  blocker.Open();
  REQUIRE(read.Wait());
  CHECK(read.Got(600, 0));
}

// No implementation that takes the position late can pass as one that takes it early: each of the
// reads would have to execute before the next seek, which follows at once.
TEST_CASE_FIXTURE(PlatformTest, "A49 a seek does not move a read that has begun before it") {
  constexpr int kReads = 64;
  constexpr std::size_t kSize = 512;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kReads * kSize));
  std::vector<std::unique_ptr<AsyncRead>> reads;
  for (int i = 0; i < kReads; ++i) {
    reads.push_back(std::make_unique<AsyncRead>(stream, kSize, kOnMultithreaded));
  }
  // The ranges from the last to the first.
  const auto offset = [](int read) { return static_cast<QWORD>(kReads - 1 - read) * kSize; };
  {
    QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
    for (int i = 0; i < kReads; ++i) {
      REQUIRE(stream->SetCurrentPosition(offset(i)) == S_OK);
      REQUIRE(reads[i]->Begin() == S_OK);
    }
    const auto done = [&reads] {
      for (auto& read : reads) {
        if (read->Callback()->Returned() == 0) return false;
      }
      return true;
    };
    // Expected on Windows: the reads need STANDARD for nothing (Work Queue Identifiers: the I/O
    // queue is the one that files are read on).
    if (OnWine({8})) {
      CHECK_MESSAGE(Never(done), "Wine's reads no longer run on STANDARD: drop this exception");
    } else {
      CHECK(Eventually(done, kHang));
    }
  }
  int wrong = 0;
  for (int i = 0; i < kReads; ++i) {
    REQUIRE(reads[i]->Wait(kHang));
    if (!reads[i]->Got(kSize, offset(i))) ++wrong;
  }
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(wrong > 0, "Wine now takes the position at Begin: drop this exception");
  } else {
    // Expected on Windows, too (IMFByteStream::BeginRead: it moves the position itself).
    CHECK(wrong == 0);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "A50 a read of nothing is still answered") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  REQUIRE(stream->SetCurrentPosition(5) == S_OK);
  AsyncRead read(stream, 0);
  REQUIRE(read.Begin() == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.Got(0, 5));
  CHECK(PositionOf(stream) == 5);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "A51 reads that begin one after the other cover ranges one after the other") {
  constexpr int kReads = 64;
  constexpr int kRounds = 100;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kReads * 500));
  const auto round = [&stream] {
    std::vector<std::unique_ptr<AsyncRead>> reads;
    for (int i = 0; i < kReads; ++i) reads.push_back(std::make_unique<AsyncRead>(stream, 500));
    REQUIRE(stream->SetCurrentPosition(0) == S_OK);
    for (auto& read : reads) REQUIRE(read->Begin() == S_OK);
    int wrong = 0;
    for (int i = 0; i < kReads; ++i) {
      REQUIRE(reads[i]->Wait());
      if (!reads[i]->Got(500, 500 * static_cast<QWORD>(i))) ++wrong;
    }
    return wrong;
  };
  if (OverlapsInOrder()) {
    CHECK(round() == 0);
    CHECK(PositionOf(stream) == kReads * 500);
  } else {
    int wrong = 0;
    for (int i = 0; i < kRounds && wrong == 0; ++i) wrong = round();
    CHECK_MESSAGE(wrong > 0, "Wine's reads are in order now: drop this exception");
  }
}

namespace {

// Keeps the result instead of ending it, as a callback that leaves the work to somebody else.
struct KeptResult {
  Gate kept;
  com::ComPtr<IMFAsyncResult> result;
  com::ComPtr<RecordingCallback> callback =
      RecordingCallback::Create([this](IMFAsyncResult* given) {
        result = com::ComPtr<IMFAsyncResult>(given);
        kept.Open();
        return S_OK;
      });
};

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A52 EndRead may come later, from another thread") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  BYTE bytes[600];
  KeptResult later;
  REQUIRE(stream->BeginRead(bytes, sizeof bytes, later.callback.Get(), nullptr) == S_OK);
  REQUIRE(later.kept.Wait());
  HRESULT end = E_PENDING;
  ULONG got = 0;
  std::thread([&] {
    // As the case has it: Invoke is long over.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    end = stream->EndRead(later.result.Get(), &got);
  }).join();
  CHECK(end == S_OK);
  CHECK(got == 600);
  CHECK(IsPattern(bytes, 600, 0));
  later.result.Reset();
  CHECK(Eventually([&] { return RefCount(later.callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "A53 another stream's result is E_INVALIDARG and harmless") {
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  const StreamPtr stream = OpenForRead(path);
  const StreamPtr other = OpenForRead(path);
  BYTE bytes[600];
  KeptResult later;
  REQUIRE(stream->BeginRead(bytes, sizeof bytes, later.callback.Get(), nullptr) == S_OK);
  REQUIRE(later.kept.Wait());
  ULONG got = 7777;
  CHECK(other->EndRead(later.result.Get(), &got) == E_INVALIDARG);
  CHECK((got == 7777 || got == 0));
  CHECK(stream->EndWrite(later.result.Get(), &got) == E_INVALIDARG);
  CHECK(stream->EndRead(nullptr, &got) == E_INVALIDARG);
  CHECK(stream->EndRead(later.result.Get(), &got) == S_OK);
  CHECK(got == 600);
  CHECK(IsPattern(bytes, 600, 0));
  CHECK(stream->EndRead(later.result.Get(), &got) == E_INVALIDARG);
  later.result.Reset();
  CHECK(Eventually([&] { return RefCount(later.callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a result that no stream made is E_INVALIDARG") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  com::ComPtr<IMFAsyncResult> stranger;
  REQUIRE(MFCreateAsyncResult(nullptr, nullptr, nullptr, stranger.Put()) == S_OK);
  ULONG got = 0;
  CHECK(stream->EndRead(stranger.Get(), &got) == E_INVALIDARG);
  CHECK(RefCount(stranger) == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "A54 a blocked STANDARD does not hold up a read for MULTITHREADED") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  AsyncRead read(stream, 600, kOnMultithreaded);
  QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
  REQUIRE(read.Begin() == S_OK);
  if (OnWine({8})) {
    CHECK_MESSAGE(Never([&] { return read.Callback()->Entered() > 0; }),
                  "Wine's reads no longer run on STANDARD: drop this exception");
  } else {
    CHECK(read.Wait());
  }
  blocker.Open();
  REQUIRE(read.Wait());
  CHECK(read.Got(600, 0));
}

TEST_CASE_FIXTURE(PlatformTest, "reads at the end, across it and beyond it") {
  struct Row {
    QWORD position;
    std::size_t asked, given;
  };
  const Row rows[] = {{900, 200, 100}, {999, 1, 1}, {1000, 10, 0}, {1001, 10, 0}, {5000, 10, 0}};
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  for (const Row& row : rows) {
    CAPTURE(row.position);
    REQUIRE(stream->SetCurrentPosition(row.position) == S_OK);
    AsyncRead read(stream, row.asked);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait());
    CHECK(read.Got(row.given, row.position));
    CHECK(PositionOf(stream) == row.position + row.given);
    // Not one byte more than was given.
    for (std::size_t i = row.given; i < row.asked; ++i) CHECK(read.Buffer()[i] == 0xEE);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a read of nothing may have no buffer") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IMFAsyncResult> result;
  ULONG got = 99;
  HRESULT end = E_PENDING;
  const auto reader = RecordingCallback::Create([&](IMFAsyncResult* given) {
    end = stream->EndRead(given, &got);
    return S_OK;
  });
  REQUIRE(stream->BeginRead(nullptr, 0, reader.Get(), nullptr) == S_OK);
  REQUIRE(reader->WaitUntilReturned());
  CHECK(end == S_OK);
  CHECK(got == 0);
  CHECK(Eventually([&] { return RefCount(reader) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "reading a stream that may only write is E_ACCESSDENIED at the end") {
  const TempDir dir;
  StreamPtr stream;
  REQUIRE(Open(dir.PatternFile(10), MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) ==
          S_OK);
  AsyncRead read(stream, 10);
  const HRESULT begin = read.Begin();
  // Expected on Windows: one of the two; the documentation does not say which.
  if (!OnPortableEngine() && begin == E_ACCESSDENIED) return;
  REQUIRE(begin == S_OK);
  REQUIRE(read.Wait());
  CHECK(read.EndResult() == E_ACCESSDENIED);
  CHECK(read.Callback()->Calls()[0].status == E_ACCESSDENIED);
  CHECK(PositionOf(stream) == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "a callback without a queue is refused at BeginRead") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  if (!OnPortableEngine()) {
    return Skip("a callback without a queue is refused at BeginRead",
                "where Windows reports it is not known");
  }
  BYTE bytes[10];
  const auto callback = RecordingCallback::Create({}, Parameters{0, 6});
  CHECK(stream->BeginRead(bytes, 10, callback.Get(), nullptr) == MF_E_INVALID_WORKQUEUE);
  CHECK(RefCount(callback) == 1);
  CHECK(RefCount(stream) == 1);
  CHECK(PositionOf(stream) == 0);
}

TEST_CASE_FIXTURE(PlatformTest, "one callback serves many reads, ended in any order") {
  constexpr int kReads = 16;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kReads * 100));
  std::mutex mutex;
  std::vector<com::ComPtr<IMFAsyncResult>> results;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    std::lock_guard lock(mutex);
    results.emplace_back(result);
    return S_OK;
  });
  std::vector<std::vector<BYTE>> buffers(kReads, std::vector<BYTE>(100));
  std::vector<com::ComPtr<UnknownFake>> states;
  for (int i = 0; i < kReads; ++i) {
    states.push_back(UnknownFake::Create());
    REQUIRE(stream->BeginRead(buffers[i].data(), 100, callback.Get(), states[i].Get()) == S_OK);
  }
  REQUIRE(callback->WaitUntilReturned(kReads));
  std::lock_guard lock(mutex);
  REQUIRE(results.size() == kReads);
  std::vector<bool> seen(kReads);
  for (int i = kReads - 1; i >= 0; --i) {
    ULONG got = 0;
    CHECK(stream->EndRead(results[i].Get(), &got) == S_OK);
    CHECK(got == 100);
    for (int j = 0; j < kReads; ++j) {
      if (results[i]->GetStateNoAddRef() == states[j].Get()) seen[j] = true;
    }
  }
  for (int i = 0; i < kReads; ++i) {
    CHECK(seen[i]);
    if (OverlapsInOrder()) CHECK(IsPattern(buffers[i].data(), 100, 100 * static_cast<QWORD>(i)));
  }
  results.clear();
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

}  // namespace test
