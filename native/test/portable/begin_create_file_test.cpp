// The engine's asynchronous open: what it refuses, and cancelling, which tells the truth.

#include "portable/engine/engine.h"
#include "test/fixtures.h"
#include "test/opening.h"
#include "test/reads.h"

namespace test {

namespace {

// Keeps every thread that opens files busy until it is opened.
class BlockingThreadsBlocker {
 public:
  BlockingThreadsBlocker() {
    for (auto& work : work_) {
      work.blocker = this;
      portable::Engine::Get().SubmitOpen(&work);
    }
    REQUIRE(entered_.WaitFor(kThreads));
  }
  BlockingThreadsBlocker(const BlockingThreadsBlocker&) = delete;
  BlockingThreadsBlocker& operator=(const BlockingThreadsBlocker&) = delete;
  ~BlockingThreadsBlocker() {
    Open();
    CHECK(returned_.WaitFor(kThreads, kHang));
  }
  void Open() { gate_.Open(); }

 private:
  // As many as IoThreadPool makes.
  static constexpr int kThreads = 32;

  struct Work final : portable::BlockingWork {
    BlockingThreadsBlocker* blocker = nullptr;
    void RunBlocking() noexcept override {
      blocker->entered_.Add();
      (void)blocker->gate_.Wait(kHang);
      blocker->returned_.Add();
    }
  };

  Gate gate_;
  Counter entered_;
  Counter returned_;
  Work work_[kThreads];
};

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "an open that has not begun can be cancelled, at once") {
  const TempDir dir;
  const WideString path = Wide(dir / "new.bin");
  const auto state = UnknownFake::Create();
  HRESULT end = S_OK, end_again = S_OK;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    StreamPtr stream;
    end = MFEndCreateFile(result, stream.Put());
    CHECK(!stream);
    end_again = MFEndCreateFile(result, stream.Put());
    return S_OK;
  });
  com::ComPtr<IUnknown> cookie;
  {
    BlockingThreadsBlocker busy;
    REQUIRE(MFBeginCreateFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST,
                              MF_FILEFLAGS_NONE, path.c_str(), callback.Get(), state.Get(),
                              cookie.Put()) == S_OK);
    // Pending, it cannot be ended, and that does no harm.
    StreamPtr early;
    CHECK(MFEndCreateFile(static_cast<IMFAsyncResult*>(cookie.Get()), early.Put()) == E_PENDING);
    CHECK(MFCancelCreateFile(cookie.Get()) == S_OK);
    CHECK(MFCancelCreateFile(cookie.Get()) == MF_E_UNEXPECTED);
    // It does not wait for the threads.
    REQUIRE(callback->WaitUntilReturned());
  }
  CHECK(callback->Calls()[0].status == MF_E_OPERATION_CANCELLED);
  CHECK(end == MF_E_OPERATION_CANCELLED);
  CHECK(end_again == MF_E_UNEXPECTED);
  CHECK(MFCancelCreateFile(cookie.Get()) == MF_E_UNEXPECTED);
  cookie.Reset();
  CHECK(Eventually([&] { return RefCount(callback) == 1 && RefCount(state) == 1; }));
  CHECK(callback->Entered() == 1);
  CHECK(!std::filesystem::exists(dir / "new.bin"));
}

