// What every test stands on: no object of this library outlives it, and, where it wants one, a
// started platform that is drained and stopped at its end.
#pragma once

#include <cstdint>
#include <string>

#include "com/ref_counted.h"
#include "doctest/doctest.h"
#include "mfplat/mfplat.h"
#include "test/host.h"
#include "test/waiting.h"

namespace test {

// Says that something cannot be tested here; counted, and repeated at the end of the run.
void Skip(const std::string& name, const std::string& reason);

// From now on no more than this many objects count as alive.
inline void ForgetObjects(std::int64_t left) {
  while (com::live_objects.Count() > left) com::live_objects.Remove();
}

class ObjectsTest {
 public:
  ObjectsTest() : objects_before_(com::live_objects.Count()) {}
  ~ObjectsTest() { CheckNoObjects(); }

 protected:
  // The platform's references go shortly after Invoke has returned.
  void CheckNoObjects() {
    (void)Eventually([this] { return com::live_objects.Count() == objects_before_; });
    CHECK(com::live_objects.Count() == objects_before_);
  }
  // What is alive now is no longer counted: for what Wine is known never to let go.
  void AbandonObjects() { ForgetObjects(objects_before_); }

 private:
  const std::int64_t objects_before_;
};

class PlatformTest : public ObjectsTest {
 public:
  PlatformTest() { REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK); }
  ~PlatformTest() {
    // First the references, then the platform: it would wait for them, or on Wine never stop.
    CheckNoObjects();
    CHECK(MFShutdown() == S_OK);
  }
};

}  // namespace test
