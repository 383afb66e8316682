// What every attribute store has inside: the methods of IMFAttributes without the COM object around
// them, so that plain attributes, media events and file streams share them.
//
// Any thread may call any method. Values are immutable and shared: readers copy them, and objects
// are released, without the lock.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "com/base_types.h"
#include "com/variant.h"

namespace portable {

class AttributeStore {
 public:
  using Value = std::shared_ptr<const com::Variant>;

  HRESULT GetItem(REFGUID key, PROPVARIANT* value) noexcept;
  HRESULT GetItemType(REFGUID key, MF_ATTRIBUTE_TYPE* type) noexcept;
  HRESULT CompareItem(REFGUID key, REFPROPVARIANT value, BOOL* equal) noexcept;
  HRESULT Compare(IMFAttributes* theirs, MF_ATTRIBUTES_MATCH_TYPE match, BOOL* equal) noexcept;
  HRESULT GetUINT32(REFGUID key, UINT32* value) noexcept;
  HRESULT GetUINT64(REFGUID key, UINT64* value) noexcept;
  HRESULT GetDouble(REFGUID key, double* value) noexcept;
  HRESULT GetGUID(REFGUID key, GUID* value) noexcept;
  HRESULT GetStringLength(REFGUID key, UINT32* length) noexcept;
  HRESULT GetString(REFGUID key, LPWSTR buffer, UINT32 size, UINT32* length) noexcept;
  HRESULT GetAllocatedString(REFGUID key, LPWSTR* value, UINT32* length) noexcept;
  HRESULT GetBlobSize(REFGUID key, UINT32* size) noexcept;
  HRESULT GetBlob(REFGUID key, UINT8* buffer, UINT32 capacity, UINT32* size) noexcept;
  HRESULT GetAllocatedBlob(REFGUID key, UINT8** value, UINT32* size) noexcept;
  HRESULT GetUnknown(REFGUID key, REFIID iid, void** object) noexcept;
  HRESULT SetItem(REFGUID key, REFPROPVARIANT value) noexcept;
  HRESULT DeleteItem(REFGUID key) noexcept;
  HRESULT DeleteAllItems() noexcept;
  HRESULT SetUINT32(REFGUID key, UINT32 value) noexcept;
  HRESULT SetUINT64(REFGUID key, UINT64 value) noexcept;
  HRESULT SetDouble(REFGUID key, double value) noexcept;
  HRESULT SetGUID(REFGUID key, REFGUID value) noexcept;
  HRESULT SetString(REFGUID key, LPCWSTR value) noexcept;
  HRESULT SetBlob(REFGUID key, const UINT8* bytes, UINT32 size) noexcept;
  HRESULT SetUnknown(REFGUID key, IUnknown* value) noexcept;
  // Keeps other threads out until the calling thread has unlocked as often.
  HRESULT LockStore() noexcept;
  // E_UNEXPECTED on a thread that has not locked.
  HRESULT UnlockStore() noexcept;
  HRESULT GetCount(UINT32* count) noexcept;
  HRESULT GetItemByIndex(UINT32 index, GUID* key, PROPVARIANT* value) noexcept;
  // Replaces whatever the destination has.
  HRESULT CopyAllItems(IMFAttributes* destination) noexcept;

 private:
  struct Item {
    GUID key;
    Value value;
  };
  using Items = std::vector<Item>;

  static Items ItemsOf(IMFAttributes* attributes, HRESULT* hr);
  static const Item* Find(const Items& items, REFGUID key) noexcept;
  static bool Contains(const Items& all, const Items& some) noexcept;
  Items Snapshot();
  Value Find(REFGUID key) noexcept;
  // The value of a key whose type must be the one that is asked for.
  HRESULT Find(REFGUID key, MF_ATTRIBUTE_TYPE type, Value* value) noexcept;

  // Recursive, for LockStore.
  std::recursive_mutex mutex_;
  // Guarded by mutex_, as is depth_. In the order of their first setting; few, so that a walk is
  // the fastest search.
  Items items_;
  // How often the thread that owns the mutex has called LockStore.
  int depth_ = 0;
};

}  // namespace portable
