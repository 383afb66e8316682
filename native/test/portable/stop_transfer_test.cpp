// Stopping one transfer of several: it completes once, with ERROR_OPERATION_ABORTED when it was
// really stopped, else with its data; the others never notice.

#include "mfplat/platform.h"
#include "mfplat/positional_stream.h"
#include "portable/engine/engine.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

using mfplat::PositionalStream;

const HRESULT kAborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);

com::ComPtr<PositionalStream> OpenPositional(const std::filesystem::path& path,
                                             MF_FILE_ACCESSMODE access, MF_FILE_OPENMODE mode) {
  StreamPtr stream;
  REQUIRE(Open(path, access, mode, &stream) == S_OK);
  com::ComPtr<PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  return positional;
}

// Occupies every thread that may block, as 32 reads of a disk that hangs would.
class BusyPool {
 public:
  static constexpr int kThreads = 32;

  BusyPool() {
    for (auto& each : work_) {
      each.pool = this;
      portable::Engine::Get().Accept();
      portable::Engine::Get().SubmitBlocking(&each);
    }
    CHECK(entered_.WaitFor(kThreads, kHang));
  }
  BusyPool(const BusyPool&) = delete;
  BusyPool& operator=(const BusyPool&) = delete;
  ~BusyPool() { Free(); }

  void Free() {
    gate_.Open();
    CHECK(left_.WaitFor(kThreads, kHang));
  }

 private:
  struct Work final : portable::BlockingWork {
    BusyPool* pool = nullptr;
    void RunBlocking() noexcept override {
      pool->entered_.Add();
      (void)pool->gate_.Wait(kHang);
      portable::Engine::Get().Delivered();
      pool->left_.Add();
    }
  };

  Gate gate_;
  Counter entered_;
  Counter left_;
  Work work_[kThreads];
};

// A keyed transfer that ends itself in Invoke, on a queue that does not serialise.
class KeyedTransfer {
 public:
  KeyedTransfer(com::ComPtr<PositionalStream> stream, std::vector<BYTE> bytes)
      : stream_(std::move(stream)), bytes_(std::move(bytes)) {
    callback_ = RecordingCallback::Create(
        [this](IMFAsyncResult* result) {
          end_ = writes_ ? stream_->EndWrite(result, &count_) : stream_->EndRead(result, &count_);
          return S_OK;
        },
        kOnMultithreaded);
  }
  KeyedTransfer(const KeyedTransfer&) = delete;
  KeyedTransfer& operator=(const KeyedTransfer&) = delete;
  ~KeyedTransfer() {
    CHECK(Eventually([this] { return RefCount(callback_) == 1; }, kHang));
  }

  HRESULT BeginRead(QWORD position, UINT64 key) {
    return stream_->BeginReadAt(position, bytes_.data(), static_cast<ULONG>(bytes_.size()),
                                callback_.Get(), nullptr, key);
  }
  HRESULT BeginWrite(QWORD position, UINT64 key) {
    writes_ = true;
    return stream_->BeginWriteAt(position, bytes_.data(), static_cast<ULONG>(bytes_.size()),
                                 callback_.Get(), nullptr, key);
  }
  [[nodiscard]] bool Wait(std::chrono::milliseconds limit = kHang) {
    return callback_->WaitUntilReturned(1, limit);
  }

  // Valid once Wait has succeeded.
  bool WasStopped() const { return end_ == kAborted && count_ == 0; }
  bool IsDone() const { return end_ == S_OK && count_ == bytes_.size(); }
  const std::vector<BYTE>& Bytes() const { return bytes_; }
  int Invocations() { return callback_->Entered(); }

