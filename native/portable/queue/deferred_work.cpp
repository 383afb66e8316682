#include "portable/queue/deferred_work.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include "com/own_threads.h"
#include "portable/engine/engine.h"
#include "portable/queue/platform_lock.h"
#include "portable/queue/queue_registry.h"
#include "portable/sys/errno_to_hresult.h"
#include "portable/sys/uninterrupted.h"

namespace portable {

namespace {

// The keys' upper halves are those that Windows programs see, so they are negative as Java longs.
constexpr MFWORKITEM_KEY kTimeKey = 0x8000000000000000;
constexpr MFWORKITEM_KEY kEventKey = 0x8200000000000000;
// What the epoll set has for the thread's own descriptor; no item has it.
constexpr MFWORKITEM_KEY kWakeKey = 0;

constexpr std::chrono::milliseconds kPeriodicity{10};
// How long the thread stays when there is nothing left to watch: programs that schedule one item
// after the other do not pay for a thread each time.
constexpr std::chrono::milliseconds kLinger{1000};
// The longest sleep, an hour: after it the thread looks again.
constexpr std::int64_t kMaxSleepMillis = 3600 * 1000;

enum class Signal { kTaken, kSomebodyElses, kBroken };

// Takes one signal: all of an eventfd's counter, one of a semaphore's.
Signal Take(int descriptor) noexcept {
  std::uint64_t value = 0;
  iovec target = {&value, sizeof value};
  // Without blocking, whatever the flags of the caller's descriptor are.
  ssize_t got = preadv2(descriptor, &target, 1, -1, RWF_NOWAIT);
  // Kernels before 5.8, and sandboxes, do not know that for an eventfd. It is signalled as we have
  // just been told; only somebody who takes the signal in between would make this wait.
  if (got < 0 && errno == EOPNOTSUPP) got = read(descriptor, &value, sizeof value);
  if (got == sizeof value) return Signal::kTaken;
  const bool empty = got < 0 && (errno == EAGAIN || errno == EINTR);
  return empty ? Signal::kSomebodyElses : Signal::kBroken;
}

// Without /proc. Only eventfds are files of no type that take eight bytes; a count of 0 changes
// nothing.
bool TakesCount(int descriptor) noexcept {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || (status.st_mode & S_IFMT) != 0) return false;
  const std::uint64_t nothing = 0;
  return write(descriptor, &nothing, sizeof nothing) == sizeof nothing;
}

// The kernel says of an eventfd what it is. Waiting for anything else would take its owner's data.
bool IsEvent(int descriptor) noexcept {
  char name[48];
  std::snprintf(name, sizeof name, "/proc/self/fdinfo/%d", descriptor);
  const int info = sys::Uninterrupted([&] { return open(name, O_RDONLY | O_CLOEXEC); });
  if (info < 0) return TakesCount(descriptor);
  char text[1024];
  const ssize_t got = sys::Uninterrupted([&] { return read(info, text, sizeof text - 1); });
  close(info);
  if (got <= 0) return TakesCount(descriptor);
  text[got] = 0;
  return std::strstr(text, "eventfd-count:") != nullptr;
}

// The item leaves, and its callback is not invoked. Without a lock: references are let go.
void Drop(DeferredItem* item) noexcept {
  item->result->Release();
  delete item;
  Engine::Get().Delivered();
}

void Put(DeferredItem* item) noexcept {
  // Kept here: the item may have run and be gone before Put returns.
  const auto queue = std::move(item->queue);
  queue->Put(item, item->priority);
}

void Cancelled(DeferredItem* item) noexcept {
  if (!item->for_event) return Drop(item);
  (void)item->result->SetStatus(MF_E_OPERATION_CANCELLED);
  Put(item);
}

}  // namespace

// A periodic callback is a task on TIMER, put there at each tick unless the one before has not run
// yet. The one that lets go of it last, the registry or the task, releases the context.
class DeferredWork::Periodic final : public Task {
 public:
  Periodic(MFPERIODICCALLBACK callback, IUnknown* context) noexcept
      : callback_(callback), context_(context) {}

  void Run() noexcept override {
    if (!removed_.load()) callback_(context_.Get());
  }

  void AfterRun() noexcept override {
    auto self = std::move(self_);
    queued_.store(false);
    self.reset();
    Engine::Get().Delivered();
  }

  // Whether the caller must put it on the queue.
  bool Queue(std::shared_ptr<Periodic> self) noexcept {
    if (queued_.exchange(true)) return false;
    self_ = std::move(self);
    return true;
  }
  void Remove() noexcept { removed_.store(true); }

 private:
  const MFPERIODICCALLBACK callback_;
  const com::ComPtr<IUnknown> context_;
  std::atomic<bool> removed_{false};
  std::atomic<bool> queued_{false};
  // Set while it is queued, by the thread that queues it; taken when it has run.
  std::shared_ptr<Periodic> self_;
};

