// An event that is closed at the end of its scope.
#pragma once

#include "test/host.h"

namespace test {

class EventHandle {
 public:
  EventHandle() : handle_(NewEvent()) {}
  EventHandle(const EventHandle&) = delete;
  EventHandle& operator=(const EventHandle&) = delete;
  ~EventHandle() { CloseEventHandle(handle_); }

  HANDLE Get() const { return handle_; }
  void Signal() { SignalEvent(handle_); }
  bool IsSignalled(int millis) { return EventIsSignalled(handle_, millis); }

 private:
  const HANDLE handle_;
};

}  // namespace test
