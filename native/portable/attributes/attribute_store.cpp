#include "portable/attributes/attribute_store.h"

#include <algorithm>
#include <new>
#include <span>
#include <string>
#include <utility>

namespace portable {

namespace {

bool IsAttributeType(VARTYPE type) noexcept {
  switch (type) {
    case MF_ATTRIBUTE_UINT32:
    case MF_ATTRIBUTE_UINT64:
    case MF_ATTRIBUTE_DOUBLE:
    case MF_ATTRIBUTE_GUID:
    case MF_ATTRIBUTE_STRING:
    case MF_ATTRIBUTE_BLOB:
    case MF_ATTRIBUTE_IUNKNOWN:
      return true;
    default:
      return false;
  }
}

// Whether a pointer is missing that the type needs. An object may be null.
bool LacksContent(const PROPVARIANT& value) noexcept {
  switch (value.vt) {
    case MF_ATTRIBUTE_GUID:
      return value.puuid == nullptr;
    case MF_ATTRIBUTE_STRING:
      return value.pwszVal == nullptr;
    case MF_ATTRIBUTE_BLOB:
      return value.caub.pElems == nullptr && value.caub.cElems > 0;
    default:
      return false;
  }
}

// Without the zero at its end.
std::span<const WCHAR> TextOf(const PROPVARIANT& value) noexcept {
  return {value.pwszVal, std::char_traits<WCHAR>::length(value.pwszVal)};
}

std::span<const UINT8> BytesOf(const PROPVARIANT& value) noexcept {
  return {value.caub.pElems, value.caub.cElems};
}

// Objects are equal when they are the same pointer.
bool Equal(const PROPVARIANT& a, const PROPVARIANT& b) noexcept {
  if (a.vt != b.vt || LacksContent(a) || LacksContent(b)) return false;
  switch (a.vt) {
    case MF_ATTRIBUTE_UINT32:
      return a.ulVal == b.ulVal;
    case MF_ATTRIBUTE_UINT64:
      return a.uhVal.QuadPart == b.uhVal.QuadPart;
    case MF_ATTRIBUTE_DOUBLE:
      return a.dblVal == b.dblVal;
    case MF_ATTRIBUTE_GUID:
      return *a.puuid == *b.puuid;
    case MF_ATTRIBUTE_STRING:
      return std::ranges::equal(TextOf(a), TextOf(b));
    case MF_ATTRIBUTE_BLOB:
      return std::ranges::equal(BytesOf(a), BytesOf(b));
    case MF_ATTRIBUTE_IUNKNOWN:
      return a.punkVal == b.punkVal;
    default:
      return false;
  }
}

// Copies into memory of the task allocator, with `terminated` elements of zero behind.
template <class Element>
HRESULT Allocate(std::span<const Element> source, std::size_t terminated, Element** out,
                 UINT32* size) noexcept {
  auto* const copy =
      static_cast<Element*>(CoTaskMemAlloc((source.size() + terminated) * sizeof(Element)));
  if (copy == nullptr) return E_OUTOFMEMORY;
  std::copy(source.begin(), source.end(), copy);
  std::fill_n(copy + source.size(), terminated, Element{});
  *out = copy;
  if (size != nullptr) *size = static_cast<UINT32>(source.size());
  return S_OK;
}

// Copies into the caller's buffer; the size is told even if the buffer is too small.
template <class Element>
HRESULT Fill(std::span<const Element> source, std::size_t terminated, Element* buffer,
             UINT32 capacity, UINT32* size) noexcept {
  if (size != nullptr) *size = static_cast<UINT32>(source.size());
  if (capacity < source.size() + terminated) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
  std::copy(source.begin(), source.end(), buffer);
  std::fill_n(buffer + source.size(), terminated, Element{});
  return S_OK;
}

// Keeps other threads out of somebody's attributes while they are walked.
class StoreLock {
 public:
  explicit StoreLock(IMFAttributes* attributes) noexcept : attributes_(attributes) {
    (void)attributes->LockStore();
  }
  ~StoreLock() { (void)attributes_->UnlockStore(); }
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  IMFAttributes* const attributes_;
};

}  // namespace

const AttributeStore::Item* AttributeStore::Find(const Items& items, REFGUID key) noexcept {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&key](const Item& item) { return item.key == key; });
  return found == items.end() ? nullptr : &*found;
}

