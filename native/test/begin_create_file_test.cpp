// MFBeginCreateFile and MFEndCreateFile: files opened without waiting for it.

#include "test/fixtures.h"
#include "test/opening.h"
#include "test/queue_blocker.h"
#include "test/reads.h"

namespace test {

namespace {

const HRESULT kNotFound = HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A58 asynchronous open: state, no object, a stream, nothing left") {
  const TempDir dir;
  const WideString path = Wide(dir / "new.bin");
  HRESULT object_hr = S_OK, end = E_PENDING;
  StreamPtr stream;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    com::ComPtr<IUnknown> object;
    object_hr = result->GetObject(object.Put());
    end = MFEndCreateFile(result, stream.Put());
    return S_OK;
  });
  com::ComPtr<IUnknown> cookie;
  REQUIRE(MFBeginCreateFile(MF_ACCESSMODE_READWRITE, MF_OPENMODE_DELETE_IF_EXIST, MF_FILEFLAGS_NONE,
                            path.c_str(), callback.Get(), callback.Get(), cookie.Put()) == S_OK);
  CHECK(cookie);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(callback->Calls()[0].state == static_cast<IUnknown*>(callback.Get()));
  CHECK(callback->Calls()[0].status == S_OK);
  CHECK(callback->Calls()[0].thread != std::this_thread::get_id());
  CHECK(object_hr == E_POINTER);
  CHECK(end == S_OK);
  REQUIRE(stream);
  CHECK(LengthOf(stream) == 0);
  CHECK(PositionOf(stream) == 0);
  CHECK(std::filesystem::exists(dir / "new.bin"));
  CHECK(Eventually([&] { return RefCount(stream) == 1; }));
  stream.Reset();
  cookie.Reset();
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
  CHECK(callback->Entered() == 1);
}

TEST_CASE_FIXTURE(PlatformTest,
                  "a missing file is the status of an asynchronous open, not of Begin") {
  const TempDir dir;
  AsyncOpen open;
  REQUIRE(open.Begin(dir / "missing.bin") == S_OK);
  REQUIRE(open.Wait());
  CHECK(open.Status() == kNotFound);
  CHECK(!open.Stream());
  // Wine's MFEndCreateFile forgets why.
  CHECK(open.EndResult() == (OnWine({8, 10}) ? MF_E_UNEXPECTED : kNotFound));
}

TEST_CASE_FIXTURE(PlatformTest, "MFEndCreateFile gives the stream once") {
  const TempDir dir;
  HRESULT second = S_OK;
  StreamPtr first_stream, second_stream;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    (void)MFEndCreateFile(result, first_stream.Put());
    second = MFEndCreateFile(result, second_stream.Put());
    return S_OK;
  });
  REQUIRE(BeginOpen(dir.PatternFile(10), callback.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  CHECK(first_stream);
  CHECK(second == MF_E_UNEXPECTED);
  CHECK(!second_stream);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "MFEndCreateFile may come later, on another thread") {
  const TempDir dir;
  com::ComPtr<IMFAsyncResult> kept;
  const auto callback = RecordingCallback::Create([&](IMFAsyncResult* result) {
    kept = com::ComPtr<IMFAsyncResult>(result);
    return S_OK;
  });
  REQUIRE(BeginOpen(dir.PatternFile(10), callback.Get()) == S_OK);
  REQUIRE(callback->WaitUntilReturned());
  StreamPtr stream;
  HRESULT end = E_PENDING;
  std::thread([&] { end = MFEndCreateFile(kept.Get(), stream.Put()); }).join();
  CHECK(end == S_OK);
  REQUIRE(stream);
  CHECK(LengthOf(stream) == 10);
  // The stream outlives the result, and the result the stream.
  kept.Reset();
  CHECK(LengthOf(stream) == 10);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

TEST_CASE_FIXTURE(PlatformTest, "an asynchronous open honours the queue of its callback") {
  const TempDir dir;
  AsyncOpen on_standard;
  AsyncOpen on_multithreaded(kOnMultithreaded);
  // After the opens, so that it ends before they are waited for.
  QueueBlocker standard(MFASYNC_CALLBACK_QUEUE_STANDARD);
  const auto path = dir.PatternFile(10);
  REQUIRE(on_standard.Begin(path) == S_OK);
  REQUIRE(on_multithreaded.Begin(path) == S_OK);
  if (OnWine({8, 10})) {
    // Files are opened on STANDARD there.
    CHECK(Never([&] { return on_multithreaded.Callback()->Entered() > 0; }));
  } else {
    CHECK(on_multithreaded.Wait());
    CHECK(on_multithreaded.EndResult() == S_OK);
  }
  CHECK(on_standard.Callback()->Entered() == 0);
  standard.Open();
  CHECK(on_standard.Wait());
  CHECK(on_standard.EndResult() == S_OK);
}

TEST_CASE_FIXTURE(PlatformTest, "MFCancelCreateFile after the end of an open is MF_E_UNEXPECTED") {
  const TempDir dir;
  AsyncOpen open;
  com::ComPtr<IUnknown> cookie;
  REQUIRE(open.Begin(dir.PatternFile(10), nullptr, cookie.Put()) == S_OK);
  REQUIRE(open.Wait());
  CHECK(MFCancelCreateFile(cookie.Get()) == MF_E_UNEXPECTED);
  CHECK(LengthOf(open.Stream()) == 10);
}

TEST_CASE_FIXTURE(PlatformTest, "hundreds of opens at once each give their own stream") {
  constexpr int kOpens = 200;
  const TempDir dir;
  std::vector<std::filesystem::path> paths;
  for (int i = 0; i < 20; ++i) paths.push_back(dir.PatternFile(100 + i, std::to_string(i)));
  const auto state = UnknownFake::Create();
  std::vector<std::unique_ptr<AsyncOpen>> opens;
  for (int i = 0; i < kOpens; ++i) {
    opens.push_back(std::make_unique<AsyncOpen>(kOnMultithreaded));
    REQUIRE(opens.back()->Begin(paths[i % 20], state.Get()) == S_OK);
  }
  int wrong = 0;
  for (int i = 0; i < kOpens; ++i) {
    REQUIRE(opens[i]->Wait(kHang));
    if (opens[i]->EndResult() != S_OK || LengthOf(opens[i]->Stream()) != QWORD(100 + i % 20)) {
      ++wrong;
    }
  }
  CHECK(wrong == 0);
  opens.clear();
  CHECK(Eventually([&] { return RefCount(state) == 1; }));
}

}  // namespace test
