// A file system that takes its time, or that answers nonsense, holds up what waits for it and
// nothing else.

#include "test/portable/slow_file_system.h"

#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "com/com_ptr.h"
#include "mfplat/positional_stream.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

using mfplat::PositionalStream;
using std::chrono::milliseconds;

// How soon what has nothing to do with the file system must be done, also on a busy machine.
constexpr milliseconds kSoon{1500};

class SlowFileTest : public PlatformTest {
 public:
  SlowFileTest() {
    std::string reason;
    files_ = SlowFileSystem::Mount(&reason);
    if (files_ == nullptr) Skip("a slow file system", reason);
  }
  ~SlowFileTest() {
    // The file is closed on a thread that may wait: before the file system goes.
    CheckNoObjects();
  }

 protected:
  StreamPtr OpenFile(MF_FILE_ACCESSMODE access) {
    StreamPtr stream;
    REQUIRE(Open(files_->File(), access, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
    return stream;
  }
  static com::ComPtr<PositionalStream> Positional(const StreamPtr& stream) {
    void* found = nullptr;
    REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream, &found) == S_OK);
    return com::ComPtr<PositionalStream>::Adopt(static_cast<PositionalStream*>(found));
  }

  std::unique_ptr<SlowFileSystem> files_;
};

// Work items go on, on every dispatcher.
void CheckThatWorkGoesOn() {
  constexpr int kItems = 16;
  const auto callback = RecordingCallback::Create();
  for (int i = 0; i < kItems; ++i) {
    REQUIRE(MFPutWorkItem(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, callback.Get(), nullptr) == S_OK);
    std::this_thread::sleep_for(milliseconds(1));
  }
  CHECK(callback->WaitUntilReturned(kItems, kSoon));
  CHECK(callback->WaitUntilReturned(kItems, kHang));
}

// Runs this on a thread of its own; whether it came back soon. Joins it in any case, after `last`.
template <class Call, class Last>
bool ReturnsSoon(Call call, Last last) {
  Gate done;
  std::thread thread([&] {
    call();
    done.Open();
  });
  const bool soon = done.Wait(kSoon);
  last();
  thread.join();
  return soon;
}

}  // namespace

TEST_CASE_FIXTURE(SlowFileTest, "a file system that does not answer SetLength holds up no other") {
  if (files_ == nullptr) return;
  const StreamPtr stream = OpenFile(MF_ACCESSMODE_READWRITE);
  const auto positional = Positional(stream);
  // Each read has a part of its own.
  std::vector<BYTE> bytes(5 * 512);
  const auto ended = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG count = 0;
    return stream->EndRead(result, &count);
  });
  files_->Hold(FUSE_READ);
  for (UINT64 key = 1; key <= 4; ++key) {
    REQUIRE(positional->BeginReadAt(0, bytes.data() + key * 512, 512, ended.Get(), nullptr, key) ==
            S_OK);
  }
  REQUIRE(files_->WaitForRequest(FUSE_READ));
  files_->Hold(FUSE_SETATTR);
  Gate entered;
  std::thread slow([&] {
    entered.Open();
    CHECK(stream->SetLength(1000) == S_OK);
  });
  REQUIRE(entered.Wait());
  REQUIRE(files_->WaitForRequest(FUSE_SETATTR));
  // Their completion takes the stream's lock on the drivers.
  files_->Release(FUSE_READ);
  CHECK(ended->WaitUntilReturned(4, kSoon));
  CheckThatWorkGoesOn();
  CHECK(ReturnsSoon(
      [&] {
        QWORD position = 0;
        CHECK(stream->GetCurrentPosition(&position) == S_OK);
        CHECK(positional->StopTransfer(99) == S_FALSE);
        CHECK(stream->Seek(msoBegin, 0, MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO, &position) ==
              S_OK);
      },
      [&] { files_->Release(FUSE_SETATTR); }));
  slow.join();
  CHECK(ended->WaitUntilReturned(4, kHang));
  CHECK(LengthOf(stream) == 1000);
}

TEST_CASE_FIXTURE(SlowFileTest, "a file system that does not tell the length holds up no other") {
  if (files_ == nullptr) return;
  const StreamPtr stream = OpenFile(MF_ACCESSMODE_READ);
  const int before = files_->Requests(FUSE_GETATTR);
  files_->Hold(FUSE_GETATTR);
  std::thread slow([&] {
    QWORD length = 0;
    CHECK(stream->GetLength(&length) == S_OK);
    CHECK(length == SlowFileSystem::kFileSize);
  });
  REQUIRE(files_->WaitForRequest(FUSE_GETATTR, before + 1));
  CHECK(ReturnsSoon(
      [&] {
        CHECK(stream->SetCurrentPosition(7) == S_OK);
        CHECK(Positional(stream)->StopTransfer(1) == S_FALSE);
      },
      [&] { files_->Release(FUSE_GETATTR); }));
  slow.join();
}

