#include "test/host.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace test {

namespace {

int DescriptorOf(HANDLE event) { return static_cast<int>(reinterpret_cast<std::intptr_t>(event)); }

}  // namespace

Host TheHost() { return Host::kPortableEngine; }

int WineVersion() { return 0; }

HANDLE NewEvent() {
  const std::intptr_t descriptor = eventfd(0, EFD_CLOEXEC);
  return reinterpret_cast<HANDLE>(descriptor);
}

void SignalEvent(HANDLE event) { eventfd_write(DescriptorOf(event), 1); }

bool EventIsOpen(HANDLE event) { return fcntl(DescriptorOf(event), F_GETFD) >= 0; }

bool EventIsSignalled(HANDLE event, int millis) {
  pollfd poll_fd = {DescriptorOf(event), POLLIN, 0};
  return poll(&poll_fd, 1, millis) == 1;
}

void CloseEventHandle(HANDLE event) { close(DescriptorOf(event)); }

}  // namespace test