bool AttributeStore::Contains(const Items& all, const Items& some) noexcept {
  return std::all_of(some.begin(), some.end(), [&all](const Item& item) {
    const Item* const other = Find(all, item.key);
    return other != nullptr && Equal(item.value->Get(), other->value->Get());
  });
}

AttributeStore::Items AttributeStore::Snapshot() {
  std::lock_guard lock(mutex_);
  return items_;
}

AttributeStore::Value AttributeStore::Find(REFGUID key) noexcept {
  std::lock_guard lock(mutex_);
  const Item* const item = Find(items_, key);
  return item == nullptr ? nullptr : item->value;
}

HRESULT AttributeStore::Find(REFGUID key, MF_ATTRIBUTE_TYPE type, Value* value) noexcept {
  *value = Find(key);
  if (*value == nullptr) return MF_E_ATTRIBUTENOTFOUND;
  return (*value)->Get().vt == type ? S_OK : MF_E_INVALIDTYPE;
}

HRESULT AttributeStore::GetItem(REFGUID key, PROPVARIANT* value) noexcept {
  if (value != nullptr) PropVariantInit(value);
  const Value found = Find(key);
  if (found == nullptr) return MF_E_ATTRIBUTENOTFOUND;
  // Without a variant the question is whether there is such an item.
  return value == nullptr ? S_OK : PropVariantCopy(value, &found->Get());
}

HRESULT AttributeStore::GetItemType(REFGUID key, MF_ATTRIBUTE_TYPE* type) noexcept {
  if (type == nullptr) return E_POINTER;
  const Value found = Find(key);
  if (found == nullptr) return MF_E_ATTRIBUTENOTFOUND;
  *type = static_cast<MF_ATTRIBUTE_TYPE>(found->Get().vt);
  return S_OK;
}

HRESULT AttributeStore::CompareItem(REFGUID key, REFPROPVARIANT value, BOOL* equal) noexcept {
  if (equal == nullptr) return E_POINTER;
  const Value found = Find(key);
  *equal = found != nullptr && Equal(found->Get(), value);
  return S_OK;
}

// Another store's items, which may be of any implementation. Never under this store's lock.
AttributeStore::Items AttributeStore::ItemsOf(IMFAttributes* attributes, HRESULT* hr) {
  Items items;
  const StoreLock locked(attributes);
  UINT32 count = 0;
  *hr = attributes->GetCount(&count);
  for (UINT32 index = 0; SUCCEEDED(*hr) && index < count; ++index) {
    GUID key;
    com::Variant value;
    *hr = attributes->GetItemByIndex(index, &key, value.Put());
    if (SUCCEEDED(*hr)) {
      items.push_back({key, std::make_shared<const com::Variant>(std::move(value))});
    }
  }
  return items;
}

