// In the portable engine a HANDLE is the descriptor of an eventfd.
#pragma once

#include <cstdint>

#include "com/base_types.h"

namespace portable {

// The descriptor; -1, which no call accepts, for a handle that cannot be one.
inline int DescriptorOf(HANDLE event) noexcept {
  const auto value = reinterpret_cast<std::intptr_t>(event);
  const int descriptor = static_cast<int>(value);
  return descriptor == value ? descriptor : -1;
}

}  // namespace portable
