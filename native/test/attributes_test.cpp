// IMFAttributes: typed values by GUID, as attribute stores, media events and file streams have
// them.

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "com/variant.h"
#include "test/attributes.h"
#include "test/fakes.h"
#include "test/fixtures.h"

namespace test {

namespace {

constexpr HRESULT kTooSmall = HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);

PROPVARIANT UInt32(UINT32 value) {
  PROPVARIANT variant{};
  variant.vt = VT_UI4;
  variant.ulVal = value;
  return variant;
}

bool Matches(const AttributesPtr& ours, const AttributesPtr& theirs,
             MF_ATTRIBUTES_MATCH_TYPE type) {
  BOOL equal = 2;
  CHECK(ours->Compare(theirs.Get(), type, &equal) == S_OK);
  return equal == TRUE;
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "attributes give back what was set, by type") {
  const AttributesPtr attributes = NewAttributes();
  UINT32 count = 99;
  CHECK(attributes->GetCount(&count) == S_OK);
  CHECK(count == 0);

  CHECK(attributes->SetUINT32(kKeys[0], 7) == S_OK);
  CHECK(attributes->SetUINT64(kKeys[1], 1ULL << 40) == S_OK);
  CHECK(attributes->SetDouble(kKeys[2], 2.5) == S_OK);
  CHECK(attributes->SetGUID(kKeys[3], kKeys[9]) == S_OK);
  CHECK(attributes->GetCount(&count) == S_OK);
  CHECK(count == 4);

  UINT32 number = 0;
  CHECK(attributes->GetUINT32(kKeys[0], &number) == S_OK);
  CHECK(number == 7);
  UINT64 large = 0;
  CHECK(attributes->GetUINT64(kKeys[1], &large) == S_OK);
  CHECK(large == 1ULL << 40);
  double real = 0;
  CHECK(attributes->GetDouble(kKeys[2], &real) == S_OK);
  CHECK(real == 2.5);
  GUID guid{};
  CHECK(attributes->GetGUID(kKeys[3], &guid) == S_OK);
  CHECK(guid == kKeys[9]);

  MF_ATTRIBUTE_TYPE type;
  CHECK(attributes->GetItemType(kKeys[2], &type) == S_OK);
  CHECK(type == MF_ATTRIBUTE_DOUBLE);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes tell what is missing from what has another type") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->SetUINT32(kKeys[0], 7) == S_OK);
  UINT64 large = 42;
  CHECK(attributes->GetUINT64(kKeys[0], &large) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetUINT64(kKeys[1], &large) == MF_E_ATTRIBUTENOTFOUND);
  CHECK(large == 42);
  UINT32 size = 0;
  WCHAR text[4];
  UINT8 bytes[4];
  double real = 0;
  GUID guid;
  void* object = &size;
  LPWSTR allocated = text;
  UINT8* blob = bytes;
  CHECK(attributes->GetDouble(kKeys[0], &real) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetGUID(kKeys[0], &guid) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetStringLength(kKeys[0], &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetString(kKeys[0], text, 4, &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetAllocatedString(kKeys[0], &allocated, &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetBlobSize(kKeys[0], &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetBlob(kKeys[0], bytes, 4, &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetAllocatedBlob(kKeys[0], &blob, &size) == MF_E_INVALIDTYPE);
  CHECK(attributes->GetUnknown(kKeys[0], IID_IUnknown, &object) == MF_E_INVALIDTYPE);
  MF_ATTRIBUTE_TYPE type;
  CHECK(attributes->GetItemType(kKeys[1], &type) == MF_E_ATTRIBUTENOTFOUND);
  com::Variant value;
  CHECK(attributes->GetItem(kKeys[1], value.Put()) == MF_E_ATTRIBUTENOTFOUND);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes hold strings") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->SetString(kKeys[0], kText) == S_OK);
  UINT32 length = 0;
  CHECK(attributes->GetStringLength(kKeys[0], &length) == S_OK);
  CHECK(length == 5);
  WCHAR text[16];
  length = 0;
  CHECK(attributes->GetString(kKeys[0], text, 6, &length) == S_OK);
  CHECK(length == 5);
  CHECK(Same(text, kText));
  CHECK(attributes->GetString(kKeys[0], text, 16, nullptr) == S_OK);
  CHECK(attributes->GetString(kKeys[0], text, 5, &length) == kTooSmall);
  LPWSTR allocated = nullptr;
  length = 0;
  CHECK(attributes->GetAllocatedString(kKeys[0], &allocated, &length) == S_OK);
  CHECK(length == 5);
  CHECK(Same(allocated, kText));
  CoTaskMemFree(allocated);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes hold blobs") {
  const AttributesPtr attributes = NewAttributes();
  const UINT8 source[] = {1, 2, 3, 0, 5};
  CHECK(attributes->SetBlob(kKeys[0], source, 5) == S_OK);
  UINT32 size = 0;
  CHECK(attributes->GetBlobSize(kKeys[0], &size) == S_OK);
  CHECK(size == 5);
  UINT8 bytes[8];
  size = 0;
  CHECK(attributes->GetBlob(kKeys[0], bytes, 8, &size) == S_OK);
  CHECK(size == 5);
  CHECK(std::memcmp(bytes, source, 5) == 0);
  CHECK(attributes->GetBlob(kKeys[0], bytes, 5, nullptr) == S_OK);
  CHECK(attributes->GetBlob(kKeys[0], bytes, 4, &size) == kTooSmall);
  UINT8* allocated = nullptr;
  size = 0;
  CHECK(attributes->GetAllocatedBlob(kKeys[0], &allocated, &size) == S_OK);
  CHECK(size == 5);
  CHECK(std::memcmp(allocated, source, 5) == 0);
  CoTaskMemFree(allocated);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes hold references, and let go of them") {
  const auto object = UnknownFake::Create();
  {
    const AttributesPtr attributes = NewAttributes();
    CHECK(attributes->SetUnknown(kKeys[0], object.Get()) == S_OK);
    CHECK(RefCount(object) == 2);
    com::ComPtr<IUnknown> got;
    CHECK(attributes->GetUnknown(kKeys[0], IID_IUnknown, reinterpret_cast<void**>(got.Put())) ==
          S_OK);
    CHECK(got.Get() == object.Get());
    CHECK(RefCount(object) == 3);
    got.Reset();
    void* other = &got;
    CHECK(attributes->GetUnknown(kKeys[0], IID_IMFByteStream, &other) == E_NOINTERFACE);
    CHECK(other == nullptr);

    com::Variant value;
    CHECK(attributes->GetItem(kKeys[0], value.Put()) == S_OK);
    CHECK(value.Get().vt == VT_UNKNOWN);
    CHECK(RefCount(object) == 3);
    CHECK(attributes->SetUINT32(kKeys[0], 1) == S_OK);
    CHECK(RefCount(object) == 2);
    value = {};
    CHECK(RefCount(object) == 1);

    CHECK(attributes->SetUnknown(kKeys[1], object.Get()) == S_OK);
    CHECK(attributes->DeleteItem(kKeys[1]) == S_OK);
    CHECK(RefCount(object) == 1);
    CHECK(attributes->SetUnknown(kKeys[1], object.Get()) == S_OK);
    CHECK(attributes->DeleteAllItems() == S_OK);
    CHECK(RefCount(object) == 1);
    CHECK(attributes->SetUnknown(kKeys[2], object.Get()) == S_OK);
  }
  CHECK(RefCount(object) == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes hold a null object") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->SetUnknown(kKeys[0], nullptr) == S_OK);
  MF_ATTRIBUTE_TYPE type;
  CHECK(attributes->GetItemType(kKeys[0], &type) == S_OK);
  CHECK(type == MF_ATTRIBUTE_IUNKNOWN);
  void* object = nullptr;
  CHECK(attributes->GetUnknown(kKeys[0], IID_IUnknown, &object) == MF_E_INVALIDTYPE);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes are replaced, deleted and kept in order") {
  const AttributesPtr attributes = NewAttributes();
  for (int i = 0; i < 4; ++i) {
    CHECK(attributes->SetUINT32(kKeys[i], static_cast<UINT32>(i)) == S_OK);
  }
  CHECK(attributes->SetUINT64(kKeys[1], 11) == S_OK);
  CHECK(attributes->DeleteItem(kKeys[0]) == S_OK);
  CHECK(attributes->DeleteItem(kKeys[0]) == S_OK);
  UINT32 count = 0;
  CHECK(attributes->GetCount(&count) == S_OK);
  CHECK(count == 3);
  for (UINT32 i = 0; i < 3; ++i) {
    GUID key;
    com::Variant value;
    CHECK(attributes->GetItemByIndex(i, &key, value.Put()) == S_OK);
    CHECK(key == kKeys[i + 1]);
    CHECK(value.Get().vt == (i == 0 ? VT_UI8 : VT_UI4));
  }
  GUID key;
  com::Variant value;
  CHECK(attributes->GetItemByIndex(3, &key, value.Put()) == E_INVALIDARG);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes take values of seven types") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->SetItem(kKeys[0], UInt32(5)) == S_OK);
  CHECK(attributes->GetItem(kKeys[0], nullptr) == S_OK);
  PROPVARIANT wrong{};
  CHECK(attributes->SetItem(kKeys[0], wrong) == MF_E_INVALIDTYPE);
  wrong.vt = VT_I4;
  CHECK(attributes->SetItem(kKeys[0], wrong) == MF_E_INVALIDTYPE);
  wrong.vt = VT_BOOL;
  CHECK(attributes->SetItem(kKeys[0], wrong) == MF_E_INVALIDTYPE);
  // The engine leaves an item alone whose new value it refuses; Wine leaves it empty.
  UINT32 number = 0;
  CHECK(attributes->GetUINT32(kKeys[0], &number) == (OnWine({8, 10}) ? MF_E_INVALIDTYPE : S_OK));
  CHECK(number == (OnWine({8, 10}) ? 0 : 5));
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes compare one item") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->SetUINT32(kKeys[0], 5) == S_OK);
  BOOL equal = FALSE;
  CHECK(attributes->CompareItem(kKeys[0], UInt32(5), &equal) == S_OK);
  CHECK(equal == TRUE);
  CHECK(attributes->CompareItem(kKeys[0], UInt32(6), &equal) == S_OK);
  CHECK(equal == FALSE);
  equal = TRUE;
  CHECK(attributes->CompareItem(kKeys[1], UInt32(5), &equal) == S_OK);
  CHECK(equal == FALSE);
  PROPVARIANT other{};
  other.vt = VT_UI8;
  other.uhVal.QuadPart = 5;
  equal = TRUE;
  CHECK(attributes->CompareItem(kKeys[0], other, &equal) == S_OK);
  CHECK(equal == FALSE);
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes compare objects by identity, but not on Wine") {
  const auto object = UnknownFake::Create();
  const auto other = UnknownFake::Create();
  const AttributesPtr ours = NewAttributes();
  const AttributesPtr theirs = NewAttributes();
  CHECK(ours->SetUnknown(kKeys[0], object.Get()) == S_OK);
  CHECK(theirs->SetUnknown(kKeys[0], object.Get()) == S_OK);
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_ALL_ITEMS) == !OnWine({8, 10}));
  CHECK(theirs->SetUnknown(kKeys[0], other.Get()) == S_OK);
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
}

TEST_CASE_FIXTURE(ObjectsTest, "attribute stores compare in five ways") {
  const AttributesPtr ours = NewAttributes();
  const AttributesPtr theirs = NewAttributes();
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
  CHECK(ours->SetUINT32(kKeys[0], 5) == S_OK);
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_OUR_ITEMS));
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_THEIR_ITEMS));
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_INTERSECTION));
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_SMALLER));

  CHECK(theirs->SetString(kKeys[1], kText) == S_OK);
  CHECK(theirs->SetUINT32(kKeys[0], 5) == S_OK);
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_OUR_ITEMS));
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_THEIR_ITEMS));
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_INTERSECTION));
  CHECK(Matches(ours, theirs, MF_ATTRIBUTES_MATCH_SMALLER));
  CHECK(Matches(theirs, ours, MF_ATTRIBUTES_MATCH_SMALLER));

  CHECK(ours->SetUINT32(kKeys[0], 6) == S_OK);
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_INTERSECTION));
  CHECK(!Matches(ours, theirs, MF_ATTRIBUTES_MATCH_SMALLER));
  CHECK(Matches(ours, ours, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes are copied into another store, whatever it had") {
  const auto object = UnknownFake::Create();
  const AttributesPtr source = NewAttributes();
  const AttributesPtr destination = NewAttributes();
  CHECK(source->SetUINT32(kKeys[0], 5) == S_OK);
  CHECK(source->SetString(kKeys[1], kText) == S_OK);
  CHECK(source->SetDouble(kKeys[2], 0.5) == S_OK);
  CHECK(destination->SetUINT32(kKeys[3], 1) == S_OK);
  CHECK(source->CopyAllItems(destination.Get()) == S_OK);
  CHECK(Matches(source, destination, MF_ATTRIBUTES_MATCH_ALL_ITEMS));
  CHECK(source->SetUnknown(kKeys[2], object.Get()) == S_OK);
  CHECK(source->CopyAllItems(destination.Get()) == S_OK);
  CHECK(RefCount(object) == 3);
  CHECK(source->DeleteAllItems() == S_OK);
  UINT32 count = 0;
  CHECK(destination->GetCount(&count) == S_OK);
  CHECK(count == 3);
}

TEST_CASE_FIXTURE(ObjectsTest, "a locked store keeps other threads out") {
  const AttributesPtr attributes = NewAttributes();
  CHECK(attributes->LockStore() == S_OK);
  CHECK(attributes->LockStore() == S_OK);
  CHECK(attributes->SetUINT32(kKeys[0], 1) == S_OK);
  std::atomic<bool> done{false};
  std::thread other([&] {
    UINT32 value = 0;
    CHECK(attributes->GetUINT32(kKeys[0], &value) == S_OK);
    CHECK(value == 2);
    done = true;
  });
  CHECK(attributes->UnlockStore() == S_OK);
  CHECK(Never([&] { return done.load(); }));
  CHECK(attributes->SetUINT32(kKeys[0], 2) == S_OK);
  CHECK(attributes->UnlockStore() == S_OK);
  other.join();
}

TEST_CASE_FIXTURE(ObjectsTest, "attributes have one identity") {
  const AttributesPtr attributes = NewAttributes();
  com::ComPtr<IUnknown> unknown;
  CHECK(attributes->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(unknown.Put())) == S_OK);
  CHECK(unknown.Get() == attributes.Get());
  void* other = &unknown;
  CHECK(attributes->QueryInterface(IID_IMFByteStream, &other) == E_NOINTERFACE);
  CHECK(other == nullptr);
}

TEST_CASE_FIXTURE(ObjectsTest, "many threads set, get and delete attributes at once") {
  constexpr int kThreads = 4;
  constexpr int kRounds = 500;
  const auto object = UnknownFake::Create();
  {
    const AttributesPtr attributes = NewAttributes();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int round = 0; round < kRounds; ++round) {
          const GUID& key = kKeys[(thread + round) % 3];
          switch (round % 4) {
            case 0:
              (void)attributes->SetUnknown(key, object.Get());
              break;
            case 1:
              (void)attributes->SetString(key, kText);
              break;
            case 2: {
              com::Variant value;
              (void)attributes->GetItem(key, value.Put());
              break;
            }
            default:
              (void)attributes->DeleteItem(key);
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(RefCount(object) == 1);
}

}  // namespace test
