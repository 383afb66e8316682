// Owns what a PROPVARIANT holds: memory of the task allocator, or a reference.
#pragma once

#include <utility>

#include "com/base_types.h"

namespace com {

class Variant {
 public:
  Variant() noexcept { PropVariantInit(&value_); }
  Variant(Variant&& other) noexcept : value_(other.value_) { PropVariantInit(&other.value_); }
  Variant& operator=(Variant&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Variant() { (void)PropVariantClear(&value_); }

  // Replaces the content by a copy, which for an object is one more reference.
  [[nodiscard]] HRESULT CopyFrom(const PROPVARIANT& source) noexcept {
    return PropVariantCopy(Put(), &source);
  }

  const PROPVARIANT& Get() const noexcept { return value_; }
  // For out-parameters: empties the variant, which then owns what it receives.
  PROPVARIANT* Put() noexcept {
    (void)PropVariantClear(&value_);
    PropVariantInit(&value_);
    return &value_;
  }

 private:
  PROPVARIANT value_;
};

}  // namespace com