 private:
  const com::ComPtr<PositionalStream> stream_;
  std::vector<BYTE> bytes_;
  com::ComPtr<RecordingCallback> callback_;
  bool writes_ = false;
  HRESULT end_ = E_PENDING;
  ULONG count_ = 0;
};

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "a write that waits for a thread is stopped at once") {
  const TempDir dir;
  const auto path = dir / "written";
  const auto stream = OpenPositional(path, MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST);
  BusyPool busy;
  KeyedTransfer first(stream, Pattern(0, 100));
  KeyedTransfer stopped(stream, Pattern(100, 100));
  KeyedTransfer last(stream, Pattern(200, 100));
  REQUIRE(first.BeginWrite(0, 1) == S_OK);
  REQUIRE(stopped.BeginWrite(100, 2) == S_OK);
  REQUIRE(last.BeginWrite(200, 3) == S_OK);
  if (mfplat::Describe().engine == "threads") {
    CHECK(stream->StopTransfer(2) == S_OK);
    CHECK(stopped.Wait());
    CHECK(stopped.WasStopped());
    CHECK(stream->StopTransfer(2) == S_FALSE);
    busy.Free();
    REQUIRE(first.Wait());
    REQUIRE(last.Wait());
    CHECK(first.IsDone());
    CHECK(last.IsDone());
    const auto content = ReadFileBytes(path);
    REQUIRE(content.size() == 300);
    CHECK(IsPattern(content.data(), 100, 0));
    CHECK(content[100] == 0);
    CHECK(content[199] == 0);
    CHECK(IsPattern(content.data() + 200, 100, 200));
  } else {
    // A ring needs no such thread.
    REQUIRE(first.Wait());
    REQUIRE(stopped.Wait());
    REQUIRE(last.Wait());
    CHECK(stopped.IsDone());
    CHECK(stream->StopTransfer(2) == S_FALSE);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a transfer that waits for a thread goes with its stream, too") {
  const TempDir dir;
  const auto stream =
      OpenPositional(dir / "written", MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST);
  KeyedTransfer closed(stream, Pattern(0, 100));
  {
    BusyPool busy;
    REQUIRE(closed.BeginWrite(0, 1) == S_OK);
    CHECK(stream->Close() == S_OK);
    // Closed streams keep their rule: a thread that has begun is waited for.
    (void)stream->StopTransfer(1);
  }
  REQUIRE(closed.Wait());
  CHECK((closed.WasStopped() || closed.IsDone()));
  CHECK(closed.Invocations() == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a transfer that a thread blocks in is not asked to stop any more") {
  struct Request final : portable::IoRequest {
    bool Cancelled() const noexcept override { return AskedToStop(); }
    void Complete(HRESULT status) noexcept override { completed = status; }
    HRESULT completed = E_PENDING;
  };
  Request begun;
  // It fails, having no file; what counts is that it was tried.
  begun.size = 1;
  begun.RunBlocking();
  CHECK(begun.completed == E_HANDLE);
  CHECK_FALSE(begun.AskToStop());
  Request stopped;
  stopped.size = 1;
  CHECK(stopped.AskToStop());
  CHECK(stopped.AskToStop());
  stopped.RunBlocking();
  CHECK(stopped.completed == kAborted);
}

TEST_CASE_FIXTURE(PlatformTest, "stopping, completing and closing at once lose no transfer") {
  constexpr int kTransfers = 400;
  constexpr std::size_t kSize = 5000;
  const TempDir dir;
  const auto path = dir.PatternFile(kTransfers * kSize);
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    const bool writes = round % 2 == 1;
    const auto stream = OpenPositional(path, writes ? MF_ACCESSMODE_READWRITE : MF_ACCESSMODE_READ,
                                       MF_OPENMODE_FAIL_IF_NOT_EXIST);
    std::vector<std::unique_ptr<KeyedTransfer>> transfers;
    for (int i = 0; i < kTransfers; ++i) {
      transfers.push_back(std::make_unique<KeyedTransfer>(
          stream, writes ? Pattern(i * kSize, kSize) : std::vector<BYTE>(kSize)));
    }
    std::vector<HRESULT> begun(kTransfers, E_PENDING);
    std::vector<HRESULT> asked(kTransfers, E_PENDING);
    std::atomic<int> next{0};
    std::thread stopper([&] {
      // Follows the beginner as closely as it can.
      for (int i = 0; i < kTransfers; ++i) {
        while (next.load() <= i) std::this_thread::yield();
        if (i % 3 != 0) asked[i] = stream->StopTransfer(static_cast<UINT64>(i));
      }
    });
    std::thread closer([&] {
      while (next.load() < kTransfers / 2) std::this_thread::yield();
      if (round % 4 >= 2) (void)stream->Close();
    });
    for (int i = 0; i < kTransfers; ++i) {
      const QWORD position = i * kSize;
      const auto key = static_cast<UINT64>(i);
      begun[i] =
          writes ? transfers[i]->BeginWrite(position, key) : transfers[i]->BeginRead(position, key);
      next.store(i + 1);
    }
    stopper.join();
    closer.join();
    int wrong = 0;
    for (int i = 0; i < kTransfers; ++i) {
      if (begun[i] != S_OK) {
        if (begun[i] != MF_E_INVALIDREQUEST || transfers[i]->Invocations() != 0) ++wrong;
        continue;
      }
      REQUIRE(transfers[i]->Wait());
      if (transfers[i]->Invocations() != 1) ++wrong;
      if (!transfers[i]->WasStopped() && !transfers[i]->IsDone()) ++wrong;
      // What was not stopped is done, unless the stream was closed.
      if (transfers[i]->WasStopped() && round % 4 < 2 && asked[i] != S_OK) ++wrong;
      if (transfers[i]->IsDone() &&
          !IsPattern(transfers[i]->Bytes().data(), kSize, i * QWORD{kSize})) {
        ++wrong;
      }
    }
    CHECK(wrong == 0);
  }
}

}  // namespace test
