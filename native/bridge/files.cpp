#include "bridge/files.h"

#include "bridge/com_objects.h"
#include "bridge/flat.h"
#include "mfplat/mfplat.h"
#include "mfplat/platform.h"

namespace bridge {

std::int32_t createFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                        const std::uint16_t* path, long long* stream) noexcept {
  com::ComPtr<IMFByteStream> opened;
  const HRESULT hr = MFCreateFile(
      static_cast<MF_FILE_ACCESSMODE>(access), static_cast<MF_FILE_OPENMODE>(open),
      static_cast<MF_FILE_FLAGS>(flags), reinterpret_cast<LPCWSTR>(path), opened.Put());
  return Give(hr, opened, stream);
}

std::int32_t beginCreateFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                             const std::uint16_t* path, std::int64_t id,
                             std::int32_t callback_flags, std::int32_t queue,
                             long long* cookie) noexcept {
  const CallbackParameters parameters = ParametersOf(callback_flags, queue);
  return BeginWithShim(id, parameters, [=](IMFAsyncCallback* callback) {
    com::ComPtr<IUnknown> begun;
    const HRESULT hr =
        MFBeginCreateFile(static_cast<MF_FILE_ACCESSMODE>(access),
                          static_cast<MF_FILE_OPENMODE>(open), static_cast<MF_FILE_FLAGS>(flags),
                          reinterpret_cast<LPCWSTR>(path), callback, nullptr, begun.Put());
    return Give(hr, begun, cookie);
  });
}

std::int32_t endCreateFile(std::int64_t result, long long* stream) noexcept {
  com::ComPtr<IMFByteStream> opened;
  const HRESULT hr = MFEndCreateFile(At<IMFAsyncResult>(result), opened.Put());
  release(result);
  return Give(hr, opened, stream);
}

std::int32_t cancelCreateFile(std::int64_t cookie) noexcept {
  return MFCancelCreateFile(At<IUnknown>(cookie));
}

bool isWorkingDirectory(const std::uint16_t* path) noexcept {
  return mfplat::IsWorkingDirectory(reinterpret_cast<LPCWSTR>(path));
}

std::int32_t commandLine(std::uint16_t* text, std::int32_t capacity) noexcept {
  const WCHAR* const line = mfplat::CommandLine();
  std::int32_t length = 0;
  for (; line[length] != 0; ++length) {
    if (length < capacity) text[length] = static_cast<std::uint16_t>(line[length]);
  }
  return length;
}

std::int32_t createTempFile(std::int32_t access, std::int32_t open, std::int32_t flags,
                            long long* stream) noexcept {
  com::ComPtr<IMFByteStream> opened;
  const HRESULT hr =
      MFCreateTempFile(static_cast<MF_FILE_ACCESSMODE>(access), static_cast<MF_FILE_OPENMODE>(open),
                       static_cast<MF_FILE_FLAGS>(flags), opened.Put());
  return Give(hr, opened, stream);
}

std::int32_t createByteStreamWrapper(std::int64_t stream, long long* wrapper) noexcept {
  com::ComPtr<IMFByteStream> made;
  const HRESULT hr = MFCreateMFByteStreamWrapper(At<IMFByteStream>(stream), made.Put());
  return Give(hr, made, wrapper);
}

}  // namespace bridge
