// Every transfer of a stream written in Java that is not settled, by id. Only the id crosses to the
// Java side: a source that is late, answers twice, or answers what a Close has settled already
// finds nothing.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "bridge/source/source_transfer.h"

namespace bridge {

class UnsettledTransfers {
 public:
  static UnsettledTransfers& Get() noexcept;

  // Keeps the transfer until it is taken. False when memory is short.
  bool Add(SourceTransfer* transfer) noexcept;

  // For the Java side. Each is false when the transfer is no longer pending.
  // Settles the transfer; `count` counts on success.
  bool Complete(std::int64_t id, HRESULT status, ULONG count) noexcept;
  // Between the client's memory and the source's buffer; see SourceTransfer.
  bool CopyIn(std::int64_t id, ULONG offset, const void* from, ULONG size) noexcept;
  bool CopyOut(std::int64_t id, ULONG offset, void* to, ULONG size) noexcept;

  // The caller settles it; empty when somebody else does.
  com::ComPtr<SourceTransfer> Take(std::int64_t id) noexcept;
  // The transfer of a stream with this key, likewise.
  com::ComPtr<SourceTransfer> TakeOf(const JavaByteStream* stream, UINT64 key) noexcept;
  // All transfers of a stream in the order in which they began, as a chain whose every link owns
  // one reference.
  SourceTransfer* TakeAllOf(const JavaByteStream* stream) noexcept;

 private:
  using Pending = std::map<std::int64_t, com::ComPtr<SourceTransfer>>;

  com::ComPtr<SourceTransfer> Find(std::int64_t id) noexcept;
  // Under mutex_. Answers what follows.
  Pending::iterator TakeLocked(Pending::iterator entry,
                               com::ComPtr<SourceTransfer>* taken) noexcept;

  std::mutex mutex_;
  // Guarded by mutex_. Ids are never used again, so their order is that of the beginnings.
  Pending pending_;
  // Stream, key and id of those that have a key.
  std::set<std::tuple<const JavaByteStream*, UINT64, std::int64_t>> keyed_;
  std::int64_t last_id_ = 0;
};

}  // namespace bridge
