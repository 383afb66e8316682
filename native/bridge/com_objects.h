// The flat functions for COM objects as such: results made in Java, Java objects and callbacks that
// native code holds, native ones that Java holds. The rules of flat_functions.h hold.
#pragma once

#include <cstdint>

namespace bridge {

// A COM object, with one reference for the caller, for the Java object with this id; 0 when memory
// is short. Upcall.released follows, once, when it has no holder any more.
std::int64_t createJavaObject(std::int64_t id) noexcept;
// The same for a callback, which calls Upcall.invokeObject whenever it is invoked. `flags` and
// `queue` are what GetParameters answers, queue 0 for E_NOTIMPL.
std::int64_t createJavaCallback(std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept;

// MFCreateAsyncResult; object and state may be 0. On success result[0] owns one reference.
std::int32_t createAsyncResult(std::int64_t object, std::int64_t callback, std::int64_t state,
                               long long* result) noexcept;
std::int32_t invokeCallback(std::int64_t result) noexcept;
std::int32_t getStatus(std::int64_t result) noexcept;
// What GetState and GetObject give. found[0]: the id of a Java object, or -1. found[1]: otherwise,
// the address of another COM object, with one reference for the caller, or 0 if there is none.
void getState(std::int64_t result, long long* found) noexcept;
void getObject(std::int64_t result, long long* found) noexcept;

std::int32_t setStatus(std::int64_t result, std::int32_t status) noexcept;

void addReference(std::int64_t object) noexcept;
void release(std::int64_t object) noexcept;
// The object by the interface whose IID has these halves, as java.util.UUID has them, with one
// reference for the caller; 0 when it has no such interface.
std::int64_t queryInterface(std::int64_t object, std::int64_t iid_high,
                            std::int64_t iid_low) noexcept;

// IMFAsyncCallback of any object. answers[0] and [1]: the flags and the queue.
std::int32_t getParameters(std::int64_t callback, std::int32_t* answers) noexcept;
std::int32_t invoke(std::int64_t callback, std::int64_t result) noexcept;

// com::live_objects: ours alone, not those of mfplat.dll.
std::int64_t liveObjects() noexcept;

}  // namespace bridge
