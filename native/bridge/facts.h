// What a report of a fault says about the system and the platform, for Java. The rules of
// flat_functions.h hold.
#pragma once

#include <cstdint>

#pragma GCC visibility push(default)

namespace bridge {

// A line for each fact: group, name and value, with tabs between. mfplat::Facts, and the group
// "quirk": what KnownQuirks answers, "as documented" or "not as documented". Also where load has
// failed. Valid as long as the library.
const char* facts() noexcept;

}  // namespace bridge

#pragma GCC visibility pop
