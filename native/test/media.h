// What tests of samples and their readers make: buffers with known bytes.
#pragma once

#include <cstring>
#include <vector>

#include "com/com_ptr.h"
#include "doctest/doctest.h"
#include "mfplat/mfplat.h"

namespace test {

using BufferPtr = com::ComPtr<IMFMediaBuffer>;
using SamplePtr = com::ComPtr<IMFSample>;
using TypePtr = com::ComPtr<IMFMediaType>;

inline BufferPtr NewBuffer(DWORD size) {
  BufferPtr buffer;
  REQUIRE(MFCreateMemoryBuffer(size, buffer.Put()) == S_OK);
  return buffer;
}

inline BufferPtr NewBuffer(const std::vector<BYTE>& bytes) {
  const BufferPtr buffer = NewBuffer(static_cast<DWORD>(bytes.size()));
  BYTE* locked = nullptr;
  REQUIRE(buffer->Lock(&locked, nullptr, nullptr) == S_OK);
  std::memcpy(locked, bytes.data(), bytes.size());
  CHECK(buffer->Unlock() == S_OK);
  REQUIRE(buffer->SetCurrentLength(static_cast<DWORD>(bytes.size())) == S_OK);
  return buffer;
}

inline std::vector<BYTE> BytesOf(const BufferPtr& buffer) {
  BYTE* locked = nullptr;
  DWORD length = 0;
  REQUIRE(buffer->Lock(&locked, nullptr, &length) == S_OK);
  std::vector<BYTE> bytes(locked, locked + length);
  CHECK(buffer->Unlock() == S_OK);
  return bytes;
}

inline SamplePtr NewSample() {
  SamplePtr sample;
  REQUIRE(MFCreateSample(sample.Put()) == S_OK);
  return sample;
}

inline TypePtr NewType() {
  TypePtr type;
  REQUIRE(MFCreateMediaType(type.Put()) == S_OK);
  return type;
}

}  // namespace test
