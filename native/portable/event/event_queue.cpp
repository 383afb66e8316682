#include "portable/event/event_queue.h"

#include <new>
#include <utility>

#include "mfplat/mfplat.h"

namespace portable {

// Under mutex_. The subscriber who is to be told of an event, if there are both; once for each
// BeginGetEvent.
EventQueue::SubscriptionPtr EventQueue::AnnounceLocked() noexcept {
  if (!subscriber_ || announced_ || events_.empty()) return {};
  announced_ = true;
  return subscriber_;
}

// Under mutex_, when there is an event.
EventQueue::EventPtr EventQueue::TakeLocked() noexcept {
  EventPtr event = std::move(events_.front());
  events_.pop_front();
  return event;
}

HRESULT EventQueue::Deliver(const SubscriptionPtr& subscription) noexcept {
  if (!subscription) return S_OK;
  const HRESULT hr = subscription->Deliver();
  if (FAILED(hr)) {
    // No caller will call EndGetEvent: the queue is free for others.
    SubscriptionPtr dropped;
    std::lock_guard lock(mutex_);
    if (subscriber_.Get() == subscription.Get()) {
      dropped = std::move(subscriber_);
      announced_ = false;
      changed_.notify_all();
    }
  }
  return hr;
}

HRESULT EventQueue::GetEvent(DWORD dwFlags, IMFMediaEvent** ppEvent) noexcept {
  if (ppEvent == nullptr) return E_INVALIDARG;
  *ppEvent = nullptr;
  std::unique_lock lock(mutex_);
  if (shut_down_) return MF_E_SHUTDOWN;
  if (subscriber_) return MF_E_MULTIPLE_SUBSCRIBERS;
  if (events_.empty() && (dwFlags & MF_EVENT_FLAG_NO_WAIT) != 0) return MF_E_NO_EVENTS_AVAILABLE;
  // A subscriber that comes meanwhile is first.
  changed_.wait(lock, [this] { return shut_down_ || (!subscriber_ && !events_.empty()); });
  if (shut_down_) return MF_E_SHUTDOWN;
  *ppEvent = TakeLocked().Detach();
  return S_OK;
}

HRESULT EventQueue::BeginGetEvent(IMFAsyncCallback* pCallback, IUnknown* punkState) noexcept {
  if (pCallback == nullptr) return E_INVALIDARG;
  // Asked before the lock is taken, for these are calls out. What this finds matters only to who
  // may subscribe at all.
  Destination destination;
  const HRESULT wishes = DestinationOf(pCallback, &destination);
  SubscriptionPtr subscription;
  if (SUCCEEDED(wishes)) {
    subscription = SubscriptionPtr::Adopt(
        new (std::nothrow) EventSubscription(pCallback, punkState, std::move(destination)));
  }
  SubscriptionPtr announced;
  {
    std::lock_guard lock(mutex_);
    if (shut_down_) return MF_E_SHUTDOWN;
    if (subscriber_) {
      if (!subscriber_->IsFor(pCallback)) return MF_E_MULTIPLE_SUBSCRIBERS;
      return subscriber_->HasState(punkState) ? MF_S_MULTIPLE_BEGIN : MF_E_MULTIPLE_BEGIN;
    }
    if (FAILED(wishes)) return wishes;
    if (!subscription) return E_OUTOFMEMORY;
    if (!PlatformAccepts()) return MF_E_SHUTDOWN;
    subscriber_ = std::move(subscription);
    announced_ = false;
    announced = AnnounceLocked();
  }
  return Deliver(announced);
}

// Only the result of the subscription that was announced, and once.
HRESULT EventQueue::EndGetEvent(IMFAsyncResult* pResult, IMFMediaEvent** ppEvent) noexcept {
  if (ppEvent == nullptr) return E_INVALIDARG;
  *ppEvent = nullptr;
  SubscriptionPtr ended;
  std::lock_guard lock(mutex_);
  if (shut_down_) return MF_E_SHUTDOWN;
  if (pResult == nullptr || pResult != subscriber_.Get() || !announced_) return E_FAIL;
  *ppEvent = TakeLocked().Detach();
  ended = std::move(subscriber_);
  announced_ = false;
  changed_.notify_all();
  return S_OK;
}

HRESULT EventQueue::QueueEvent(IMFMediaEvent* pEvent) noexcept try {
  if (pEvent == nullptr) return E_INVALIDARG;
  std::list<EventPtr> event;
  event.emplace_back(pEvent);
  SubscriptionPtr announced;
  {
    std::lock_guard lock(mutex_);
    if (shut_down_) return MF_E_SHUTDOWN;
    events_.splice(events_.end(), event);
    announced = AnnounceLocked();
    if (!subscriber_) changed_.notify_one();
  }
  // The event is queued even if there is no platform to tell the subscriber on.
  (void)Deliver(announced);
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

HRESULT EventQueue::QueueEventParamVar(MediaEventType met, REFGUID guidExtendedType,
                                       HRESULT hrStatus, const PROPVARIANT* pvValue) noexcept {
  EventPtr event;
  const HRESULT hr = MFCreateMediaEvent(met, guidExtendedType, hrStatus, pvValue, event.Put());
  return FAILED(hr) ? hr : QueueEvent(event.Get());
}

HRESULT EventQueue::QueueEventParamUnk(MediaEventType met, REFGUID guidExtendedType,
                                       HRESULT hrStatus, IUnknown* pUnk) noexcept {
  PROPVARIANT value{};
  value.vt = VT_UNKNOWN;
  value.punkVal = pUnk;
  return QueueEventParamVar(met, guidExtendedType, hrStatus, &value);
}

HRESULT EventQueue::Shutdown() noexcept {
  std::list<EventPtr> events;
  SubscriptionPtr subscriber;
  std::lock_guard lock(mutex_);
  shut_down_ = true;
  events.swap(events_);
  subscriber = std::move(subscriber_);
  changed_.notify_all();
  return S_OK;
}

}  // namespace portable

STDAPI MFCreateEventQueue(IMFMediaEventQueue** ppMediaEventQueue) {
  if (ppMediaEventQueue == nullptr) return E_POINTER;
  *ppMediaEventQueue = new (std::nothrow) portable::EventQueue();
  return *ppMediaEventQueue == nullptr ? E_OUTOFMEMORY : S_OK;
}
