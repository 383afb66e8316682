// Loss of nothing, by numbers: every read that began calls back exactly once, with its own bytes.

#include <random>

#include "bridge/positions.h"
#include "test/fakes.h"
#include "test/files.h"
#include "test/fixtures.h"
#include "test/recording_callback.h"

namespace test {

TEST_CASE_FIXTURE(PlatformTest,
                  "ten thousand reads from several threads and streams each come back once") {
  constexpr int kThreads = 4;
  constexpr ULONG kSize = 700;
  constexpr std::size_t kFileSize = 1 << 20;
  constexpr int kPerThread = 2500;
  // Where a read takes the position when it runs, the reads of a stream take turns.
  const bool take_turns = !bridge::FindPositions().early;
  const TempDir dir;
  const auto path = dir.PatternFile(kFileSize);

  struct Read {
    std::vector<BYTE> buffer = std::vector<BYTE>(kSize, BYTE{0xEE});
    QWORD offset = 0;
    std::atomic<int> invokes{0};
    bool right = false;
  };
  // The state names the read: its address is the key.
  class ReadState final : public com::RefCounted<IUnknown> {
   public:
    explicit ReadState(Read* read) : read(read) {}
    Read* const read;

   protected:
    ~ReadState() override = default;
    bool Answers(REFIID) const noexcept override { return false; }
  };

  std::vector<StreamPtr> streams;
  for (int i = 0; i < kThreads; ++i) streams.push_back(OpenForRead(path));
  std::vector<std::vector<Read>> reads(kThreads);
  std::vector<com::ComPtr<RecordingCallback>> callbacks;
  for (int i = 0; i < kThreads; ++i) {
    reads[i] = std::vector<Read>(static_cast<std::size_t>(kPerThread));
    callbacks.push_back(RecordingCallback::Create(
        [stream = streams[i].Get()](IMFAsyncResult* result) {
          Read& read = *static_cast<ReadState*>(result->GetStateNoAddRef())->read;
          ULONG got = 0;
          const HRESULT hr = stream->EndRead(result, &got);
          read.right =
              hr == S_OK && got == kSize && IsPattern(read.buffer.data(), got, read.offset);
          read.invokes.fetch_add(1);
          return S_OK;
        },
        i % 2 == 0 ? std::nullopt : std::optional<Parameters>(kOnMultithreaded)));
  }

  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      for (int j = 0; j < kPerThread; ++j) {
        Read& read = reads[i][j];
        read.offset = random() % (kFileSize - kSize);
        if (FAILED(streams[i]->SetCurrentPosition(read.offset))) refused.fetch_add(1);
        const auto state = com::ComPtr<ReadState>::Adopt(new ReadState(&read));
        if (FAILED(streams[i]->BeginRead(read.buffer.data(), kSize, callbacks[i].Get(),
                                         state.Get()))) {
          refused.fetch_add(1);
        } else if (take_turns && !callbacks[i]->WaitUntilReturned(j + 1, kHang)) {
          refused.fetch_add(1);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(refused.load() == 0);

  for (int i = 0; i < kThreads; ++i) {
    REQUIRE(callbacks[i]->WaitUntilReturned(kPerThread, kHang));
    CHECK(Eventually([&] { return RefCount(callbacks[i]) == 1; }));
    CHECK(callbacks[i]->Entered() == kPerThread);
    int wrong = 0;
    for (int j = 0; j < kPerThread; ++j) {
      if (reads[i][j].invokes.load() != 1 || !reads[i][j].right) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a chain of a hundred thousand reads does not grow the stack") {
  constexpr int kReads = 100000;
  constexpr ULONG kSize = 64;
  constexpr QWORD kFileSize = 64 * 1024;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kFileSize));

  // Begins the next read from the Invoke of the one before.
  class Chain final : public com::RefCounted<IMFAsyncCallback> {
   public:
    explicit Chain(IMFByteStream* stream) : stream_(stream) {}

    HRESULT Begin() {
      if (offset_ == kFileSize) {
        offset_ = 0;
        if (FAILED(stream_->SetCurrentPosition(0))) return E_FAIL;
      }
      return stream_->BeginRead(bytes_, kSize, this, nullptr);
    }

    HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
      thread_local int depth = 0;
      if (++depth > 1) nested.store(true);
      ULONG got = 0;
      const HRESULT hr = stream_->EndRead(result, &got);
      if (hr != S_OK || got != kSize || !IsPattern(bytes_, kSize, offset_)) wrong.fetch_add(1);
      offset_ += kSize;
      if (++done == kReads || FAILED(Begin())) finished.Open();
      --depth;
      return S_OK;
    }

    std::atomic<int> done{0};
    std::atomic<int> wrong{0};
    std::atomic<bool> nested{false};
    Gate finished;

   protected:
    ~Chain() override = default;
    bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

   private:
    IMFByteStream* const stream_;
    BYTE bytes_[kSize] = {};
    // Handed on from Invoke to Invoke.
    QWORD offset_ = 0;
  };

  const auto chain = com::ComPtr<Chain>::Adopt(new Chain(stream.Get()));
  REQUIRE(chain->Begin() == S_OK);
  REQUIRE(chain->finished.Wait(kHang));
  CHECK(chain->done.load() == kReads);
  CHECK(chain->wrong.load() == 0);
  CHECK_FALSE(chain->nested.load());
  CHECK(Eventually([&] { return RefCount(chain) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "a hundred thousand work items each run once") {
  constexpr int kItems = 100000;
  std::atomic<int> runs{0};
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult*) {
    runs.fetch_add(1);
    return S_OK;
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const DWORD queue =
          i % 2 == 0 ? MFASYNC_CALLBACK_QUEUE_STANDARD : MFASYNC_CALLBACK_QUEUE_MULTITHREADED;
      for (int j = 0; j < kItems / 4; ++j) {
        (void)MFPutWorkItem(queue, callback.Get(), nullptr);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  REQUIRE(callback->WaitUntilReturned(kItems, kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(runs.load() == kItems);
}

}  // namespace test
