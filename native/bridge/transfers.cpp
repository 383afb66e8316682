#include "bridge/transfers.h"

#include "bridge/com_objects.h"
#include "bridge/flat.h"
#include "bridge/positions.h"
#include "bridge/streams.h"
#include "mfplat/mfplat.h"
#include "mfplat/positional_stream.h"

namespace bridge {

namespace {

using mfplat::PositionalStream;

// −1, Java's cursor, is all ones.
static_assert(mfplat::kAtCursor == static_cast<QWORD>(std::int64_t{-1}));
// As is Java's word for no key.
static_assert(mfplat::kNoKey == static_cast<UINT64>(std::int64_t{-1}));

// Runs `transfer` with the stream's position at `position`, and moves it back.
template <class Transfer>
HRESULT Seeking(IMFByteStream* stream, std::int64_t position, Transfer transfer) noexcept {
  QWORD before = 0;
  HRESULT hr = stream->GetCurrentPosition(&before);
  if (FAILED(hr)) return hr;
  hr = stream->SetCurrentPosition(static_cast<QWORD>(position));
  if (FAILED(hr)) return hr;
  hr = transfer();
  // A transfer that has begun can't be failed any more, and this worked a moment ago.
  (void)stream->SetCurrentPosition(before);
  return hr;
}

}  // namespace

std::int64_t positionalStream(std::int64_t stream) noexcept {
  if (FindPositions().forced != Forced::kNo) return 0;
  void* found = nullptr;
  if (FAILED(At<IUnknown>(stream)->QueryInterface(mfplat::kIidPositionalStream, &found))) return 0;
  auto* const positional = static_cast<PositionalStream*>(found);
  positional->Release();
  return reinterpret_cast<std::intptr_t>(positional);
}

CountOrError readAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                    std::int32_t size) noexcept {
  ULONG count = 0;
  const HRESULT hr = At<PositionalStream>(stream)->ReadAt(
      static_cast<QWORD>(position), At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  return Pack(hr, count);
}

CountOrError writeAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                     std::int32_t size) noexcept {
  ULONG count = 0;
  const HRESULT hr = At<PositionalStream>(stream)->WriteAt(
      static_cast<QWORD>(position), At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  return Pack(hr, count);
}

std::int32_t beginReadAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                         std::int32_t size, std::int64_t id, std::int64_t key, std::int32_t flags,
                         std::int32_t queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return At<PositionalStream>(stream)->BeginReadAt(static_cast<QWORD>(position), At<BYTE>(buffer),
                                                     static_cast<ULONG>(size), callback, nullptr,
                                                     static_cast<UINT64>(key));
  });
}

std::int32_t beginWriteAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                          std::int32_t size, std::int64_t id, std::int64_t key, std::int32_t flags,
                          std::int32_t queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    return At<PositionalStream>(stream)->BeginWriteAt(static_cast<QWORD>(position),
                                                      At<BYTE>(buffer), static_cast<ULONG>(size),
                                                      callback, nullptr, static_cast<UINT64>(key));
  });
}

std::int32_t stopTransfer(std::int64_t stream, std::int64_t key) noexcept {
  return At<PositionalStream>(stream)->StopTransfer(static_cast<UINT64>(key));
}

CountOrError seekAndRead(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                         std::int32_t size) noexcept {
  auto* const bytes = At<IMFByteStream>(stream);
  ULONG count = 0;
  const HRESULT hr = Seeking(bytes, position, [&] {
    return bytes->Read(At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  });
  return Pack(hr, count);
}

CountOrError seekAndWrite(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                          std::int32_t size) noexcept {
  auto* const bytes = At<IMFByteStream>(stream);
  ULONG count = 0;
  const HRESULT hr = Seeking(bytes, position, [&] {
    return bytes->Write(At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  });
  return Pack(hr, count);
}

std::int32_t seekAndBeginRead(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                              std::int32_t size, std::int64_t id, std::int32_t flags,
                              std::int32_t queue) noexcept {
  return Seeking(At<IMFByteStream>(stream), position,
                 [=] { return beginRead(stream, buffer, size, id, flags, queue); });
}

std::int32_t seekAndBeginWrite(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                               std::int32_t size, std::int64_t id, std::int32_t flags,
                               std::int32_t queue) noexcept {
  return Seeking(At<IMFByteStream>(stream), position,
                 [=] { return beginWrite(stream, buffer, size, id, flags, queue); });
}

std::int32_t completeUnbegun(std::int64_t id, std::int32_t queue, std::int32_t status) noexcept {
  return BeginWithShim(id, {}, [=](IMFAsyncCallback* callback) {
    com::ComPtr<IMFAsyncResult> result;
    HRESULT hr = MFCreateAsyncResult(nullptr, callback, nullptr, result.Put());
    if (FAILED(hr)) return hr;
    hr = result->SetStatus(status);
    if (SUCCEEDED(hr)) hr = MFPutWorkItemEx2(static_cast<DWORD>(queue), 0, result.Get());
    // Delivered in any case: the platform may have been shut down meanwhile.
    return FAILED(hr) ? callback->Invoke(result.Get()) : hr;
  });
}

CountOrError endUnbegun(std::int64_t result) noexcept {
  const HRESULT hr = At<IMFAsyncResult>(result)->GetStatus();
  release(result);
  return Pack(hr, 0);
}

}  // namespace bridge