TEST_CASE_FIXTURE(SlowFileTest, "many reads that a file system holds back hold up nothing else") {
  if (files_ == nullptr) return;
  // More than the kernel has workers for a ring, and fewer than FUSE has room for.
  constexpr int kHeld = 24;
  constexpr std::size_t kSize = 512;
  const TempDir dir;
  StreamPtr other;
  REQUIRE(Open(dir / "other", MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, &other) ==
          S_OK);
  const StreamPtr stream = OpenFile(MF_ACCESSMODE_READ);
  files_->Hold(FUSE_READ);
  std::vector<std::unique_ptr<AsyncRead>> held;
  for (int i = 0; i < kHeld; ++i) {
    held.push_back(std::make_unique<AsyncRead>(stream, kSize, kOnMultithreaded));
    REQUIRE(held.back()->Begin() == S_OK);
  }
  CHECK(files_->WaitForRequest(FUSE_READ, kHeld));
  CheckThatWorkGoesOn();
  // Writes that may wait for their file system, as these may in the kernel's eyes.
  constexpr int kWrites = 16;
  const auto written = EndingWrites(other, kOnMultithreaded);
  const std::vector<BYTE> bytes = Pattern(0, kSize);
  for (int i = 0; i < kWrites; ++i) {
    REQUIRE(other->BeginWrite(bytes.data(), kSize, written.Get(), nullptr) == S_OK);
  }
  CHECK(written->WaitUntilReturned(kWrites, kSoon));
  files_->Release(FUSE_READ);
  CHECK(written->WaitUntilReturned(kWrites, kHang));
  int wrong = 0;
  for (int i = 0; i < kHeld; ++i) {
    REQUIRE(held[i]->Wait(kHang));
    if (!held[i]->Got(kSize, i * kSize)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE_FIXTURE(SlowFileTest, "a close that waits for its file system holds up no other") {
  if (files_ == nullptr) return;
  StreamPtr stream = OpenFile(MF_ACCESSMODE_READ);
  std::vector<BYTE> bytes(512);
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    ULONG count = 0;
    return stream->EndRead(result, &count);
  });
  files_->Hold(FUSE_READ);
  files_->Hold(FUSE_FLUSH);
  REQUIRE(stream->BeginRead(bytes.data(), 512, callback.Get(), nullptr) == S_OK);
  REQUIRE(files_->WaitForRequest(FUSE_READ));
  CHECK(stream->Close() == S_OK);
  // The read was the last that used the file: it completes, and the thread that closes the file
  // waits.
  files_->Release(FUSE_READ);
  CHECK(callback->WaitUntilReturned(1, kSoon));
  CHECK(files_->WaitForRequest(FUSE_FLUSH));
  CheckThatWorkGoesOn();
  files_->Release(FUSE_FLUSH);
  CHECK(callback->WaitUntilReturned(1, kHang));
}

TEST_CASE_FIXTURE(SlowFileTest,
                  "a file system that is interrupted for ever is not asked for ever") {
  if (files_ == nullptr) return;
  const StreamPtr stream = OpenFile(MF_ACCESSMODE_READWRITE);
  for (const int error : {EINTR, ECANCELED}) {
    CAPTURE(error);
    const HRESULT wanted =
        HRESULT_FROM_WIN32(error == EINTR ? ERROR_RETRY : ERROR_OPERATION_ABORTED);
    files_->Fail(FUSE_READ, error);
    files_->Fail(FUSE_WRITE, error);
    const int before = files_->Requests(FUSE_READ);
    AsyncRead read(stream, 512);
    CHECK(read.Begin() == S_OK);
    const bool ended = read.Wait();
    CHECK(ended);
    CHECK(files_->Requests(FUSE_READ) - before <= 250);
    // Lets a read end that goes on.
    if (!ended) files_->Fail(FUSE_READ, 0);
    CHECK(read.Wait(kHang));
    CHECK(read.EndResult() == wanted);
    BYTE byte = 0;
    ULONG count = 0;
    if (ended) CHECK(stream->Read(&byte, 1, &count) == wanted);
    CHECK(stream->SetCurrentPosition(0) == S_OK);
    HRESULT written = S_OK;
    const auto write = RecordingCallback::Create([&](IMFAsyncResult* result) {
      written = stream->EndWrite(result, &count);
      return S_OK;
    });
    if (ended) {
      REQUIRE(stream->BeginWrite(&byte, 1, write.Get(), nullptr) == S_OK);
      CHECK(write->WaitUntilReturned());
      CHECK(written == wanted);
    }
    files_->Fail(FUSE_READ, 0);
    files_->Fail(FUSE_WRITE, 0);
    AsyncRead again(stream, 512);
    CHECK(stream->SetCurrentPosition(512) == S_OK);
    CHECK(again.Begin() == S_OK);
    CHECK(again.Wait());
    CHECK(again.Got(512, 512));
  }
}

TEST_CASE_FIXTURE(SlowFileTest, "a length that cannot be set because of a signal says so") {
  if (files_ == nullptr) return;
  const StreamPtr stream = OpenFile(MF_ACCESSMODE_READWRITE);
  files_->Fail(FUSE_SETATTR, EINTR);
  CHECK(stream->SetLength(5) == HRESULT_FROM_WIN32(ERROR_RETRY));
  files_->Fail(FUSE_SETATTR, 0);
  files_->Fail(FUSE_FSYNC, EINTR);
  CHECK(stream->Flush() == HRESULT_FROM_WIN32(ERROR_RETRY));
  files_->Fail(FUSE_FSYNC, 0);
  CHECK(stream->Flush() == S_OK);
  files_->Fail(FUSE_OPEN, EINTR);
  StreamPtr refused;
  CHECK(Open(files_->File(), MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &refused,
             MF_FILEFLAGS_NONE) == HRESULT_FROM_WIN32(ERROR_RETRY));
  files_->Fail(FUSE_OPEN, 0);
}

}  // namespace test
