// A table through its own elements, which are found by the keys that they bear. Joining it cannot
// fail: only its buckets are allocated, and without memory for more it does with those that it has.
// It owns no element and is not synchronised; its owner names the guard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace portable {

struct Keyed {
  std::uint64_t key = 0;
  // Guarded by whichever table the element is in; it is in at most one.
  Keyed* newer = nullptr;
  Keyed* older = nullptr;
};

class KeyedTable {
 public:
  void Add(Keyed* element) noexcept {
    if (size_ >= count_) Grow();
    ++size_;
    Link(Bucket(element->key), element);
  }

  // Only for an element that is here.
  void Remove(Keyed* element) noexcept {
    if (element->newer != nullptr) {
      element->newer->older = element->older;
    } else {
      Bucket(element->key) = element->older;
    }
    if (element->older != nullptr) element->older->newer = element->newer;
    --size_;
  }

  // The newest element with this key, or nullptr. `steps` counts the elements looked at.
  Keyed* Find(std::uint64_t key, std::size_t* steps = nullptr) const noexcept {
    Keyed* each = buckets()[Slot(key)];
    for (; each != nullptr && each->key != key; each = each->older) {
      if (steps != nullptr) ++*steps;
    }
    return each;
  }

  KeyedTable() noexcept = default;
  KeyedTable(const KeyedTable&) = delete;
  KeyedTable& operator=(const KeyedTable&) = delete;

 private:
  static void Link(Keyed*& newest, Keyed* element) noexcept {
    element->older = newest;
    element->newer = nullptr;
    if (newest != nullptr) newest->newer = element;
    newest = element;
  }
  // The upper bits of the product, so that keys in a row spread.
  std::size_t Slot(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32) & (count_ - 1);
  }
  Keyed* const* buckets() const noexcept { return more_ ? more_.get() : &one_; }
  Keyed*& Bucket(std::uint64_t key) noexcept { return (more_ ? more_.get() : &one_)[Slot(key)]; }

  void Grow() noexcept {
    const std::size_t before = count_;
    std::unique_ptr<Keyed*[]> grown(new (std::nothrow) Keyed*[before * 4]());
    if (grown == nullptr) return;
    const std::unique_ptr<Keyed*[]> old = std::move(more_);
    Keyed** const from = old ? old.get() : &one_;
    more_ = std::move(grown);
    count_ = before * 4;
    for (std::size_t i = 0; i < before; ++i) {
      // The oldest first, so that the newest of a key stays in front.
      Keyed* each = from[i];
      while (each != nullptr && each->older != nullptr) each = each->older;
      while (each != nullptr) {
        Keyed* const next = each->newer;
        Link(Bucket(each->key), each);
        each = next;
      }
    }
  }

  Keyed* one_ = nullptr;
  // In place of one_, once there is more than one element.
  std::unique_ptr<Keyed*[]> more_;
  std::size_t count_ = 1;
  std::size_t size_ = 0;
};

}  // namespace portable
