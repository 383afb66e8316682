// A list through its own elements, which are found by the keys that they bear: it never allocates,
// so that joining it cannot fail. It owns nothing and is not synchronised; its owner names the
// guard.
#pragma once

#include <cstdint>

namespace portable {

struct Keyed {
  std::uint64_t key = 0;
  // Guarded by whichever list the element is in; it is in at most one.
  Keyed* newer = nullptr;
  Keyed* older = nullptr;
};

class KeyedList {
 public:
  void Add(Keyed* element) noexcept {
    element->older = newest_;
    element->newer = nullptr;
    if (newest_ != nullptr) newest_->newer = element;
    newest_ = element;
  }

  // Only for an element that is here.
  void Remove(Keyed* element) noexcept {
    if (element->newer != nullptr) element->newer->older = element->older;
    if (element->older != nullptr) element->older->newer = element->newer;
    if (newest_ == element) newest_ = element->older;
  }

  // The newest element with this key, or nullptr.
  Keyed* Find(std::uint64_t key) const noexcept {
    Keyed* each = newest_;
    while (each != nullptr && each->key != key) each = each->older;
    return each;
  }

  KeyedList() noexcept = default;
  KeyedList(const KeyedList&) = delete;
  KeyedList& operator=(const KeyedList&) = delete;

 private:
  Keyed* newest_ = nullptr;
};

}  // namespace portable
