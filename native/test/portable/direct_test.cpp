// MF_FILEFLAGS_NOBUFFERING: aligned transfers go past the page cache, and it cannot be told from
// the bytes which way one went.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <random>

#include "mfplat/positional_stream.h"
#include "portable/engine/io_request.h"
#include "portable/file/open_file.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

// Suits whatever alignment the file system asks for.
constexpr std::size_t kPage = 4096;

struct PageAligned {
  explicit PageAligned(std::size_t size)
      : bytes(static_cast<BYTE*>(std::aligned_alloc(kPage, (size + kPage - 1) / kPage * kPage)),
              &std::free) {
    REQUIRE(bytes != nullptr);
    std::memset(bytes.get(), 0xEE, size);
  }
  BYTE* Get() const { return bytes.get(); }

  const std::unique_ptr<BYTE, decltype(&std::free)> bytes;
};

StreamPtr OpenUnbuffered(const std::filesystem::path& path, MF_FILE_ACCESSMODE access,
                         MF_FILE_OPENMODE mode) {
  StreamPtr stream;
  REQUIRE(Open(path, access, mode, &stream, MF_FILEFLAGS_NOBUFFERING) == S_OK);
  return stream;
}

com::ComPtr<mfplat::PositionalStream> Positional(const StreamPtr& stream) {
  com::ComPtr<mfplat::PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  return positional;
}

struct Outcome {
  HRESULT status = E_PENDING;
  ULONG count = 0;
};
// Begins a transfer and waits for its end.
template <class Begin, class End>
Outcome Transfer(Begin begin, End end) {
  Outcome outcome;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    outcome.status = end(result, &outcome.count);
    return S_OK;
  });
  REQUIRE(begin(callback.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned(1, kHang));
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  return outcome;
}
Outcome ReadAt(const StreamPtr& stream, QWORD position, BYTE* bytes, ULONG size) {
  return Transfer(
      [&](IMFAsyncCallback* callback) {
        return Positional(stream)->BeginReadAt(position, bytes, size, callback, nullptr,
                                               mfplat::kNoKey);
      },
      [&](IMFAsyncResult* result, ULONG* count) { return stream->EndRead(result, count); });
}
Outcome WriteAt(const StreamPtr& stream, QWORD position, const BYTE* bytes, ULONG size) {
  return Transfer(
      [&](IMFAsyncCallback* callback) {
        return Positional(stream)->BeginWriteAt(position, bytes, size, callback, nullptr,
                                                mfplat::kNoKey);
      },
      [&](IMFAsyncResult* result, ULONG* count) { return stream->EndWrite(result, count); });
}

// How many of the file's pages the page cache has.
int PagesInCache(int fd, std::size_t size) {
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  REQUIRE(mapped != MAP_FAILED);
  std::vector<unsigned char> pages(size / kPage);
  CHECK(mincore(mapped, size, pages.data()) == 0);
  munmap(mapped, size);
  int count = 0;
  for (const unsigned char page : pages) count += page & 1;
  return count;
}

}  // namespace

TEST_CASE("direct: only what is aligned in memory and in the file is taken") {
  const portable::DirectFile none;
  const portable::DirectFile direct = {7, 16, 512};
  const auto at = [](std::uintptr_t address) { return reinterpret_cast<const void*>(address); };
  CHECK_FALSE(none.Takes(at(4096), 0, 512));
  CHECK(direct.Takes(at(16), 1024, 1536));
  CHECK_FALSE(direct.Takes(at(8), 1024, 1536));
  CHECK_FALSE(direct.Takes(at(16), 1000, 1536));
  CHECK_FALSE(direct.Takes(at(16), 1024, 1500));
  CHECK_FALSE(direct.Takes(at(16), 1024, 0));
  CHECK(direct.Takes(at(16), std::uint64_t{1} << 62, 512));
}

TEST_CASE("direct: a request goes on through the other descriptor where it is not aligned") {
  struct Request final : portable::IoRequest {
    bool Cancelled() const noexcept override { return false; }
    void Complete(HRESULT) noexcept override {}
  } request;
  const PageAligned memory(8192);
  request.buffer = memory.Get();
  request.size = 8192;
  request.fd = 5;
  request.direct = {6, 512, 512};
  HRESULT status = S_OK;
  CHECK(request.NextFd() == 6);
  CHECK_FALSE(request.TryWithoutBlocking(&status));
  CHECK_FALSE(request.Advance(-EINTR, &status));
  CHECK(request.NextFd() == 6);
  CHECK_FALSE(request.Advance(1024, &status));
  CHECK(request.NextFd() == 6);
  CHECK_FALSE(request.Advance(100, &status));
  CHECK(request.NextFd() == 5);
  CHECK(request.done == 1124);
  // A refusal of the buffered descriptor is one.
  CHECK(request.Advance(-EINVAL, &status));
  CHECK(FAILED(status));
}

