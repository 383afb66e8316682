// What the tests need from the system they run on and C++ does not offer. Implemented twice, in
// test/portable and test/windows; no test asks which of the two it is compiled with.
#pragma once

#include "com/base_types.h"

namespace test {

// Whose Media Foundation is under test.
enum class Host { kPortableEngine, kWine, kWindows };
Host TheHost();
// Cases that are known to fail on Wine assert there that they still fail, so that a better Wine is
// noticed. A test that gets true here is reported as one that asserts such a difference.
bool OnWine();
inline bool OnPortableEngine() { return TheHost() == Host::kPortableEngine; }

// What MFASYNCRESULT::hEvent may hold, and what waiting items wait for: an auto-reset event's
// handle, or the descriptor of an eventfd. Starts unsignalled.
HANDLE NewEvent();
void SignalEvent(HANDLE event);
bool EventIsOpen(HANDLE event);
// Waits at most `millis`.
bool EventIsSignalled(HANDLE event, int millis);
void CloseEventHandle(HANDLE event);

}  // namespace test
