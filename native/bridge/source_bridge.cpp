#include "bridge/source_bridge.h"

#include "bridge/java_byte_stream.h"
#include "bridge/jvm_sources.h"
#include "bridge/pending_transfers.h"

namespace bridge {

void initializeSources(JNIEnv* env, jclass) noexcept { JvmSources::Get().Initialize(env); }

std::int32_t createSourceStream(std::int64_t source, std::int32_t capabilities, bool serial,
                                long long* stream) noexcept {
  JavaByteStream* const created =
      JavaByteStream::Create(JvmSources::Get(), source, static_cast<DWORD>(capabilities), serial);
  if (created == nullptr) return E_OUTOFMEMORY;
  *stream = reinterpret_cast<std::intptr_t>(created);
  return S_OK;
}

bool transferIn(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                std::int32_t size) noexcept {
  return PendingTransfers::Get().CopyIn(transfer, static_cast<ULONG>(offset),
                                        reinterpret_cast<const void*>(buffer),
                                        static_cast<ULONG>(size));
}

bool transferOut(std::int64_t transfer, std::int64_t offset, std::int64_t buffer,
                 std::int32_t size) noexcept {
  return PendingTransfers::Get().CopyOut(transfer, static_cast<ULONG>(offset),
                                         reinterpret_cast<void*>(buffer), static_cast<ULONG>(size));
}

bool transferred(std::int64_t transfer, std::int32_t status, std::int64_t count) noexcept {
  return PendingTransfers::Get().Complete(transfer, status, static_cast<ULONG>(count));
}

}  // namespace bridge
