// Microsoft's article "Implementing the Asynchronous Callback" in C++, as its two classes have it:
// case A15. Our own additions are the latch and a time limit.

#include "test/files.h"
#include "test/fixtures.h"
#include "test/queue_blocker.h"

namespace test {

namespace {

// The article's base class: the COM plumbing, and no wishes in GetParameters.
class CAsyncCallback : public com::RefCounted<IMFAsyncCallback> {
 public:
  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }

 protected:
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }
};

// The article's derived class: ends the read of its stream and lets a thread wait for that.
class CMyCallback final : public CAsyncCallback {
 public:
  explicit CMyCallback(IMFByteStream* stream) : stream_(stream) {}

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pResult) noexcept override {
    status_ = stream_->EndRead(pResult, &bytes_);
    done_.Open();
    return S_OK;
  }

  HRESULT WaitForCompletion(int millis) {
    return done_.Wait(std::chrono::milliseconds(millis)) ? status_ : E_PENDING;
  }
  ULONG BytesRead() const { return bytes_; }

 protected:
  ~CMyCallback() override = default;

 private:
  const StreamPtr stream_;
  Gate done_;
  HRESULT status_ = E_PENDING;
  ULONG bytes_ = 0;
};

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "A15 the article's callback waits for its read") {
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  BYTE bytes[600];
  com::ComPtr<CMyCallback> callback;
  {
    const StreamPtr stream = OpenForRead(path);
    callback = com::ComPtr<CMyCallback>::Adopt(new CMyCallback(stream.Get()));
    QueueBlocker blocker(MFASYNC_CALLBACK_QUEUE_STANDARD);
    REQUIRE(stream->BeginRead(bytes, sizeof bytes, callback.Get(), nullptr) == S_OK);
    CHECK(callback->WaitForCompletion(0) == E_PENDING);
    CHECK(RefCount(callback) == 2);
  }
  // The stream is released; callback and operation keep it until the read is over.
  CHECK(callback->WaitForCompletion(2000) == S_OK);
  CHECK(callback->BytesRead() == 600);
  CHECK(IsPattern(bytes, 600, 0));
  // Unlike the article's auto-reset event, a second wait gives the same answer.
  CHECK(callback->WaitForCompletion(0) == S_OK);
  CHECK(Eventually([&] { return RefCount(callback) == 1; }));
}

}  // namespace test