DeferredWork& DeferredWork::Get() noexcept {
  static DeferredWork* const work = new DeferredWork();
  return *work;
}

HRESULT DeferredWork::Add(DeferredItem* item, MFWORKITEM_KEY* key) noexcept try {
  std::lock_guard lock(mutex_);
  // Asked under the lock: Stop comes after the refusal, and either finds the item or is seen here.
  if (!PlatformAccepts()) return MF_E_SHUTDOWN;
  HRESULT hr = StartLocked();
  if (FAILED(hr)) return hr;
  item->key = (item->for_event ? kEventKey : kTimeKey) | next_item_++;
  const auto added = items_.emplace(item->key, item).first;
  if (item->for_event) {
    hr = WatchEventLocked(item);
    if (FAILED(hr)) {
      items_.erase(added);
      return hr;
    }
  } else {
    try {
      item->by_time = by_time_.emplace(item->due, item);
    } catch (const std::bad_alloc&) {
      items_.erase(added);
      return E_OUTOFMEMORY;
    }
    if (item->by_time == by_time_.begin()) WakeLocked();
  }
  Engine::Get().Accept();
  if (key != nullptr) *key = item->key;
  changed_.notify_all();
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

HRESULT DeferredWork::WatchEventLocked(DeferredItem* item) noexcept {
  // The null handle: never signalled, as on Windows.
  if (item->descriptor < 0) return S_OK;
  if (!IsEvent(item->descriptor)) return E_HANDLE;
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.u64 = item->key;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, item->descriptor, &event) == 0) return S_OK;
  // What cannot be polled is no event.
  return errno == ENOMEM || errno == ENOSPC ? E_OUTOFMEMORY : E_HANDLE;
}

void DeferredWork::UnlinkLocked(DeferredItem* item) noexcept {
  items_.erase(item->key);
  if (!item->for_event) {
    by_time_.erase(item->by_time);
  } else if (item->descriptor >= 0) {
    // Explicitly: the caller's descriptor of the same event would keep it in the set.
    epoll_ctl(epoll_, EPOLL_CTL_DEL, item->descriptor, nullptr);
    close(std::exchange(item->descriptor, -1));
  }
}

HRESULT DeferredWork::Cancel(MFWORKITEM_KEY key) noexcept {
  DeferredItem* item;
  {
    std::lock_guard lock(mutex_);
    const auto found = items_.find(key);
    if (found == items_.end()) return PlatformAccepts() ? MF_E_NOT_FOUND : MF_E_SHUTDOWN;
    item = found->second;
    UnlinkLocked(item);
    // The thread has nothing to wait for any more, and leaves after a moment.
    if (EmptyLocked()) WakeLocked();
  }
  Cancelled(item);
  return S_OK;
}

HRESULT DeferredWork::AddPeriodic(MFPERIODICCALLBACK callback, IUnknown* context,
                                  DWORD* key) noexcept try {
  auto added = std::make_shared<Periodic>(callback, context);
  std::lock_guard lock(mutex_);
  if (!PlatformAccepts()) return MF_E_SHUTDOWN;
  const HRESULT hr = StartLocked();
  if (FAILED(hr)) return hr;
  if (periodic_.empty()) {
    next_tick_ = Clock::now() + kPeriodicity;
    WakeLocked();
  }
  // Zero is no key; after four thousand million callbacks those of the first are used again.
  if (next_periodic_ == 0) next_periodic_ = 1;
  if (!periodic_.emplace(next_periodic_, std::move(added)).second) return E_OUTOFMEMORY;
  *key = next_periodic_++;
  changed_.notify_all();
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

HRESULT DeferredWork::RemovePeriodic(DWORD key) noexcept {
  // Lets go of the context without the lock.
  std::shared_ptr<Periodic> removed;
  std::lock_guard lock(mutex_);
  const auto found = periodic_.find(key);
  if (found == periodic_.end()) return PlatformAccepts() ? MF_E_NOT_FOUND : MF_E_SHUTDOWN;
  removed = std::move(found->second);
  removed->Remove();
  periodic_.erase(found);
  if (EmptyLocked()) WakeLocked();
  return S_OK;
}

void DeferredWork::Stop() noexcept {
  Fifo<Task> items;
  std::map<DWORD, std::shared_ptr<Periodic>> removed;
  {
    std::lock_guard lock(mutex_);
    // Started again meanwhile: what is here was accepted by that start.
    if (PlatformAccepts()) return;
    while (!items_.empty()) {
      DeferredItem* const item = items_.begin()->second;
      UnlinkLocked(item);
      items.Push(item);
    }
    removed.swap(periodic_);
    for (auto& each : removed) each.second->Remove();
  }
  while (Task* item = items.Pop()) Cancelled(static_cast<DeferredItem*>(item));
  removed.clear();
  std::unique_lock lock(mutex_);
  if (!running_) return;
  stopping_ = true;
  WakeLocked();
  // Unless somebody has started the platform again: then the thread stays.
  changed_.wait(lock, [this] { return !running_ || !EmptyLocked(); });
  stopping_ = false;
}

HRESULT DeferredWork::StartLocked() noexcept try {
  if (running_) return S_OK;
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.u64 = kWakeKey;
  if (epoll_ < 0 || wake_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0) {
    const HRESULT hr = ErrnoToHresult(errno);
    CloseDescriptorsLocked();
    return hr;
  }
  com::OwnThreads::Start([this] { Watch(); });
  running_ = true;
  return S_OK;
} catch (const std::system_error&) {
  CloseDescriptorsLocked();
  return HRESULT_FROM_WIN32(ERROR_MAX_THRDS_REACHED);
} catch (const std::bad_alloc&) {
  CloseDescriptorsLocked();
  return E_OUTOFMEMORY;
}

void DeferredWork::CloseDescriptorsLocked() noexcept {
  for (int* descriptor : {&epoll_, &wake_}) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
  }
}

