#include "portable/file/file_sharing.h"

#include <map>
#include <mutex>
#include <new>
#include <utility>

namespace portable {

namespace {

struct OpenFiles {
  std::mutex mutex;
  // Guarded by mutex. The number of readers, or -1 for the one that writes.
  std::map<std::pair<dev_t, ino_t>, int> shares;
};

OpenFiles& TheOpenFiles() noexcept {
  static OpenFiles* const files = new OpenFiles();
  return *files;
}

}  // namespace

HRESULT FileShare::Acquire(dev_t device, ino_t inode, bool writes) noexcept try {
  OpenFiles& files = TheOpenFiles();
  std::lock_guard lock(files.mutex);
  const auto [entry, first] = files.shares.try_emplace({device, inode}, writes ? -1 : 1);
  if (!first) {
    if (writes || entry->second < 0) return HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION);
    ++entry->second;
  }
  device_ = device;
  inode_ = inode;
  held_ = true;
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

void FileShare::Release() noexcept {
  if (!held_) return;
  held_ = false;
  OpenFiles& files = TheOpenFiles();
  std::lock_guard lock(files.mutex);
  const auto entry = files.shares.find({device_, inode_});
  if (entry->second <= 1) {
    files.shares.erase(entry);
  } else {
    --entry->second;
  }
}

}  // namespace portable