TEST_CASE("direct: what the file system refuses goes through the cache") {
  const TempDir dir;
  const int fd = open(dir.PatternFile(3 * kPage).c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  const PageAligned memory(2 * kPage);
  struct Request final : portable::IoRequest {
    bool Cancelled() const noexcept override { return false; }
    void Complete(HRESULT) noexcept override {}
  } request;
  request.buffer = memory.Get();
  request.offset = kPage;
  request.size = 2 * kPage;
  request.fd = fd;
  for (const int refusal : {EINVAL, EOPNOTSUPP}) {
    CAPTURE(refusal);
    HRESULT status = E_PENDING;
    request.done = 0;
    request.direct = {fd, kPage, kPage};
    CHECK_FALSE(request.Advance(-refusal, &status));
    CHECK(request.direct.fd == -1);
    CHECK(request.TransferBlocking() == S_OK);
    CHECK(request.done == 2 * kPage);
    CHECK(IsPattern(memory.Get(), 2 * kPage, kPage));
  }
  close(fd);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "direct: reads give the file's bytes, aligned or not, and its end") {
  constexpr std::size_t kSize = 5 * kPage + 300;
  const TempDir dir;
  const auto path = dir.PatternFile(kSize);
  const StreamPtr stream = OpenUnbuffered(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST);
  const PageAligned memory(8 * kPage);
  struct {
    std::size_t at;
    QWORD position;
    ULONG size;
  } const cases[] = {
      {0, 0, kPage},          {0, 0, 5 * kPage},    {0, 0, 8 * kPage},     {0, 5 * kPage, kPage},
      {0, 6 * kPage, kPage},  {1, 0, kPage},        {512, 512, 512},       {0, 100, kPage},
      {0, kPage, kPage - 96}, {7, 4090, 3 * kPage}, {0, kPage, 7 * kPage}, {16, kPage, 2 * kPage},
  };
  for (const auto& each : cases) {
    CAPTURE(each.at);
    CAPTURE(each.position);
    CAPTURE(each.size);
    const QWORD rest = each.position < kSize ? kSize - each.position : 0;
    const ULONG expected = static_cast<ULONG>(std::min<QWORD>(each.size, rest));
    std::memset(memory.Get(), 0xEE, 8 * kPage);
    const Outcome read = ReadAt(stream, each.position, memory.Get() + each.at, each.size);
    CHECK(read.status == S_OK);
    CHECK(read.count == expected);
    CHECK(IsPattern(memory.Get() + each.at, expected, each.position));
    ULONG count = 0;
    std::memset(memory.Get(), 0xEE, 8 * kPage);
    CHECK(Positional(stream)->ReadAt(each.position, memory.Get() + each.at, each.size, &count) ==
          S_OK);
    CHECK(count == expected);
    CHECK(IsPattern(memory.Get() + each.at, expected, each.position));
  }
}

TEST_CASE_FIXTURE(PlatformTest, "direct: a file that is cut meanwhile ends where it ends") {
  const TempDir dir;
  const auto path = dir.PatternFile(4 * kPage);
  const StreamPtr stream = OpenUnbuffered(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST);
  const PageAligned memory(4 * kPage);
  // The stream has seen the length.
  CHECK(ReadAt(stream, 0, memory.Get(), kPage).count == kPage);
  REQUIRE(truncate(path.c_str(), kPage + 100) == 0);
  const Outcome unaligned = ReadAt(stream, 0, memory.Get(), 4 * kPage);
  CHECK(unaligned.status == S_OK);
  CHECK(unaligned.count == kPage + 100);
  CHECK(IsPattern(memory.Get(), unaligned.count, 0));
  REQUIRE(truncate(path.c_str(), kPage) == 0);
  const Outcome aligned = ReadAt(stream, 0, memory.Get(), 4 * kPage);
  CHECK(aligned.status == S_OK);
  CHECK(aligned.count == kPage);
}

TEST_CASE_FIXTURE(PlatformTest, "direct: reads and writes of every alignment see one another") {
  constexpr std::size_t kSize = 64 * kPage;
  const TempDir dir;
  const auto path = dir / "mixed";
  const StreamPtr stream =
      OpenUnbuffered(path, MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST);
  std::vector<BYTE> expected;
  const PageAligned memory(kSize);
  std::mt19937 random(4);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  for (int i = 0; i < 400; ++i) {
    CAPTURE(i);
    const bool aligned = i % 2 == 0;
    const std::size_t unit = aligned ? kPage : 1;
    const std::size_t at = aligned ? 0 : below(64);
    const std::size_t position = below(kSize / 2 / unit) * unit;
    const auto size = static_cast<ULONG>((1 + below(8 * kPage / unit)) * unit);
    if (below(2) == 0) {
      for (ULONG j = 0; j < size; ++j) memory.Get()[at + j] = static_cast<BYTE>(random());
      const Outcome written = WriteAt(stream, position, memory.Get() + at, size);
      REQUIRE(written.status == S_OK);
      REQUIRE(written.count == size);
      if (expected.size() < position + size) expected.resize(position + size);
      std::memcpy(expected.data() + position, memory.Get() + at, size);
    } else {
      const std::size_t rest = position < expected.size() ? expected.size() - position : 0;
      const Outcome read = ReadAt(stream, position, memory.Get() + at, size);
      REQUIRE(read.status == S_OK);
      REQUIRE(read.count == std::min<std::size_t>(size, rest));
      if (read.count > 0) {
        REQUIRE(std::memcmp(memory.Get() + at, expected.data() + position, read.count) == 0);
      }
    }
  }
  CHECK(LengthOf(stream) == expected.size());
  CHECK(stream->Flush() == S_OK);
  CHECK(stream->Close() == S_OK);
  CHECK(ReadFileBytes(path) == expected);
}

TEST_CASE_FIXTURE(PlatformTest, "direct: aligned reads leave the page cache alone") {
  constexpr std::size_t kSize = 64 * kPage;
  const TempDir dir;
  const auto path = dir.PatternFile(kSize);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  CHECK(fsync(fd) == 0);
  CHECK(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
  if (PagesInCache(fd, kSize) > 0) {
    close(fd);
    return Skip("direct reads and the page cache", "the temp directory is in memory");
  }
  const StreamPtr stream = OpenUnbuffered(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST);
  const PageAligned memory(kSize);
  CHECK(ReadAt(stream, 0, memory.Get(), kSize).count == kSize);
  CHECK(IsPattern(memory.Get(), kSize, 0));
  CHECK(PagesInCache(fd, kSize) == 0);
  CHECK(ReadAt(stream, 1, memory.Get(), kPage).count == kPage);
  CHECK(PagesInCache(fd, kSize) > 0);
  close(fd);
}

TEST_CASE_FIXTURE(PlatformTest, "direct: many at once, closed or cancelled under way, come back") {
  constexpr int kReads = 64;
  constexpr std::size_t kSize = 16 * kPage;
  const TempDir dir;
  const auto path = dir.PatternFile(kReads * kSize);
  const PageAligned memory(kReads * kSize);
  for (const bool closes : {false, true}) {
    CAPTURE(closes);
    const StreamPtr stream =
        OpenUnbuffered(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST);
    const auto positional = Positional(stream);
    std::atomic<int> wrong{0};
    const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
      ULONG count = 0;
      const HRESULT hr = stream->EndRead(result, &count);
      const bool aborted = hr == HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);
      if (!aborted && (hr != S_OK || count != kSize)) wrong.fetch_add(1);
      return S_OK;
    });
    for (int i = 0; i < kReads; ++i) {
      REQUIRE(positional->BeginReadAt(i * kSize, memory.Get() + i * kSize, kSize, callback.Get(),
                                      nullptr, mfplat::kNoKey) == S_OK);
    }
    if (closes) {
      CHECK(stream->Close() == S_OK);
    } else {
      CHECK(stream->Seek(msoBegin, 0, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, nullptr) == S_OK);
    }
    REQUIRE(callback->WaitUntilReturned(kReads, kHang));
    CHECK(callback->Entered() == kReads);
    CHECK(wrong.load() == 0);
    CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  }
}

}  // namespace test
