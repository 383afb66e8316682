// What tests of event queues stand on: a queue, events to put there, and the callback that ends
// what it is told of.
#pragma once

#include "com/com_ptr.h"
#include "com/variant.h"
#include "doctest/doctest.h"
#include "mfplat/mfplat.h"
#include "test/recording_callback.h"

namespace test {

using EventPtr = com::ComPtr<IMFMediaEvent>;
using EventQueuePtr = com::ComPtr<IMFMediaEventQueue>;

inline constexpr GUID kNoExtendedType{};

inline EventQueuePtr NewEventQueue() {
  EventQueuePtr queue;
  REQUIRE(MFCreateEventQueue(queue.Put()) == S_OK);
  return queue;
}

inline EventPtr NewEvent(MediaEventType type, const PROPVARIANT* value = nullptr) {
  EventPtr event;
  REQUIRE(MFCreateMediaEvent(type, kNoExtendedType, S_OK, value, event.Put()) == S_OK);
  return event;
}

inline MediaEventType TypeOf(const EventPtr& event) {
  MediaEventType type = 0;
  CHECK(event->GetType(&type) == S_OK);
  return type;
}

inline HRESULT GetNow(const EventQueuePtr& queue, EventPtr* event) {
  return queue->GetEvent(MF_EVENT_FLAG_NO_WAIT, event->Put());
}

// Ends each event that it is told of, and remembers it.
class EventReceiver {
 public:
  explicit EventReceiver(IMFMediaEventQueue* queue, std::optional<Parameters> parameters = {})
      : callback_(RecordingCallback::Create(
            [this, queue](IMFAsyncResult* result) {
              EventPtr event;
              ended = queue->EndGetEvent(result, event.Put());
              last = std::move(event);
              return S_OK;
            },
            parameters)) {}

  RecordingCallback* Callback() const { return callback_.Get(); }

  // To be read when the callback has returned.
  HRESULT ended = E_PENDING;
  EventPtr last;

 private:
  const com::ComPtr<RecordingCallback> callback_;
};

}  // namespace test
