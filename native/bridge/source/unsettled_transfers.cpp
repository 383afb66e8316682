#include "bridge/source/unsettled_transfers.h"

#include <new>
#include <utility>

#include "bridge/source/java_byte_stream.h"

namespace bridge {

// Never destroyed: user code may answer while the process exits.
UnsettledTransfers& UnsettledTransfers::Get() noexcept {
  static UnsettledTransfers* const transfers = new UnsettledTransfers();
  return *transfers;
}

bool UnsettledTransfers::Add(SourceTransfer* transfer) noexcept {
  std::lock_guard lock(mutex_);
  transfer->id = ++last_id_;
  try {
    const auto entry = pending_.emplace(transfer->id, com::ComPtr<SourceTransfer>(transfer)).first;
    if (transfer->key() == mfplat::kNoKey) return true;
    try {
      keyed_.emplace(transfer->stream(), transfer->key(), transfer->id);
      return true;
    } catch (const std::bad_alloc&) {
      pending_.erase(entry);
    }
  } catch (const std::bad_alloc&) {
    // As above.
  }
  return false;
}

bool UnsettledTransfers::Complete(std::int64_t id, HRESULT status, ULONG count) noexcept {
  const com::ComPtr<SourceTransfer> transfer = Take(id);
  if (!transfer) return false;
  // The transfer lets its stream go.
  const com::ComPtr<JavaByteStream> stream(transfer->stream());
  stream->Transferred(*transfer, status, count);
  transfer->Settle(status, count);
  stream->StartNext();
  return true;
}

bool UnsettledTransfers::CopyIn(std::int64_t id, ULONG offset, const void* from,
                                ULONG size) noexcept {
  const com::ComPtr<SourceTransfer> transfer = Find(id);
  return transfer && transfer->CopyIn(offset, from, size);
}

bool UnsettledTransfers::CopyOut(std::int64_t id, ULONG offset, void* to, ULONG size) noexcept {
  const com::ComPtr<SourceTransfer> transfer = Find(id);
  return transfer && transfer->CopyOut(offset, to, size);
}

com::ComPtr<SourceTransfer> UnsettledTransfers::Find(std::int64_t id) noexcept {
  std::lock_guard lock(mutex_);
  const auto found = pending_.find(id);
  return found == pending_.end() ? com::ComPtr<SourceTransfer>() : found->second;
}

UnsettledTransfers::Pending::iterator UnsettledTransfers::TakeLocked(
    Pending::iterator entry, com::ComPtr<SourceTransfer>* taken) noexcept {
  *taken = std::move(entry->second);
  keyed_.erase({(*taken)->stream(), (*taken)->key(), entry->first});
  return pending_.erase(entry);
}

com::ComPtr<SourceTransfer> UnsettledTransfers::Take(std::int64_t id) noexcept {
  std::lock_guard lock(mutex_);
  com::ComPtr<SourceTransfer> taken;
  const auto found = pending_.find(id);
  if (found != pending_.end()) TakeLocked(found, &taken);
  return taken;
}

com::ComPtr<SourceTransfer> UnsettledTransfers::TakeOf(const JavaByteStream* stream,
                                                       UINT64 key) noexcept {
  std::lock_guard lock(mutex_);
  com::ComPtr<SourceTransfer> taken;
  const auto found = keyed_.lower_bound({stream, key, 0});
  if (found != keyed_.end() && std::get<0>(*found) == stream && std::get<1>(*found) == key) {
    TakeLocked(pending_.find(std::get<2>(*found)), &taken);
  }
  return taken;
}

SourceTransfer* UnsettledTransfers::TakeAllOf(const JavaByteStream* stream) noexcept {
  std::lock_guard lock(mutex_);
  SourceTransfer* chain = nullptr;
  SourceTransfer** end = &chain;
  for (auto entry = pending_.begin(); entry != pending_.end();) {
    if (entry->second->stream() != stream) {
      ++entry;
      continue;
    }
    com::ComPtr<SourceTransfer> taken;
    entry = TakeLocked(entry, &taken);
    taken->next = nullptr;
    *end = taken.Get();
    end = &taken->next;
    (void)taken.Detach();
  }
  return chain;
}

}  // namespace bridge