HRESULT AttributeStore::Compare(IMFAttributes* theirs, MF_ATTRIBUTES_MATCH_TYPE match,
                                BOOL* equal) noexcept try {
  if (theirs == nullptr || equal == nullptr) return E_POINTER;
  const Items ours = Snapshot();
  HRESULT hr;
  const Items others = ItemsOf(theirs, &hr);
  if (FAILED(hr)) return hr;
  switch (match) {
    case MF_ATTRIBUTES_MATCH_OUR_ITEMS:
      *equal = Contains(others, ours);
      return S_OK;
    case MF_ATTRIBUTES_MATCH_THEIR_ITEMS:
      *equal = Contains(ours, others);
      return S_OK;
    case MF_ATTRIBUTES_MATCH_ALL_ITEMS:
      *equal = ours.size() == others.size() && Contains(others, ours);
      return S_OK;
    case MF_ATTRIBUTES_MATCH_INTERSECTION:
      *equal = std::all_of(ours.begin(), ours.end(), [&others](const Item& item) {
        const Item* const other = Find(others, item.key);
        return other == nullptr || Equal(item.value->Get(), other->value->Get());
      });
      return S_OK;
    case MF_ATTRIBUTES_MATCH_SMALLER:
      *equal = ours.size() > others.size() ? Contains(ours, others) : Contains(others, ours);
      return S_OK;
  }
  return E_INVALIDARG;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

HRESULT AttributeStore::GetUINT32(REFGUID key, UINT32* value) noexcept {
  if (value == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_UINT32, &found);
  if (SUCCEEDED(hr)) *value = found->Get().ulVal;
  return hr;
}

HRESULT AttributeStore::GetUINT64(REFGUID key, UINT64* value) noexcept {
  if (value == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_UINT64, &found);
  if (SUCCEEDED(hr)) *value = found->Get().uhVal.QuadPart;
  return hr;
}

HRESULT AttributeStore::GetDouble(REFGUID key, double* value) noexcept {
  if (value == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_DOUBLE, &found);
  if (SUCCEEDED(hr)) *value = found->Get().dblVal;
  return hr;
}

HRESULT AttributeStore::GetGUID(REFGUID key, GUID* value) noexcept {
  if (value == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_GUID, &found);
  if (SUCCEEDED(hr)) *value = *found->Get().puuid;
  return hr;
}

HRESULT AttributeStore::GetStringLength(REFGUID key, UINT32* length) noexcept {
  if (length == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_STRING, &found);
  if (SUCCEEDED(hr)) *length = static_cast<UINT32>(TextOf(found->Get()).size());
  return hr;
}

HRESULT AttributeStore::GetString(REFGUID key, LPWSTR buffer, UINT32 size,
                                  UINT32* length) noexcept {
  if (buffer == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_STRING, &found);
  return FAILED(hr) ? hr : Fill(TextOf(found->Get()), 1, buffer, size, length);
}

HRESULT AttributeStore::GetAllocatedString(REFGUID key, LPWSTR* value, UINT32* length) noexcept {
  if (value == nullptr) return E_POINTER;
  *value = nullptr;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_STRING, &found);
  return FAILED(hr) ? hr : Allocate(TextOf(found->Get()), 1, value, length);
}

HRESULT AttributeStore::GetBlobSize(REFGUID key, UINT32* size) noexcept {
  if (size == nullptr) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_BLOB, &found);
  if (SUCCEEDED(hr)) *size = found->Get().caub.cElems;
  return hr;
}

HRESULT AttributeStore::GetBlob(REFGUID key, UINT8* buffer, UINT32 capacity,
                                UINT32* size) noexcept {
  if (buffer == nullptr && capacity > 0) return E_POINTER;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_BLOB, &found);
  return FAILED(hr) ? hr : Fill(BytesOf(found->Get()), 0, buffer, capacity, size);
}

HRESULT AttributeStore::GetAllocatedBlob(REFGUID key, UINT8** value, UINT32* size) noexcept {
  if (value == nullptr) return E_POINTER;
  *value = nullptr;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_BLOB, &found);
  return FAILED(hr) ? hr : Allocate(BytesOf(found->Get()), 0, value, size);
}

HRESULT AttributeStore::GetUnknown(REFGUID key, REFIID iid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  Value found;
  const HRESULT hr = Find(key, MF_ATTRIBUTE_IUNKNOWN, &found);
  if (FAILED(hr)) return hr;
  IUnknown* const unknown = found->Get().punkVal;
  return unknown == nullptr ? MF_E_INVALIDTYPE : unknown->QueryInterface(iid, object);
}