void DeferredWork::WakeLocked() noexcept { eventfd_write(wake_, 1); }

void DeferredWork::Watch() noexcept {
  Engine::MarkEngineThread("mf-timer");
  epoll_event events[kMaxEvents];
  int signalled = 0;
  std::unique_lock lock(mutex_);
  auto idle_since = Clock::now();
  for (;;) {
    const auto now = Clock::now();
    Fifo<Task> items;
    Fifo<Task> ticks;
    TakeSignalledLocked(events, signalled, &items);
    TakeItemsLocked(now, &items);
    TakeTicksLocked(now, &ticks);
    if (!EmptyLocked()) idle_since = now;
    const bool leave = EmptyLocked() && (stopping_ || now - idle_since >= kLinger);
    const int millis = MillisToSleepLocked(now, idle_since);
    const int set = epoll_;
    if (leave) {
      CloseDescriptorsLocked();
      running_ = false;
      changed_.notify_all();
    }
    lock.unlock();
    while (Task* item = items.Pop()) Put(static_cast<DeferredItem*>(item));
    while (Task* tick = ticks.Pop()) {
      FindQueue(MFASYNC_CALLBACK_QUEUE_TIMER)->Put(tick, Priority::kNormal);
    }
    if (leave) return;
    signalled = std::max(0, epoll_wait(set, events, kMaxEvents, millis));
    lock.lock();
  }
}

void DeferredWork::TakeItemsLocked(Clock::time_point now, Fifo<Task>* due) noexcept {
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    DeferredItem* const item = by_time_.begin()->second;
    UnlinkLocked(item);
    due->Push(item);
  }
}

// Those that wait for one event get its signals in the order in which they came to wait.
void DeferredWork::TakeSignalledLocked(epoll_event* events, int count, Fifo<Task>* due) noexcept {
  std::sort(events, events + count,
            [](const auto& a, const auto& b) { return a.data.u64 < b.data.u64; });
  for (int i = 0; i < count; ++i) {
    if (events[i].data.u64 == kWakeKey) {
      eventfd_t unused = 0;
      (void)eventfd_read(wake_, &unused);
      continue;
    }
    // Gone if it was cancelled meanwhile.
    const auto found = items_.find(events[i].data.u64);
    if (found == items_.end()) continue;
    DeferredItem* const item = found->second;
    const Signal signal = Take(item->descriptor);
    if (signal == Signal::kSomebodyElses) continue;
    // An event that cannot be read any more would wake this thread for ever.
    if (signal == Signal::kBroken) (void)item->result->SetStatus(E_HANDLE);
    UnlinkLocked(item);
    due->Push(item);
  }
}

void DeferredWork::TakeTicksLocked(Clock::time_point now, Fifo<Task>* due) noexcept {
  if (periodic_.empty() || now < next_tick_) return;
  for (auto& [key, each] : periodic_) {
    if (!each->Queue(each)) continue;
    Engine::Get().Accept();
    due->Push(each.get());
  }
  // Ticks that were missed are not made up for.
  next_tick_ += kPeriodicity;
  if (next_tick_ <= now) next_tick_ = now + kPeriodicity;
}

int DeferredWork::MillisToSleepLocked(Clock::time_point now,
                                      Clock::time_point idle_since) const noexcept {
  if (EmptyLocked()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(idle_since + kLinger - now);
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }
  std::int64_t millis = kMaxSleepMillis;
  const auto no_later_than = [&](Clock::time_point then) {
    // Rounded up: nothing is early.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(then - now);
    millis = std::clamp<std::int64_t>(left.count(), 0, millis);
  };
  if (!by_time_.empty()) no_later_than(by_time_.begin()->first);
  if (!periodic_.empty()) no_later_than(next_tick_);
  return static_cast<int>(millis);
}

}  // namespace portable