TEST_CASE_FIXTURE(PlatformTest, "an open that waits for a thread does not hold up other work") {
  const TempDir dir;
  AsyncOpen open;
  BlockingThreadsBlocker busy;
  REQUIRE(open.Begin(dir.PatternFile(10)) == S_OK);
  const auto item = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_STANDARD, item.Get(), nullptr) == S_OK);
  CHECK(item->WaitUntilReturned());
  CHECK(open.Callback()->Entered() == 0);
  busy.Open();
  REQUIRE(open.Wait());
  CHECK(open.EndResult() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "cancelling races with opening, and one of them wins") {
  constexpr int kOpens = 400;
  const TempDir dir;
  const auto existing = Wide(dir.PatternFile(10));
  std::atomic<int> stopped{0}, opened{0}, wrong{0};
  struct Seen {
    std::atomic<HRESULT> end{E_PENDING};
  };
  std::vector<Seen> seen(kOpens);
  for (int i = 0; i < kOpens; ++i) {
    const bool creates = i % 2 == 0;
    const WideString path = creates ? Wide(dir / ("new-" + std::to_string(i))) : existing;
    const auto callback = RecordingCallback::Create(
        [&, i](IMFAsyncResult* result) {
          StreamPtr stream;
          const HRESULT hr = MFEndCreateFile(result, stream.Put());
          if (hr != result->GetStatus() || SUCCEEDED(hr) != static_cast<bool>(stream)) wrong++;
          seen[i].end.store(hr);
          return S_OK;
        },
        kOnMultithreaded);
    com::ComPtr<IUnknown> cookie;
    REQUIRE(MFBeginCreateFile(creates ? MF_ACCESSMODE_WRITE : MF_ACCESSMODE_READ,
                              creates ? MF_OPENMODE_FAIL_IF_EXIST : MF_OPENMODE_FAIL_IF_NOT_EXIST,
                              MF_FILEFLAGS_NONE, path.c_str(), callback.Get(), nullptr,
                              cookie.Put()) == S_OK);
    // Sooner and later, from two threads.
    const int delay = i % 7 * 20;
    std::atomic<int> cancels{0};
    const auto cancel = [&] {
      for (int spin = 0; spin < delay; ++spin) std::this_thread::yield();
      const HRESULT hr = MFCancelCreateFile(cookie.Get());
      if (hr == S_OK) cancels++;
      if (hr != S_OK && hr != MF_E_UNEXPECTED) wrong++;
    };
    std::thread other(cancel);
    cancel();
    other.join();
    REQUIRE(callback->WaitUntilReturned(1, kHang));
    const HRESULT end = seen[i].end.load();
    if (cancels.load() > 1) wrong++;
    if (end != (cancels.load() == 1 ? MF_E_OPERATION_CANCELLED : S_OK)) wrong++;
    // What was cancelled has left no trace.
    if (creates && std::filesystem::exists(path) != (end == S_OK)) wrong++;
    (end == S_OK ? opened : stopped)++;
    cookie.Reset();
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
    CHECK(callback->Entered() == 1);
  }
  CHECK(wrong.load() == 0);
  CHECK(opened.load() + stopped.load() == kOpens);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a stream that was opened and never asked for goes with its result") {
  // Wine keeps it for ever.
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  com::ComPtr<IMFAsyncResult> kept;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    kept = com::ComPtr<IMFAsyncResult>(result);
    return S_OK;
  });
  REQUIRE(BeginOpen(path, callback.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  StreamPtr writer;
  CHECK(Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) ==
        HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION));
  kept.Reset();
  CHECK(Eventually([&] {
    return Open(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &writer) == S_OK;
  }));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "ends of one open race, and one gets the stream") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  for (int round = 0; round < 100; ++round) {
    com::ComPtr<IMFAsyncResult> kept;
    const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
      kept = com::ComPtr<IMFAsyncResult>(result);
      return S_OK;
    });
    REQUIRE(BeginOpen(path, callback.Get()) == S_OK);
    REQUIRE(callback->WaitUntilReturned());
    StreamPtr streams[2];
    HRESULT ends[2] = {E_PENDING, E_PENDING};
    std::thread other([&] { ends[0] = MFEndCreateFile(kept.Get(), streams[0].Put()); });
    ends[1] = MFEndCreateFile(kept.Get(), streams[1].Put());
    other.join();
    const int winner = ends[0] == S_OK ? 0 : 1;
    CHECK(ends[winner] == S_OK);
    CHECK(streams[winner]);
    CHECK(ends[1 - winner] == MF_E_UNEXPECTED);
    CHECK(!streams[1 - winner]);
    kept.Reset();
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "asynchronous opening refuses what is not its own, and null") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  const WideString wide = Wide(path);
  const auto callback = RecordingCallback::Create();
  StreamPtr stream;
  com::ComPtr<IUnknown> cookie;
  const auto begin = [&](LPCWSTR name, IMFAsyncCallback* whom) {
    return MFBeginCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE,
                             name, whom, nullptr, cookie.Put());
  };
  CHECK(begin(nullptr, callback.Get()) == E_INVALIDARG);
  CHECK(begin(wide.c_str(), nullptr) == E_INVALIDARG);
  CHECK(!cookie);

  CHECK(MFEndCreateFile(nullptr, stream.Put()) == E_INVALIDARG);
  CHECK(MFCancelCreateFile(nullptr) == E_INVALIDARG);
  com::ComPtr<IMFAsyncResult> plain;
  REQUIRE(MFCreateAsyncResult(nullptr, callback.Get(), nullptr, plain.Put()) == S_OK);
  CHECK(MFEndCreateFile(plain.Get(), stream.Put()) == E_INVALIDARG);
  CHECK(MFCancelCreateFile(plain.Get()) == E_INVALIDARG);
  CHECK(MFCancelCreateFile(UnknownFake::Create().Get()) == E_INVALIDARG);

  // The result of a read is not that of an open, and neither is the other way round.
  HRESULT end_of_read = S_OK, read_of_open = S_OK, without_out = S_OK;
  const StreamPtr source = OpenForRead(path);
  const auto reader = RecordingCallback::Create([&](IMFAsyncResult* result) {
    end_of_read = MFEndCreateFile(result, stream.Put());
    ULONG got = 0;
    return source->EndRead(result, &got);
  });
  BYTE bytes[10];
  REQUIRE(source->BeginRead(bytes, 10, reader.Get(), nullptr) == S_OK);
  const auto opener = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG got = 0;
    read_of_open = source->EndRead(result, &got);
    without_out = MFEndCreateFile(result, nullptr);
    return MFEndCreateFile(result, stream.Put());
  });
  REQUIRE(BeginOpen(path, opener.Get()) == S_OK);
  REQUIRE(reader->WaitUntilReturned());
  REQUIRE(opener->WaitUntilReturned());
  CHECK(end_of_read == E_INVALIDARG);
  CHECK(read_of_open == E_INVALIDARG);
  CHECK(without_out == E_POINTER);
  CHECK(stream);
  CHECK(Eventually([&] { return RefCount(reader) == 1 && RefCount(opener) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest,
                  "what MFCreateFile answers is the status of the asynchronous open") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  const WideString malformed = {WCHAR(0xD800), WCHAR('x')};
  struct Row {
    int access, mode, flags;
    const WideString& path;
    HRESULT status;
  };
  const WideString folder = Wide(dir.Path());
  const Row rows[] = {
      {MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_EXIST, 0, path,
       HRESULT_FROM_WIN32(ERROR_FILE_EXISTS)},
      {MF_ACCESSMODE_READ, MF_OPENMODE_RESET_IF_EXIST, 0, path, E_INVALIDARG},
      {MF_ACCESSMODE_READ, 5, 0, path, E_INVALIDARG},
      {0, MF_OPENMODE_FAIL_IF_NOT_EXIST, 0, path, E_INVALIDARG},
      {MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, 4, path, E_INVALIDARG},
      {MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, 0, malformed,
       HRESULT_FROM_WIN32(ERROR_INVALID_NAME)},
      {MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, 0, folder, E_ACCESSDENIED},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    HRESULT end = S_OK;
    const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
      StreamPtr stream;
      end = MFEndCreateFile(result, stream.Put());
      return S_OK;
    });
    REQUIRE(MFBeginCreateFile(static_cast<MF_FILE_ACCESSMODE>(row.access),
                              static_cast<MF_FILE_OPENMODE>(row.mode),
                              static_cast<MF_FILE_FLAGS>(row.flags), row.path.c_str(),
                              callback.Get(), nullptr, nullptr) == S_OK);
    REQUIRE(callback->WaitUntilReturned());
    CHECK(end == row.status);
    CHECK(callback->Calls()[0].status == row.status);
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "the client's SetStatus is what MFEndCreateFile answers") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  HRESULT failed = S_OK, mended = S_OK;
  const auto fails = RecordingCallback::Create([&](IMFAsyncResult* result) {
    (void)result->SetStatus(E_FAIL);
    StreamPtr stream;
    failed = MFEndCreateFile(result, stream.Put());
    CHECK(!stream);
    return S_OK;
  });
  const auto mends = RecordingCallback::Create([&](IMFAsyncResult* result) {
    (void)result->SetStatus(S_OK);
    StreamPtr stream;
    mended = MFEndCreateFile(result, stream.Put());
    CHECK(!stream);
    return S_OK;
  });
  REQUIRE(BeginOpen(path, fails.Get()) == S_OK);
  REQUIRE(BeginOpen(dir / "missing", mends.Get()) == S_OK);
  REQUIRE(fails->WaitUntilReturned());
  REQUIRE(mends->WaitUntilReturned());
  CHECK(failed == E_FAIL);
  CHECK(mended == MF_E_UNEXPECTED);
  CHECK(Eventually([&] { return RefCount(fails) == 1 && RefCount(mends) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a callback that names no queue fails MFBeginCreateFile") {
  const TempDir dir;
  const auto callback = RecordingCallback::Create({}, Parameters{0, 6});
  CHECK(BeginOpen(dir.PatternFile(10), callback.Get()) == MF_E_INVALID_WORKQUEUE);
  CHECK(RefCount(callback) == 1);
  CHECK(Never([&] { return callback->Entered() > 0; }));
}

TEST_CASE_FIXTURE(ObjectsTest, "without a platform nothing begins to open") {
  const TempDir dir;
  const auto callback = RecordingCallback::Create();
  com::ComPtr<IUnknown> cookie;
  CHECK(BeginOpen(dir.PatternFile(10), callback.Get(), nullptr, cookie.Put()) == MF_E_SHUTDOWN);
  CHECK(!cookie);
  CHECK(RefCount(callback) == 1);
  CHECK(Never([&] { return callback->Entered() > 0; }));
}

TEST_CASE_FIXTURE(ObjectsTest, "MFShutdown waits for a file that is being opened") {
  const TempDir dir;
  REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
  {
    AsyncOpen open;
    REQUIRE(open.Begin(dir.PatternFile(10)) == S_OK);
    CHECK(MFShutdown() == S_OK);
    CHECK(open.Callback()->Entered() == 1);
    CHECK(open.Wait());
    CHECK(open.EndResult() == S_OK);
  }
}

}  // namespace test