HRESULT AttributeStore::SetItem(REFGUID key, REFPROPVARIANT value) noexcept try {
  if (!IsAttributeType(value.vt)) return MF_E_INVALIDTYPE;
  if (LacksContent(value)) return E_POINTER;
  com::Variant copy;
  const HRESULT hr = copy.CopyFrom(value);
  if (FAILED(hr)) return hr;
  // Holds the value that was replaced until the lock is given back: its release is a call out.
  Value content = std::make_shared<const com::Variant>(std::move(copy));
  std::lock_guard lock(mutex_);
  const auto found = std::find_if(items_.begin(), items_.end(),
                                  [&key](const Item& item) { return item.key == key; });
  if (found == items_.end()) {
    items_.push_back({key, std::move(content)});
  } else {
    found->value.swap(content);
  }
  return S_OK;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

// Deleting what is not there is no failure.
HRESULT AttributeStore::DeleteItem(REFGUID key) noexcept {
  Value deleted;
  std::lock_guard lock(mutex_);
  const auto found = std::find_if(items_.begin(), items_.end(),
                                  [&key](const Item& item) { return item.key == key; });
  if (found != items_.end()) {
    deleted = std::move(found->value);
    items_.erase(found);
  }
  return S_OK;
}

HRESULT AttributeStore::DeleteAllItems() noexcept {
  Items deleted;
  std::lock_guard lock(mutex_);
  deleted.swap(items_);
  return S_OK;
}

HRESULT AttributeStore::SetUINT32(REFGUID key, UINT32 value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_UINT32;
  variant.ulVal = value;
  return SetItem(key, variant);
}

HRESULT AttributeStore::SetUINT64(REFGUID key, UINT64 value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_UINT64;
  variant.uhVal.QuadPart = value;
  return SetItem(key, variant);
}

HRESULT AttributeStore::SetDouble(REFGUID key, double value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_DOUBLE;
  variant.dblVal = value;
  return SetItem(key, variant);
}

// In these four the variant only borrows; SetItem copies.
HRESULT AttributeStore::SetGUID(REFGUID key, REFGUID value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_GUID;
  variant.puuid = const_cast<GUID*>(&value);
  return SetItem(key, variant);
}

HRESULT AttributeStore::SetString(REFGUID key, LPCWSTR value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_STRING;
  variant.pwszVal = const_cast<LPWSTR>(value);
  return SetItem(key, variant);
}

HRESULT AttributeStore::SetBlob(REFGUID key, const UINT8* bytes, UINT32 size) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_BLOB;
  variant.caub = {size, const_cast<UINT8*>(bytes)};
  return SetItem(key, variant);
}

HRESULT AttributeStore::SetUnknown(REFGUID key, IUnknown* value) noexcept {
  PROPVARIANT variant{};
  variant.vt = MF_ATTRIBUTE_IUNKNOWN;
  variant.punkVal = value;
  return SetItem(key, variant);
}

HRESULT AttributeStore::LockStore() noexcept {
  mutex_.lock();
  ++depth_;
  return S_OK;
}

HRESULT AttributeStore::UnlockStore() noexcept {
  std::lock_guard lock(mutex_);
  if (depth_ == 0) return E_UNEXPECTED;
  // Above 0, so the thread that is here, with the mutex, is the one that locked.
  --depth_;
  mutex_.unlock();
  return S_OK;
}

HRESULT AttributeStore::GetCount(UINT32* count) noexcept {
  if (count == nullptr) return E_POINTER;
  std::lock_guard lock(mutex_);
  *count = static_cast<UINT32>(items_.size());
  return S_OK;
}

HRESULT AttributeStore::GetItemByIndex(UINT32 index, GUID* key, PROPVARIANT* value) noexcept {
  if (key == nullptr) return E_POINTER;
  if (value != nullptr) PropVariantInit(value);
  Value found;
  {
    std::lock_guard lock(mutex_);
    if (index >= items_.size()) return E_INVALIDARG;
    *key = items_[index].key;
    found = items_[index].value;
  }
  return value == nullptr ? S_OK : PropVariantCopy(value, &found->Get());
}

HRESULT AttributeStore::CopyAllItems(IMFAttributes* destination) noexcept try {
  if (destination == nullptr) return E_POINTER;
  const Items items = Snapshot();
  // What the destination holds goes after its lock: the last release of an object is a call out.
  HRESULT ignored = S_OK;
  const Items old = ItemsOf(destination, &ignored);
  const StoreLock locked(destination);
  HRESULT hr = destination->DeleteAllItems();
  for (auto item = items.begin(); SUCCEEDED(hr) && item != items.end(); ++item) {
    hr = destination->SetItem(item->key, item->value->Get());
  }
  return hr;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}

}  // namespace portable
