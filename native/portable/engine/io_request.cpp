#include "portable/engine/io_request.h"

#include <algorithm>
#include <cerrno>

#include "portable/sys/errno_to_hresult.h"
#include "portable/sys/transfer_calls.h"

namespace portable {

namespace {

// Below the kernel's own limit of 2^31 - 4096 bytes a call, and a whole number of pages.
constexpr std::uint32_t kMaxTransfer = 1u << 30;

}  // namespace

std::uint32_t IoRequest::NextSize() const noexcept { return std::min(size - done, kMaxTransfer); }

bool IoRequest::Advance(std::int64_t answer, HRESULT* status) noexcept {
  if (answer == -EINTR && MayRepeat()) return false;
  // Some file systems allow O_DIRECT, and then not every transfer, or none.
  if ((answer == -EINVAL || answer == -EOPNOTSUPP) && GoesDirect()) {
    direct = {};
    return false;
  }
  if (answer < 0) {
    *status = ErrnoToHresult(static_cast<int>(-answer));
    return true;
  }
  done += static_cast<std::uint32_t>(answer);
  repeats_ = 0;
  *status = S_OK;
  // A write that makes no progress without an error would otherwise be asked for again for ever.
  if (answer == 0 && kind == Kind::kWrite && done < size) {
    *status = HRESULT_FROM_WIN32(ERROR_IO_DEVICE);
  }
  return answer == 0 || done == size;
}

bool IoRequest::TryWithoutBlocking(HRESULT* status) noexcept {
  if (kind != Kind::kRead || GoesDirect()) return false;
  for (;;) {
    const ssize_t got =
        sys::ReadNow(fd, buffer + done, NextSize(), static_cast<off_t>(offset + done));
    // Not in the cache, or a file system that does not know RWF_NOWAIT: for a blocking engine to
    // find out. Other errors too, so that there is one place that reports them; and no bytes, which
    // Linux 5.9 and 5.10 may answer before the end of the file.
    if (got <= 0) return false;
    if (Advance(got, status)) return true;
  }
}

HRESULT IoRequest::TransferBlocking() noexcept {
  HRESULT status = S_OK;
  for (;;) {
    const auto position = static_cast<off_t>(offset + done);
    const ssize_t answer = kind == Kind::kRead
                               ? sys::Read(NextFd(), buffer + done, NextSize(), position)
                               : sys::Write(NextFd(), buffer + done, NextSize(), position);
    if (Advance(answer < 0 ? -errno : answer, &status)) return status;
    if (Cancelled()) return HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);
  }
}

bool IoRequest::AskToStop() noexcept {
  Stop expected = Stop::kNotAsked;
  stop_.compare_exchange_strong(expected, Stop::kAsked);
  return expected != Stop::kTooLate;
}

void IoRequest::RunBlocking() noexcept {
  Stop expected = Stop::kNotAsked;
  const bool wanted = !Cancelled() && stop_.compare_exchange_strong(expected, Stop::kTooLate);
  Complete(wanted ? TransferBlocking() : HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
}

}  // namespace portable
