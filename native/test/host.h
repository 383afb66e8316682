// What the tests need from the system they run on and C++ does not offer. Implemented twice, in
// test/portable and test/windows; no test asks which of the two it is compiled with.
#pragma once

#include <initializer_list>

#include "com/base_types.h"

namespace test {

// Whose Media Foundation is under test.
enum class Host { kPortableEngine, kWine, kWindows };
Host TheHost();
// The major version of the Wine under test; 0 where it is not Wine.
int WineVersion();
// Whether Wine of one of these major versions is under test. A test names the versions on which it
// asserts a difference from the documented behaviour, so that a better Wine is noticed. On every
// other version, and on Windows, it asserts the documented behaviour. A test that gets true here is
// reported as one that asserts a difference.
bool OnWine(std::initializer_list<int> versions);
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
