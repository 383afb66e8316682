#include "bridge/streams.h"

#include "bridge/com_objects.h"
#include "bridge/flat.h"

namespace bridge {

namespace {

// Gives one 64-bit out-parameter of `method` to Java.
template <class Value>
HRESULT Get(std::int64_t stream, HRESULT (STDMETHODCALLTYPE IMFByteStream::*method)(Value*),
            long long* out) noexcept {
  Value value = 0;
  const HRESULT hr = (At<IMFByteStream>(stream)->*method)(&value);
  if (SUCCEEDED(hr)) *out = static_cast<std::int64_t>(value);
  return hr;
}

// Read and Write, BeginRead and BeginWrite, EndRead and EndWrite: each pair differs in the method.

template <auto kTransfer>
CountOrError Transfer(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  ULONG count = 0;
  const HRESULT hr =
      (At<IMFByteStream>(stream)->*kTransfer)(At<BYTE>(buffer), static_cast<ULONG>(size), &count);
  return Pack(hr, count);
}

template <auto kBegin>
HRESULT BeginTransfer(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                      std::int32_t flags, std::int32_t queue) noexcept {
  const CallbackParameters parameters = ParametersOf(flags, queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    // No state: the Java object is found by the id.
    return (At<IMFByteStream>(stream)->*kBegin)(At<BYTE>(buffer), static_cast<ULONG>(size),
                                                callback, nullptr);
  });
}

template <auto kEnd>
CountOrError EndTransfer(std::int64_t stream, std::int64_t result) noexcept {
  ULONG count = 0;
  const HRESULT hr = (At<IMFByteStream>(stream)->*kEnd)(At<IMFAsyncResult>(result), &count);
  release(result);
  return Pack(hr, count);
}

}  // namespace

std::int32_t getCapabilities(std::int64_t stream, long long* capabilities) noexcept {
  return Get(stream, &IMFByteStream::GetCapabilities, capabilities);
}

std::int32_t getLength(std::int64_t stream, long long* length) noexcept {
  return Get(stream, &IMFByteStream::GetLength, length);
}

std::int32_t getCurrentPosition(std::int64_t stream, long long* position) noexcept {
  return Get(stream, &IMFByteStream::GetCurrentPosition, position);
}

std::int32_t setCurrentPosition(std::int64_t stream, std::int64_t position) noexcept {
  return At<IMFByteStream>(stream)->SetCurrentPosition(static_cast<QWORD>(position));
}

std::int32_t isEndOfStream(std::int64_t stream, std::int32_t* end) noexcept {
  BOOL value = FALSE;
  const HRESULT hr = At<IMFByteStream>(stream)->IsEndOfStream(&value);
  if (SUCCEEDED(hr)) *end = value;
  return hr;
}

std::int32_t seek(std::int64_t stream, std::int32_t origin, std::int64_t offset, std::int32_t flags,
                  long long* position) noexcept {
  QWORD moved = 0;
  const HRESULT hr = At<IMFByteStream>(stream)->Seek(static_cast<MFBYTESTREAM_SEEK_ORIGIN>(origin),
                                                     offset, static_cast<DWORD>(flags), &moved);
  if (SUCCEEDED(hr)) *position = static_cast<std::int64_t>(moved);
  return hr;
}

CountOrError read(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  return Transfer<&IMFByteStream::Read>(stream, buffer, size);
}

std::int32_t beginRead(std::int64_t stream, std::int64_t buffer, std::int32_t size, std::int64_t id,
                       std::int32_t flags, std::int32_t queue) noexcept {
  return BeginTransfer<&IMFByteStream::BeginRead>(stream, buffer, size, id, flags, queue);
}

CountOrError endRead(std::int64_t stream, std::int64_t result) noexcept {
  return EndTransfer<&IMFByteStream::EndRead>(stream, result);
}

CountOrError write(std::int64_t stream, std::int64_t buffer, std::int32_t size) noexcept {
  return Transfer<&IMFByteStream::Write>(stream, buffer, size);
}

std::int32_t beginWrite(std::int64_t stream, std::int64_t buffer, std::int32_t size,
                        std::int64_t id, std::int32_t flags, std::int32_t queue) noexcept {
  return BeginTransfer<&IMFByteStream::BeginWrite>(stream, buffer, size, id, flags, queue);
}

CountOrError endWrite(std::int64_t stream, std::int64_t result) noexcept {
  return EndTransfer<&IMFByteStream::EndWrite>(stream, result);
}

std::int32_t setLength(std::int64_t stream, std::int64_t length) noexcept {
  return At<IMFByteStream>(stream)->SetLength(static_cast<QWORD>(length));
}

std::int32_t flush(std::int64_t stream) noexcept { return At<IMFByteStream>(stream)->Flush(); }

std::int32_t closeStream(std::int64_t stream) noexcept {
  return At<IMFByteStream>(stream)->Close();
}

}  // namespace bridge
