// Reads that must wait for the disk, which is where the engines differ. In particular those of
// threads that end right after BeginRead: submitted to a ring by the thread itself, they would fail
// with EFAULT.

#include <fcntl.h>
#include <unistd.h>

#include "test/fixtures.h"
#include "test/portable/page_cache.h"
#include "test/reads.h"

namespace test {

namespace {

constexpr std::size_t kBlock = 4096;

// Drops the file from the page cache. False where the file system keeps it there: tmpfs.
bool MakeCold(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  CHECK(fsync(fd) == 0);
  CHECK(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
  close(fd);
  return ReadFirstByteFromCache(path) < 0;
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "cold reads of threads that end at once get their data") {
  constexpr int kThreads = 400;
  // Beyond what the kernel reads ahead.
  constexpr QWORD kStride = 64 * kBlock;
  const TempDir dir;
  const auto path = dir / "cold";
  {
    std::ofstream file(path, std::ios::binary);
    for (int i = 0; i < kThreads; ++i) {
      const auto block = Pattern(i * kStride, kBlock);
      file.seekp(static_cast<std::streamoff>(i * kStride));
      file.write(reinterpret_cast<const char*>(block.data()), kBlock);
    }
    REQUIRE(file.good());
  }
  if (!MakeCold(path))
    return Skip("cold reads of threads that end", "the temp directory is in memory");
  const StreamPtr stream = OpenForRead(path);
  std::vector<std::unique_ptr<AsyncRead>> reads;
  for (int i = 0; i < kThreads; ++i) reads.push_back(std::make_unique<AsyncRead>(stream, kBlock));
  std::atomic<int> refused{0};
  for (int i = 0; i < kThreads; ++i) {
    std::thread([&, i] {
      if (stream->SetCurrentPosition(i * kStride) != S_OK || reads[i]->Begin() != S_OK) {
        refused.fetch_add(1);
      }
    }).join();
  }
  CHECK(refused.load() == 0);
  int wrong = 0;
  for (int i = 0; i < kThreads; ++i) {
    REQUIRE(reads[i]->Wait(kHang));
    if (!reads[i]->Got(kBlock, i * kStride)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "cold reads in flight arrive while every callback blocks or spins") {
  constexpr int kBusy = 6;
  const TempDir dir;
  const auto path = dir.PatternFile(64 * kBlock);
  if (!MakeCold(path))
    return Skip("cold reads beside busy callbacks", "the temp directory is in memory");
  const StreamPtr stream = OpenForRead(path);
  // The reads begin inside the callbacks, on the engine's own threads, which then do not go back to
  // it.
  std::vector<std::unique_ptr<AsyncRead>> reads;
  for (int i = 0; i < kBusy; ++i) {
    reads.push_back(std::make_unique<AsyncRead>(stream, kBlock, kOnMultithreaded));
  }
  std::atomic<int> next{0};
  std::atomic<int> failed{0};
  const auto busy = RecordingCallback::Create([&](IMFAsyncResult*) {
    const int i = next.fetch_add(1);
    if (reads[i]->Begin() != S_OK) failed.fetch_add(1);
    if (i % 2 == 0) {
      if (!reads[i]->Wait(kHang)) failed.fetch_add(1);
      return S_OK;
    }
    const auto limit = std::chrono::steady_clock::now() + kHang;
    while (reads[i]->Callback()->Returned() == 0) {
      if (std::chrono::steady_clock::now() > limit) {
        failed.fetch_add(1);
        break;
      }
    }
    return S_OK;
  });
  for (int i = 0; i < kBusy; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, busy.Get(), nullptr) == S_OK);
  }
  CHECK(busy->WaitUntilReturned(kBusy, 2 * kHang));
  CHECK(failed.load() == 0);
  for (auto& read : reads) CHECK(read->EndResult() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "cold reads that are closed or cancelled under way come back once") {
  constexpr int kReads = 64;
  constexpr std::size_t kSize = 16 * kBlock;
  const TempDir dir;
  const auto path = dir.PatternFile(kReads * kSize);
  if (!MakeCold(path)) return Skip("cold reads cancelled", "the temp directory is in memory");
  for (const bool closes : {false, true}) {
    CAPTURE(closes);
    (void)MakeCold(path);
    const StreamPtr stream = OpenForRead(path);
    std::vector<std::unique_ptr<AsyncRead>> reads;
    for (int i = 0; i < kReads; ++i) {
      reads.push_back(std::make_unique<AsyncRead>(stream, kSize));
      REQUIRE(reads.back()->Begin() == S_OK);
    }
    if (closes) {
      CHECK(stream->Close() == S_OK);
    } else {
      CHECK(stream->Seek(msoBegin, 0, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, nullptr) == S_OK);
    }
    for (int i = 0; i < kReads; ++i) {
      REQUIRE(reads[i]->Wait(kHang));
      CHECK((reads[i]->Got(kSize, i * QWORD{kSize}) ||
             reads[i]->EndResult() == HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)));
      CHECK(reads[i]->Callback()->Entered() == 1);
    }
  }
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a descriptor used again does not get the old stream's cancelling") {
  const TempDir dir;
  const auto path = dir.PatternFile(64 * kBlock);
  const auto other = dir.PatternFile(64 * kBlock, "other.bin");
  for (int i = 0; i < 50; ++i) {
    CAPTURE(i);
    (void)MakeCold(path);
    (void)MakeCold(other);
    StreamPtr cancelled = OpenForRead(path);
    AsyncRead dropped(cancelled, kBlock);
    REQUIRE(dropped.Begin() == S_OK);
    CHECK(cancelled->Close() == S_OK);
    REQUIRE(dropped.Wait(kHang));
    // Most likely the same number.
    const StreamPtr stream = OpenForRead(other);
    AsyncRead read(stream, 32 * kBlock);
    REQUIRE(read.Begin() == S_OK);
    REQUIRE(read.Wait(kHang));
    CHECK(read.Got(32 * kBlock, 0));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "big cold reads arrive whole") {
  constexpr std::size_t kSize = 24 << 20;
  const TempDir dir;
  const auto path = dir.PatternFile(kSize + 100);
  (void)MakeCold(path);
  const StreamPtr stream = OpenForRead(path);
  AsyncRead big(stream, kSize);
  AsyncRead rest(stream, 1000);
  REQUIRE(big.Begin() == S_OK);
  REQUIRE(rest.Begin() == S_OK);
  REQUIRE(big.Wait(kHang));
  REQUIRE(rest.Wait(kHang));
  CHECK(big.Got(kSize, 0));
  CHECK(rest.Got(100, kSize));
}

}  // namespace test
