// A first-in first-out list through the elements' own `next` pointer: it never allocates, so
// handing work over cannot fail. It owns nothing and is not synchronised; its owner names the
// guard.
#pragma once

#include <cstddef>

namespace portable {

template <class Node>
class Fifo {
 public:
  bool Empty() const noexcept { return head_ == nullptr; }
  std::size_t Size() const noexcept { return size_; }

  void Push(Node* node) noexcept {
    node->next = nullptr;
    if (head_ == nullptr) {
      head_ = node;
    } else {
      tail_->next = node;
    }
    tail_ = node;
    ++size_;
  }

  // The oldest node, or nullptr.
  Node* Pop() noexcept {
    Node* node = head_;
    if (node == nullptr) return nullptr;
    head_ = static_cast<Node*>(node->next);
    node->next = nullptr;
    --size_;
    return node;
  }

  // Takes over everything that `other` holds, behind what is here already.
  void Append(Fifo& other) noexcept {
    if (other.Empty()) return;
    if (head_ == nullptr) {
      head_ = other.head_;
    } else {
      tail_->next = other.head_;
    }
    tail_ = other.tail_;
    size_ += other.size_;
    other.head_ = nullptr;
    other.size_ = 0;
  }

  Fifo() noexcept = default;
  Fifo(const Fifo&) = delete;
  Fifo& operator=(const Fifo&) = delete;

 private:
  Node* head_ = nullptr;
  // The newest node; means something only while there is one.
  Node* tail_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace portable
