// How a callback whose way into its own world is costly, as Java's is, takes others along. On the
// portable engine; mfplat.dll's queue threads invoke each callback from the outermost.
#pragma once

#include "com/base_types.h"

namespace mfplat {

// Whether the calling thread is in this callback's Invoke for this result because a queue calls it,
// and not another callback that passes it on. Only then the two functions below may be called.
bool IsInvokedByQueue(const IMFAsyncCallback* callback, const IMFAsyncResult* result) noexcept;
// Whether more callbacks waited for this thread when it came to this one.
bool OthersWait() noexcept;
// For a callback that has nothing more to do but to return, which it may do long after: to the
// queue its Invoke has ended now, and the callback and the result may be gone. Invokes from here
// the next callback that waits for this thread, in the order in which they would have been invoked
// anyway, and returns when that Invoke does, or calls InvokeNext itself; its caller goes on
// with that. False when there is none: the caller returns now.
bool InvokeNext() noexcept;

}  // namespace mfplat
