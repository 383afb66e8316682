// mfplat/quirks.h over the portable engine, which keeps to the documentation.

#include "mfplat/quirks.h"

namespace mfplat {

const Quirks& KnownQuirks() noexcept {
  static const Quirks quirks = [] {
    Quirks own;
    own.streams_have_positions = true;
    return own;
  }();
  return quirks;
}

std::string Implementation() { return "mfplat4j portable engine"; }

}  // namespace mfplat
