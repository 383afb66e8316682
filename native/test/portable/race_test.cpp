// Everything at once: what several threads do to one stream, one result, one queue, one platform.

#include <filesystem>

#include "mfplat/positional_stream.h"
#include "test/attributes.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

const HRESULT kAborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);

// Runs `body` with 0, 1, … on as many threads at once.
template <class Body>
void OnThreads(int count, Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(body, i);
  for (auto& thread : threads) thread.join();
}

// How many descriptors of this process are of that file.
int Descriptors(const std::filesystem::path& path) {
  int count = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(each.path(), gone) == path) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "of two threads that end one read, one gets it") {
  constexpr int kReads = 500;
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(kReads * 10));
  BYTE bytes[kReads * 10];
  std::mutex mutex;
  std::vector<com::ComPtr<IMFAsyncResult>> results;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    std::lock_guard lock(mutex);
    results.emplace_back(result);
    return S_OK;
  });
  for (int i = 0; i < kReads; ++i) {
    REQUIRE(stream->BeginRead(bytes + 10 * i, 10, callback.Get(), nullptr) == S_OK);
  }
  REQUIRE(callback->WaitUntilReturned(kReads));
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  OnThreads(2, [&](int) {
    for (auto& result : results) {
      ULONG got = 0;
      const HRESULT hr = stream->EndRead(result.Get(), &got);
      if (hr == S_OK && got == 10) won.fetch_add(1);
      if (hr == E_INVALIDARG && got == 0) lost.fetch_add(1);
    }
  });
  CHECK(won.load() == kReads);
  CHECK(lost.load() == kReads);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "reads, seeks, cancels and Close on one stream at once lose nothing") {
  const TempDir dir;
  const auto path = dir.PatternFile(1 << 20);
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    const StreamPtr stream = OpenForRead(path);
    std::atomic<int> begun{0};
    std::atomic<int> wrong{0};
    const auto callback = RecordingCallback::Create(
        [&](IMFAsyncResult* result) {
          ULONG got = 0;
          const HRESULT hr = stream->EndRead(result, &got);
          if (hr != S_OK && hr != kAborted) wrong.fetch_add(1);
          if (hr == kAborted && got != 0) wrong.fetch_add(1);
          return S_OK;
        },
        round % 2 == 0 ? std::nullopt : std::optional<Parameters>(kOnMultithreaded));
    std::vector<std::vector<BYTE>> buffers(4, std::vector<BYTE>(200 * 1000));
    OnThreads(4, [&](int thread) {
      for (int i = 0; i < 200; ++i) {
        HRESULT hr =
            stream->BeginRead(buffers[thread].data() + 1000 * i, 1000, callback.Get(), nullptr);
        if (hr == S_OK) {
          begun.fetch_add(1);
        } else if (hr != MF_E_INVALIDREQUEST) {
          wrong.fetch_add(1);
        }
        QWORD unused = 0;
        if (i % 5 == 0) {
          const DWORD flags = i % 10 == 0 ? MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO : 0;
          hr = stream->Seek(msoBegin, 4096 * thread, flags, &unused);
          if (hr != S_OK && hr != MF_E_INVALIDREQUEST) wrong.fetch_add(1);
        }
        if (thread == 3 && i == 150 && stream->Close() != S_OK) wrong.fetch_add(1);
      }
    });
    CHECK(wrong.load() == 0);
    REQUIRE(callback->WaitUntilReturned(begun.load(), kHang));
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
    CHECK(callback->Entered() == begun.load());
  }
}

