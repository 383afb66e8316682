// The way up to a source: the Java code behind a byte stream that is written in Java.
//
// The stream carries the source's id, never a Java reference. The Java side keeps the source
// reachable under that id until it is told that the stream is gone. An interface, so that the
// stream can be tested without a JVM.
#pragma once

#include <cstdint>

#include "com/base_types.h"

namespace bridge {

enum class TransferKind : std::int32_t { kRead = 0, kWrite = 1 };

// A length that the source does not know, as IMFByteStream::GetLength has it.
inline constexpr QWORD kUnknownLength = ~QWORD{0};

// Every method runs user code on the calling thread, perhaps several at once; nothing is thrown.
class SourceUpcalls {
 public:
  virtual HRESULT Length(std::int64_t source, QWORD* length) noexcept = 0;
  virtual HRESULT SetLength(std::int64_t source, QWORD length) noexcept = 0;
  virtual HRESULT Flush(std::int64_t source) noexcept = 0;
  // Once at most; transfers may still be under way.
  virtual HRESULT Close(std::int64_t source) noexcept = 0;

  // Starts a transfer of `size` bytes at `position`. On success the Java side settles it through
  // UnsettledTransfers under the id `transfer`, from any thread, perhaps before this returns; when
  // this fails, it never does. `may_block`: the calling thread waits for this very transfer, so the
  // source may as well do it here.
  virtual HRESULT Transfer(std::int64_t source, std::int64_t transfer, TransferKind kind,
                           QWORD position, ULONG size, bool may_block) noexcept = 0;

  // The stream is gone, and with it the last use of this id.
  virtual void Released(std::int64_t source) noexcept = 0;

 protected:
  ~SourceUpcalls() = default;
};

}  // namespace bridge
