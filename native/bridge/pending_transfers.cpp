#include "bridge/pending_transfers.h"

#include <new>
#include <utility>

#include "bridge/java_byte_stream.h"

namespace bridge {

// Never destroyed: user code may answer while the process exits.
PendingTransfers& PendingTransfers::Get() noexcept {
  static PendingTransfers* const transfers = new PendingTransfers();
  return *transfers;
}

bool PendingTransfers::Add(StreamTransfer* transfer) noexcept {
  std::lock_guard lock(mutex_);
  transfer->id = ++last_id_;
  try {
    pending_.emplace(transfer->id, com::ComPtr<StreamTransfer>(transfer));
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool PendingTransfers::Complete(std::int64_t id, HRESULT status, ULONG count) noexcept {
  const com::ComPtr<StreamTransfer> transfer = Take(id);
  if (!transfer) return false;
  // The transfer lets its stream go.
  const com::ComPtr<JavaByteStream> stream(transfer->stream());
  stream->Transferred(*transfer, status, count);
  transfer->Settle(status, count);
  stream->StartNext();
  return true;
}

bool PendingTransfers::CopyIn(std::int64_t id, ULONG offset, const void* from,
                              ULONG size) noexcept {
  const com::ComPtr<StreamTransfer> transfer = Find(id);
  return transfer && transfer->CopyIn(offset, from, size);
}

bool PendingTransfers::CopyOut(std::int64_t id, ULONG offset, void* to, ULONG size) noexcept {
  const com::ComPtr<StreamTransfer> transfer = Find(id);
  return transfer && transfer->CopyOut(offset, to, size);
}

com::ComPtr<StreamTransfer> PendingTransfers::Find(std::int64_t id) noexcept {
  std::lock_guard lock(mutex_);
  const auto found = pending_.find(id);
  return found == pending_.end() ? com::ComPtr<StreamTransfer>() : found->second;
}

com::ComPtr<StreamTransfer> PendingTransfers::Take(std::int64_t id) noexcept {
  std::lock_guard lock(mutex_);
  const auto found = pending_.find(id);
  if (found == pending_.end()) return {};
  com::ComPtr<StreamTransfer> taken = std::move(found->second);
  pending_.erase(found);
  return taken;
}

com::ComPtr<StreamTransfer> PendingTransfers::TakeOf(const JavaByteStream* stream,
                                                     UINT64 key) noexcept {
  std::lock_guard lock(mutex_);
  for (auto entry = pending_.begin(); entry != pending_.end(); ++entry) {
    if (entry->second->stream() != stream || entry->second->key() != key) continue;
    com::ComPtr<StreamTransfer> taken = std::move(entry->second);
    pending_.erase(entry);
    return taken;
  }
  return {};
}

StreamTransfer* PendingTransfers::TakeAllOf(const JavaByteStream* stream) noexcept {
  std::lock_guard lock(mutex_);
  StreamTransfer* chain = nullptr;
  StreamTransfer** end = &chain;
  for (auto entry = pending_.begin(); entry != pending_.end();) {
    if (entry->second->stream() != stream) {
      ++entry;
      continue;
    }
    StreamTransfer* const taken = entry->second.Detach();
    taken->next = nullptr;
    *end = taken;
    end = &taken->next;
    entry = pending_.erase(entry);
  }
  return chain;
}

}  // namespace bridge
