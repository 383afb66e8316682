#include "bridge/source/sources.h"

#include "bridge/flat.h"
#include "bridge/source/java_byte_stream.h"
#include "bridge/source/jvm_sources.h"
#include "bridge/source/unsettled_transfers.h"

namespace bridge {

void initializeSources(JNIEnv* env, jclass) noexcept { JvmSources::Get().Initialize(env); }

std::int32_t createSourceStream(std::int64_t source, std::int32_t capabilities, bool serial,
                                long long* stream) noexcept {
  com::ComPtr<JavaByteStream> created;
  const HRESULT hr = JavaByteStream::Create(JvmSources::Get(), source,
                                            static_cast<DWORD>(capabilities), serial, &created);
  if (FAILED(hr)) return hr;
  *stream = reinterpret_cast<std::intptr_t>(created.Detach());
  return S_OK;
}

bool transferIn(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                std::int32_t size) noexcept {
  return UnsettledTransfers::Get().CopyIn(transfer, static_cast<ULONG>(offset),
                                          reinterpret_cast<const void*>(buffer),
                                          static_cast<ULONG>(size));
}

bool transferOut(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                 std::int32_t size) noexcept {
  return UnsettledTransfers::Get().CopyOut(transfer, static_cast<ULONG>(offset),
                                           reinterpret_cast<void*>(buffer),
                                           static_cast<ULONG>(size));
}

bool transferred(std::int64_t transfer, std::int32_t status, std::int64_t count) noexcept {
  return UnsettledTransfers::Get().Complete(transfer, status, static_cast<ULONG>(count));
}

std::int32_t setStreamName(std::int64_t stream, bool is_content_type,
                           const std::uint16_t* value) noexcept {
  com::ComPtr<IMFAttributes> attributes;
  const HRESULT hr = At<IUnknown>(stream)->QueryInterface(
      IID_IMFAttributes, reinterpret_cast<void**>(attributes.Put()));
  return FAILED(hr) ? hr
                    : attributes->SetString(
                          is_content_type ? MF_BYTESTREAM_CONTENT_TYPE : MF_BYTESTREAM_ORIGIN_NAME,
                          reinterpret_cast<LPCWSTR>(value));
}

}  // namespace bridge