TEST_CASE_FIXTURE(PlatformTest,
                  "transfers at positions and Close at once lose nothing, and the file is closed") {
  const TempDir dir;
  const auto path = dir.PatternFile(1 << 20);
  for (int round = 0; round < 50; ++round) {
    CAPTURE(round);
    const StreamPtr stream = OpenForRead(path);
    com::ComPtr<mfplat::PositionalStream> positional;
    REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                   reinterpret_cast<void**>(positional.Put())) == S_OK);
    std::atomic<int> begun{0};
    std::atomic<int> wrong{0};
    const auto callback = RecordingCallback::Create(
        [&](IMFAsyncResult* result) {
          ULONG got = 0;
          const HRESULT hr = stream->EndRead(result, &got);
          if (hr != S_OK && hr != kAborted) wrong.fetch_add(1);
          if (got != (hr == S_OK ? 1000 : 0)) wrong.fetch_add(1);
          return S_OK;
        },
        kOnMultithreaded);
    std::vector<std::vector<BYTE>> buffers(4, std::vector<BYTE>(200 * 1000));
    OnThreads(4, [&](int thread) {
      for (int i = 0; i < 200; ++i) {
        BYTE* const bytes = buffers[thread].data() + 1000 * i;
        const auto position = static_cast<QWORD>(1000 * (i + 200 * thread));
        HRESULT hr = S_OK;
        if (i % 7 == 0) {
          ULONG got = 0;
          hr = positional->ReadAt(position, bytes, 1000, &got);
          if (hr == S_OK && (got != 1000 || !IsPattern(bytes, got, position))) wrong.fetch_add(1);
        } else {
          const UINT64 key = i % 3 == 0 ? static_cast<UINT64>(i + 200 * thread) : mfplat::kNoKey;
          hr = positional->BeginReadAt(position, bytes, 1000, callback.Get(), nullptr, key);
          if (hr == S_OK) begun.fetch_add(1);
          if (i % 9 == 0) (void)positional->StopTransfer(key);
        }
        if (hr != S_OK && hr != MF_E_INVALIDREQUEST) wrong.fetch_add(1);
        if (thread == 3 && i == 4 * round && stream->Close() != S_OK) wrong.fetch_add(1);
      }
    });
    REQUIRE(callback->WaitUntilReturned(begun.load(), kHang));
    CHECK(wrong.load() == 0);
    CHECK(callback->Entered() == begun.load());
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
    // By a thread that may wait for that.
    CHECK(Eventually([&] { return Descriptors(path) == 0; }));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "a private queue that is unlocked runs what it has, then goes") {
  DWORD id = 0;
  REQUIRE(MFAllocateWorkQueue(&id) == S_OK);
  Gate gate;
  const auto first = RecordingCallback::Create([&](IMFAsyncResult*) {
    (void)gate.Wait(kHang);
    return S_OK;
  });
  const auto rest = RecordingCallback::Create();
  REQUIRE(MFPutWorkItem(id, first.Get(), nullptr) == S_OK);
  for (int i = 0; i < 10; ++i) REQUIRE(MFPutWorkItem(id, rest.Get(), nullptr) == S_OK);
  REQUIRE(first->WaitUntilEntered());
  CHECK(MFUnlockWorkQueue(id) == S_OK);
  CHECK(MFPutWorkItem(id, rest.Get(), nullptr) == MF_E_INVALID_WORKQUEUE);
  gate.Open();
  CHECK(rest->WaitUntilReturned(10));
}

TEST_CASE_FIXTURE(PlatformTest, "private queues come and go on several threads") {
  std::atomic<int> wrong{0};
  std::atomic<int> put{0};
  const auto callback = RecordingCallback::Create();
  OnThreads(4, [&](int) {
    for (int i = 0; i < 200; ++i) {
      DWORD id = 0;
      if (MFAllocateWorkQueue(&id) != S_OK) wrong.fetch_add(1);
      if (MFPutWorkItem(id, callback.Get(), nullptr) == S_OK) put.fetch_add(1);
      if (MFUnlockWorkQueue(id) != S_OK) wrong.fetch_add(1);
    }
  });
  CHECK(wrong.load() == 0);
  CHECK(put.load() == 800);
  CHECK(callback->WaitUntilReturned(800, kHang));
}

TEST_CASE_FIXTURE(ObjectsTest, "several threads start, use and stop the platform") {
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  std::atomic<int> wrong{0};
  OnThreads(4, [&](int) {
    StreamPtr stream;
    if (Open(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) != S_OK) {
      wrong.fetch_add(1);
      return;
    }
    for (int i = 0; i < 25; ++i) {
      if (MFStartup(MF_VERSION, MFSTARTUP_FULL) != S_OK) wrong.fetch_add(1);
      {
        if (stream->SetCurrentPosition(0) != S_OK) wrong.fetch_add(1);
        AsyncRead read(stream, 1000);
        if (read.Begin() != S_OK || !read.Wait(kHang) || !read.Got(1000, 0)) wrong.fetch_add(1);
      }
      if (MFShutdown() != S_OK) wrong.fetch_add(1);
    }
  });
  CHECK(wrong.load() == 0);
  DWORD queue = 0;
  CHECK(MFAllocateWorkQueue(&queue) == MF_E_SHUTDOWN);
}

TEST_CASE_FIXTURE(PlatformTest, "several threads ask one stream for its attributes") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(10));
  StreamPtr wrapper;
  REQUIRE(MFCreateMFByteStreamWrapper(stream.Get(), wrapper.Put()) == S_OK);
  std::atomic<int> wrong{0};
  OnThreads(4, [&](int thread) {
    const StreamPtr& asked = thread % 2 == 0 ? stream : wrapper;
    for (UINT32 i = 0; i < 500; ++i) {
      void* found = nullptr;
      if (asked->QueryInterface(IID_IMFAttributes, &found) != S_OK) {
        wrong.fetch_add(1);
        continue;
      }
      auto* const attributes = static_cast<IMFAttributes*>(found);
      if (attributes->SetUINT32(kKeys[thread], i) != S_OK) wrong.fetch_add(1);
      UINT32 value = 0;
      if (attributes->GetUINT32(kKeys[thread], &value) != S_OK || value != i) wrong.fetch_add(1);
      attributes->Release();
    }
  });
  CHECK(wrong.load() == 0);
  // The test's own, and the wrapper's three: stream, attributes and positions.
  CHECK(RefCount(stream) == 4);
  CHECK(RefCount(wrapper) == 1);
}

}  // namespace test
