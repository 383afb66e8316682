#include "bridge/media.h"

#include "bridge/flat.h"
#include "mfplat/mfplat.h"

namespace bridge {

namespace {

// S_FALSE for the code that says that there is no such value.
HRESULT GetOptional(std::int64_t sample, HRESULT (STDMETHODCALLTYPE IMFSample::*getter)(LONGLONG*),
                    HRESULT none, long long* out) noexcept {
  LONGLONG value = 0;
  const HRESULT hr = (At<IMFSample>(sample)->*getter)(&value);
  if (hr == none) return S_FALSE;
  if (SUCCEEDED(hr)) *out = value;
  return hr;
}

}  // namespace

std::int32_t createMediaType(long long* type) noexcept {
  com::ComPtr<IMFMediaType> created;
  const HRESULT hr = MFCreateMediaType(created.Put());
  return Give(hr, created, type);
}

std::int32_t createSample(long long* sample) noexcept {
  com::ComPtr<IMFSample> created;
  const HRESULT hr = MFCreateSample(created.Put());
  return Give(hr, created, sample);
}

std::int32_t createMemoryBuffer(std::int32_t size, long long* buffer) noexcept {
  com::ComPtr<IMFMediaBuffer> created;
  const HRESULT hr = MFCreateMemoryBuffer(static_cast<DWORD>(size), created.Put());
  return Give(hr, created, buffer);
}

std::int32_t bufferLengths(std::int64_t buffer, long long* lengths) noexcept {
  DWORD current = 0;
  DWORD greatest = 0;
  HRESULT hr = At<IMFMediaBuffer>(buffer)->GetCurrentLength(&current);
  if (SUCCEEDED(hr)) hr = At<IMFMediaBuffer>(buffer)->GetMaxLength(&greatest);
  lengths[0] = current;
  lengths[1] = greatest;
  return hr;
}

std::int32_t setBufferLength(std::int64_t buffer, std::int32_t length) noexcept {
  return At<IMFMediaBuffer>(buffer)->SetCurrentLength(static_cast<DWORD>(length));
}

std::int32_t lockBuffer(std::int64_t buffer, long long* locked) noexcept {
  BYTE* bytes = nullptr;
  DWORD greatest = 0;
  DWORD current = 0;
  const HRESULT hr = At<IMFMediaBuffer>(buffer)->Lock(&bytes, &greatest, &current);
  if (FAILED(hr)) return hr;
  locked[0] = reinterpret_cast<std::intptr_t>(bytes);
  locked[1] = current;
  locked[2] = greatest;
  return hr;
}

std::int32_t unlockBuffer(std::int64_t buffer) noexcept {
  return At<IMFMediaBuffer>(buffer)->Unlock();
}

bool hasRows(std::int64_t buffer) noexcept {
  com::ComPtr<IUnknown> found;
  void* rows = nullptr;
  if (FAILED(At<IUnknown>(buffer)->QueryInterface(IID_IMF2DBuffer, &rows))) return false;
  found = com::ComPtr<IUnknown>::Adopt(static_cast<IUnknown*>(rows));
  return true;
}

jobject directBuffer(JNIEnv* env, jclass, std::int64_t address, std::int32_t size) noexcept {
  return env->NewDirectByteBuffer(At<void>(address), size);
}

std::int32_t sampleTime(std::int64_t sample, long long* time) noexcept {
  return GetOptional(sample, &IMFSample::GetSampleTime, MF_E_NO_SAMPLE_TIMESTAMP, time);
}

std::int32_t sampleDuration(std::int64_t sample, long long* duration) noexcept {
  return GetOptional(sample, &IMFSample::GetSampleDuration, MF_E_NO_SAMPLE_DURATION, duration);
}

std::int32_t setSampleTime(std::int64_t sample, std::int64_t time) noexcept {
  return At<IMFSample>(sample)->SetSampleTime(time);
}

std::int32_t setSampleDuration(std::int64_t sample, std::int64_t duration) noexcept {
  return At<IMFSample>(sample)->SetSampleDuration(duration);
}

std::int32_t sampleSize(std::int64_t sample, long long* size) noexcept {
  DWORD count = 0;
  DWORD bytes = 0;
  HRESULT hr = At<IMFSample>(sample)->GetBufferCount(&count);
  // Without a buffer Wine has no length.
  if (SUCCEEDED(hr) && count > 0) hr = At<IMFSample>(sample)->GetTotalLength(&bytes);
  size[0] = count;
  size[1] = bytes;
  return hr;
}

std::int32_t sampleBuffer(std::int64_t sample, std::int32_t index, long long* buffer) noexcept {
  com::ComPtr<IMFMediaBuffer> found;
  const HRESULT hr =
      At<IMFSample>(sample)->GetBufferByIndex(static_cast<DWORD>(index), found.Put());
  return Give(hr, found, buffer);
}

std::int32_t contiguousBuffer(std::int64_t sample, long long* buffer) noexcept {
  com::ComPtr<IMFMediaBuffer> found;
  const HRESULT hr = At<IMFSample>(sample)->ConvertToContiguousBuffer(found.Put());
  return Give(hr, found, buffer);
}

std::int32_t addBuffer(std::int64_t sample, std::int64_t buffer) noexcept {
  return At<IMFSample>(sample)->AddBuffer(At<IMFMediaBuffer>(buffer));
}

}  // namespace bridge
