// A first-in first-out list that any of its elements leaves in one step, however long it is: for
// work that waits for a thread and may be taken back. It links its elements through themselves, so
// nothing is allocated, and it owns none. It is not synchronised; its owner names the guard.
#pragma once

#include <cstddef>

#include "portable/engine/blocking_work.h"

namespace portable {

template <class Work>
class WaitingList {
 public:
  bool Empty() const noexcept { return head_ == nullptr; }

  void Push(Work* work) noexcept {
    work->next = nullptr;
    work->previous = tail_;
    (tail_ == nullptr ? head_ : tail_->next) = work;
    tail_ = work;
    work->waits_in.store(this, std::memory_order_relaxed);
  }

  // The oldest, or nullptr.
  Work* Pop() noexcept {
    auto* const work = static_cast<Work*>(head_);
    if (work != nullptr) Unlink(work);
    return work;
  }

  // False when it is not here. The caller keeps the work alive.
  bool Remove(Work* work) noexcept {
    // This list is written there under this list's guard alone, and so is what follows it.
    if (work->waits_in.load(std::memory_order_relaxed) != this) return false;
    Unlink(work);
    return true;
  }

  WaitingList() noexcept = default;
  WaitingList(const WaitingList&) = delete;
  WaitingList& operator=(const WaitingList&) = delete;

 private:
  void Unlink(BlockingWork* work) noexcept {
    (work->previous == nullptr ? head_ : work->previous->next) = work->next;
    (work->next == nullptr ? tail_ : work->next->previous) = work->previous;
    work->next = nullptr;
    work->waits_in.store(nullptr, std::memory_order_relaxed);
  }

  BlockingWork* head_ = nullptr;
  BlockingWork* tail_ = nullptr;
};

}  // namespace portable
