#include "portable/queue/serial_queue.h"

#include <algorithm>
#include <utility>

#include "portable/engine/engine.h"

namespace portable {

namespace {

// The serial queues that wait for a reply, linked through themselves so that waiting cannot fail.
struct WaitingQueues {
  std::mutex mutex;
  // Guarded by mutex.
  SerialQueue* first = nullptr;
};

WaitingQueues& TheWaitingQueues() noexcept {
  static WaitingQueues* const queues = new WaitingQueues();
  return *queues;
}

}  // namespace

SerialQueue::SerialQueue(std::shared_ptr<WorkQueue> target) noexcept : target_(std::move(target)) {}

// Each queue of a chain lets go of the next: one after the other, here, not one within the other.
SerialQueue::~SerialQueue() {
  static thread_local std::shared_ptr<WorkQueue>* next_to_go = nullptr;
  if (next_to_go != nullptr) {
    *next_to_go = std::move(target_);
    return;
  }
  for (std::shared_ptr<WorkQueue> going = std::move(target_); going != nullptr;) {
    std::shared_ptr<WorkQueue> next;
    next_to_go = &next;
    going = nullptr;
    going = std::move(next);
  }
  next_to_go = nullptr;
}

void SerialQueue::Put(Task* task, Priority priority) noexcept {
  SerialQueue* queue = this;
  while (queue->Add(task, priority)) {
    WorkQueue* const target = queue->target_.get();
    SerialQueue* const next = target == nullptr ? nullptr : target->AsSerial();
    if (next == nullptr) return queue->Schedule();
    task = queue;
    priority = Priority::kNormal;
    queue = next;
  }
}

// Whether the queue must be scheduled now, which the caller does.
bool SerialQueue::Add(Task* task, Priority priority) noexcept {
  std::lock_guard lock(mutex_);
  items_[static_cast<std::size_t>(priority)].Push(task);
  if (scheduled_) return false;
  scheduled_ = true;
  running_ = true;
  // Null for the platform's own queues, which need no keeping.
  self_ = weak_from_this().lock();
  return true;
}

void SerialQueue::Schedule() noexcept {
  if (target_ == nullptr) {
    Engine::Get().Schedule(this);
  } else {
    target_->Put(this, Priority::kNormal);
  }
}

Task* SerialQueue::Next() noexcept {
  for (auto& level : items_) {
    if (Task* task = level.Pop()) return task;
  }
  return nullptr;
}

bool SerialQueue::EmptyLocked() const noexcept {
  return std::all_of(items_.begin(), items_.end(), [](auto& level) { return level.Empty(); });
}

Task* SerialQueue::TakeNext() noexcept {
  std::lock_guard lock(mutex_);
  item_ = Next();
  if (!EmptyLocked()) Dispatcher::NoteOthers();
  return item_;
}

void SerialQueue::Run() noexcept {
  SerialQueue* queue = this;
  Task* item = TakeNext();
  while (SerialQueue* const inner = item->AsSerialQueue()) {
    inner->outer_ = queue;
    queue = inner;
    item = queue->TakeNext();
  }
  innermost_ = queue;
  item->Run();
}

void SerialQueue::AfterRun() noexcept {
  SerialQueue* queue = innermost_;
  queue->item_->AfterRun();
  // From here on an inner queue may be gone once it has advanced.
  while (queue != this) {
    SerialQueue* const outer = queue->outer_;
    queue->Advance(true);
    queue = outer;
  }
  Advance(true);
}

// Goes on with the next item, unless one runs or a reply is awaited; the thread that ends that
// comes here again. One critical section: once it says that the queue waits, the reply may end the
// queue's life.
void SerialQueue::Advance(bool ran) noexcept {
  std::shared_ptr<WorkQueue> last;
  {
    std::lock_guard lock(mutex_);
    if (ran) {
      running_ = false;
    } else {
      awaits_reply_ = false;
    }
    if (running_ || awaits_reply_) return;
    if (EmptyLocked()) {
      scheduled_ = false;
      last = std::move(self_);
      return;
    }
    // Claimed, so that of two who come here only one schedules.
    running_ = true;
  }
  Schedule();
}

void SerialQueue::AwaitReply(IMFAsyncResult* token) noexcept {
  {
    std::lock_guard lock(mutex_);
    awaits_reply_ = true;
  }
  // Held until the reply: no other result can have its address meanwhile.
  token->AddRef();
  WaitingQueues& waiting = TheWaitingQueues();
  std::lock_guard lock(waiting.mutex);
  awaited_token_ = token;
  next_waiting_ = waiting.first;
  waiting.first = this;
}

bool SerialQueue::Reply(IMFAsyncResult* token) noexcept {
  SerialQueue* replied = nullptr;
  // Keeps the queue while it advances: an unlocked one may end with its last item.
  std::shared_ptr<WorkQueue> keep;
  {
    WaitingQueues& waiting = TheWaitingQueues();
    std::lock_guard lock(waiting.mutex);
    SerialQueue** link = &waiting.first;
    while (*link != nullptr && (*link)->awaited_token_ != token) link = &(*link)->next_waiting_;
    if (*link == nullptr) return false;
    replied = *link;
    *link = replied->next_waiting_;
    replied->awaited_token_ = nullptr;
    keep = replied->weak_from_this().lock();
  }
  replied->Advance(false);
  token->Release();
  return true;
}

}  // namespace portable
