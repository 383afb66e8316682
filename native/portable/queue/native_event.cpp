// mfplat/native_event.h with eventfds.

#include "mfplat/native_event.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "portable/queue/event_handle.h"
#include "portable/sys/errno_to_hresult.h"

namespace mfplat {

namespace {

using portable::DescriptorOf;

}  // namespace

HRESULT CreateNativeEvent(HANDLE* event) noexcept {
  // Not blocking, so that neither setting nor resetting ever waits.
  const std::intptr_t descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return portable::ErrnoToHresult(errno);
  *event = reinterpret_cast<HANDLE>(descriptor);
  return S_OK;
}

HRESULT SetNativeEvent(HANDLE event) noexcept {
  // A counter that is full is signalled.
  return eventfd_write(DescriptorOf(event), 1) == 0 || errno == EAGAIN ? S_OK : E_HANDLE;
}

HRESULT ResetNativeEvent(HANDLE event) noexcept {
  eventfd_t unused = 0;
  // A counter of zero is not signalled.
  return eventfd_read(DescriptorOf(event), &unused) == 0 || errno == EAGAIN ? S_OK : E_HANDLE;
}

void CloseNativeEvent(HANDLE event) noexcept { close(DescriptorOf(event)); }

}  // namespace mfplat
