// Holds a queue: an item that has been started and does not return before Open.
#pragma once

#include "doctest/doctest.h"
#include "mfplat/mfplat.h"
#include "test/fakes.h"
#include "test/recording_callback.h"

namespace test {

class QueueBlocker {
 public:
  explicit QueueBlocker(DWORD queue)
      : callback_(RecordingCallback::Create([this](IMFAsyncResult*) {
          (void)gate_.Wait(kHang);
          return S_OK;
        })) {
    REQUIRE(MFPutWorkItem(queue, callback_.Get(), nullptr) == S_OK);
    CHECK(callback_->WaitUntilEntered());
  }
  QueueBlocker(const QueueBlocker&) = delete;
  QueueBlocker& operator=(const QueueBlocker&) = delete;
  ~QueueBlocker() {
    Open();
    CHECK(Eventually([this] { return RefCount(callback_) == 1; }));
  }

  void Open() { gate_.Open(); }

 private:
  Gate gate_;
  com::ComPtr<RecordingCallback> callback_;
};

}  // namespace test
