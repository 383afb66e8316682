// Owns one reference to a COM object. Parameters are borrowed raw pointers; members that own are
// ComPtr.
#pragma once

#include <utility>

#include "com/base_types.h"

namespace com {

template <class Interface>
class ComPtr {
 public:
  ComPtr() noexcept = default;
  // Takes a reference of its own; the caller keeps the one it has.
  explicit ComPtr(Interface* borrowed) noexcept : object_(borrowed) {
    if (object_ != nullptr) object_->AddRef();
  }
  ComPtr(const ComPtr& other) noexcept : ComPtr(other.object_) {}
  ComPtr(ComPtr&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ComPtr& operator=(ComPtr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ComPtr() { Reset(); }

  // Takes over the caller's reference; does not AddRef.
  static ComPtr Adopt(Interface* owned) noexcept {
    ComPtr adopted;
    adopted.object_ = owned;
    return adopted;
  }

  // Gives the reference away; the caller must release it.
  [[nodiscard]] Interface* Detach() noexcept { return std::exchange(object_, nullptr); }

  // Releases what is held. The member is empty before Release runs, which may come back here.
  void Reset() noexcept {
    if (Interface* held = Detach()) held->Release();
  }

  // For out-parameters: empties the pointer, then receives an owned reference.
  Interface** Put() noexcept {
    Reset();
    return &object_;
  }

  Interface* Get() const noexcept { return object_; }
  Interface* operator->() const noexcept { return object_; }
  Interface& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  Interface* object_ = nullptr;
};

}  // namespace com
