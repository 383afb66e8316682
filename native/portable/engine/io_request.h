// One positional transfer between a file and memory, and the steps that every I/O engine shares:
// try without blocking, block, take account of what the kernel answered.
#pragma once

#include <atomic>
#include <cstdint>

#include "com/base_types.h"
#include "portable/engine/blocking_work.h"
#include "portable/engine/direct_file.h"
#include "portable/sys/uninterrupted.h"

namespace portable {

struct IoRequest : BlockingWork {
  enum class Kind : std::uint8_t { kRead, kWrite };

  // Set before the request is submitted, then only read.
  std::uint8_t* buffer = nullptr;
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  int fd = -1;
  Kind kind = Kind::kRead;
  // Whether it may sleep wherever it is submitted (OpenFile::Waits).
  bool waits = false;
  // Past the page cache, for what of the transfer is aligned. Set with the others; forgotten by the
  // thread that has the request in hand, when the kernel refuses it.
  DirectFile direct;
  // How much is transferred so far. Written only by the thread that has the request in hand.
  std::uint32_t done = 0;

  // Asks the transfer to stop; false when it cannot any more, because a thread blocks in it. To be
  // followed by Engine::Cancel. Any thread.
  bool AskToStop() noexcept;

  // Whether the transfer is no longer wanted. An engine asks before it starts what may block.
  virtual bool Cancelled() const noexcept = 0;
  // Called exactly once, on any thread of the engine, on the submitting one for a transfer that
  // never blocked, or on the one that stops a transfer which had not begun. The request may be gone
  // when it returns.
  virtual void Complete(HRESULT status) noexcept = 0;

  // What is left to transfer, at most what the kernel takes at once.
  std::uint32_t NextSize() const noexcept;
  // Whether that goes past the page cache.
  bool GoesDirect() const noexcept {
    return direct.Takes(buffer + done, offset + done, NextSize());
  }
  // And through which descriptor.
  int NextFd() const noexcept { return GoesDirect() ? direct.fd : fd; }

  // Takes account of a kernel answer (bytes, or -errno). True when the transfer is over and
  // `*status` is its outcome; false when the remainder must be asked for. A read that meets the end
  // of the file is a success with fewer bytes.
  bool Advance(std::int64_t answer, HRESULT* status) noexcept;
  // Whether a transfer that was interrupted, or stopped by mistake, may be asked for once more: not
  // for ever, when nothing else comes.
  bool MayRepeat() noexcept { return ++repeats_ <= sys::kMostRepeats; }

  // Reads what the page cache has (RWF_NOWAIT). True when the transfer is over, false when the rest
  // would block or the file cannot say; writes, and what goes past the cache, are never tried.
  bool TryWithoutBlocking(HRESULT* status) noexcept;

  // Transfers the rest, blocking as long as the kernel does.
  HRESULT TransferBlocking() noexcept;

  // Transfers the rest, if it is still wanted, and completes.
  void RunBlocking() noexcept final;

 protected:
  ~IoRequest() = default;
  bool AskedToStop() const noexcept { return stop_.load() == Stop::kAsked; }

 private:
  enum class Stop : std::uint8_t { kNotAsked, kAsked, kTooLate };

  std::atomic<Stop> stop_{Stop::kNotAsked};
  // In a row. Written only by the thread that has the request in hand.
  std::uint8_t repeats_ = 0;
  static_assert(sys::kMostRepeats < 0xFF);
};

}  // namespace portable
