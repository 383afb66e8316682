// What holds for the flat functions, which JavaCPP binds to org.mfplat4j.internal.jni.Natives under
// the names that they have there. Each header in this folder has those of one subject.
//
// COM objects and buffers are addresses. Every function that can fail answers an HRESULT. Unless
// said otherwise any thread may call, and an object passed in is borrowed. Out-parameters are
// arrays of one; `long long` is what JavaCPP makes of Java's long[] on every platform. Text is
// UTF-16 and ends with a zero.
#pragma once

#include <cstdint>

namespace bridge {

// An HRESULT and a count in one long: the code in the upper half, the count in the lower.
using CountOrError = std::int64_t;

}  // namespace bridge
