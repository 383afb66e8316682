// IMFMediaEventQueue: events in the order in which they were queued, for one subscriber at a time
// or for those who call GetEvent.
//
// Any thread may call any method. Nothing is released and no callback is queued under the lock.
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "portable/event/event_subscription.h"

namespace portable {

class EventQueue final : public com::RefCounted<IMFMediaEventQueue> {
 public:
  // Waits, unless MF_EVENT_FLAG_NO_WAIT is given, until there is an event that no subscriber has a
  // claim to, or until Shutdown.
  HRESULT STDMETHODCALLTYPE GetEvent(DWORD dwFlags, IMFMediaEvent** ppEvent) noexcept override;
  HRESULT STDMETHODCALLTYPE BeginGetEvent(IMFAsyncCallback* pCallback,
                                          IUnknown* punkState) noexcept override;
  HRESULT STDMETHODCALLTYPE EndGetEvent(IMFAsyncResult* pResult,
                                        IMFMediaEvent** ppEvent) noexcept override;
  HRESULT STDMETHODCALLTYPE QueueEvent(IMFMediaEvent* pEvent) noexcept override;
  HRESULT STDMETHODCALLTYPE QueueEventParamVar(MediaEventType met, REFGUID guidExtendedType,
                                               HRESULT hrStatus,
                                               const PROPVARIANT* pvValue) noexcept override;
  HRESULT STDMETHODCALLTYPE QueueEventParamUnk(MediaEventType met, REFGUID guidExtendedType,
                                               HRESULT hrStatus, IUnknown* pUnk) noexcept override;
  // Drops the events and the subscriber, which is not called back.
  HRESULT STDMETHODCALLTYPE Shutdown() noexcept override;

 protected:
  // A subscriber who still waits is not called back.
  ~EventQueue() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFMediaEventQueue; }

 private:
  using SubscriptionPtr = com::ComPtr<EventSubscription>;
  using EventPtr = com::ComPtr<IMFMediaEvent>;

  SubscriptionPtr AnnounceLocked() noexcept;
  EventPtr TakeLocked() noexcept;
  HRESULT Deliver(const SubscriptionPtr& subscription) noexcept;

  std::mutex mutex_;
  // Signalled when a GetEvent that waits may find something new.
  std::condition_variable changed_;
  // Guarded by mutex_, as are the rest.
  std::list<EventPtr> events_;
  // From BeginGetEvent to EndGetEvent.
  SubscriptionPtr subscriber_;
  // The subscriber has been told, or is being told, that there is an event: the first one is its.
  bool announced_ = false;
  bool shut_down_ = false;
};

}  // namespace portable
