// Files that are opened asynchronously.
#pragma once

#include <filesystem>
#include <optional>

#include "test/fakes.h"
#include "test/files.h"
#include "test/recording_callback.h"

namespace test {

// Begins to open an existing file for reading.
inline HRESULT BeginOpen(const std::filesystem::path& path, IMFAsyncCallback* callback,
                         IUnknown* state = nullptr, IUnknown** cookie = nullptr) {
  return MFBeginCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, MF_FILEFLAGS_NONE,
                           Wide(path).c_str(), callback, state, cookie);
}

// One asynchronous open, which ends itself in Invoke.
class AsyncOpen {
 public:
  explicit AsyncOpen(std::optional<Parameters> parameters = {})
      : callback_(RecordingCallback::Create(
            [this](IMFAsyncResult* result) {
              end_ = MFEndCreateFile(result, stream_.Put());
              return S_OK;
            },
            parameters)) {}
  AsyncOpen(const AsyncOpen&) = delete;
  AsyncOpen& operator=(const AsyncOpen&) = delete;
  ~AsyncOpen() {
    if (!begun_) return;
    CHECK(callback_->WaitUntilReturned(1, kHang));
    CHECK(Eventually([this] { return RefCount(callback_) == 1; }));
    CHECK(callback_->Entered() == 1);
  }

  // The cookie must be gone before this is.
  HRESULT Begin(const std::filesystem::path& path, IUnknown* state = nullptr,
                IUnknown** cookie = nullptr) {
    const HRESULT hr = BeginOpen(path, callback_.Get(), state, cookie);
    begun_ = SUCCEEDED(hr);
    return hr;
  }
  [[nodiscard]] bool Wait(std::chrono::milliseconds limit = kEventually) {
    return callback_->WaitUntilReturned(1, limit);
  }

  // Valid once Wait has succeeded.
  HRESULT Status() const { return callback_->Calls()[0].status; }
  HRESULT EndResult() const { return end_; }
  const StreamPtr& Stream() const { return stream_; }
  const com::ComPtr<RecordingCallback>& Callback() const { return callback_; }

 private:
  StreamPtr stream_;
  HRESULT end_ = E_PENDING;
  bool begun_ = false;
  const com::ComPtr<RecordingCallback> callback_;
};

}  // namespace test
