// IMFSample as MFCreateSample makes it: attributes, a time, a duration and buffers.

#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "portable/attributes/attribute_methods.h"

namespace portable {

namespace {

using BufferPtr = com::ComPtr<IMFMediaBuffer>;
using Buffers = std::vector<BufferPtr>;

HRESULT TotalLength(const Buffers& buffers, DWORD* total) noexcept {
  QWORD sum = 0;
  for (const BufferPtr& buffer : buffers) {
    DWORD length = 0;
    const HRESULT hr = buffer->GetCurrentLength(&length);
    if (FAILED(hr)) return hr;
    sum += length;
  }
  if (sum > UINT32_MAX) return E_OUTOFMEMORY;
  *total = static_cast<DWORD>(sum);
  return S_OK;
}

// Copies the buffers one behind the other; foreign ones may have grown since they were asked.
HRESULT CopyAll(const Buffers& buffers, IMFMediaBuffer& destination) noexcept {
  BYTE* to = nullptr;
  DWORD room = 0;
  HRESULT hr = destination.Lock(&to, &room, nullptr);
  if (FAILED(hr)) return hr;
  DWORD copied = 0;
  for (const BufferPtr& buffer : buffers) {
    BYTE* from = nullptr;
    DWORD length = 0;
    hr = buffer->Lock(&from, nullptr, &length);
    if (FAILED(hr)) break;
    if (length > room - copied) {
      hr = MF_E_BUFFERTOOSMALL;
    } else if (length > 0) {
      std::memcpy(to + copied, from, length);
      copied += length;
    }
    (void)buffer->Unlock();
    if (FAILED(hr)) break;
  }
  const HRESULT unlocked = destination.Unlock();
  if (FAILED(hr)) return hr;
  if (FAILED(unlocked)) return unlocked;
  return destination.SetCurrentLength(copied);
}

class Sample final : public AttributeMethods<com::RefCounted<IMFSample>> {
 public:
  HRESULT STDMETHODCALLTYPE GetSampleFlags(DWORD* pdwSampleFlags) noexcept override {
    if (pdwSampleFlags == nullptr) return E_POINTER;
    std::lock_guard lock(mutex_);
    *pdwSampleFlags = flags_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetSampleFlags(DWORD dwSampleFlags) noexcept override {
    std::lock_guard lock(mutex_);
    flags_ = dwSampleFlags;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetSampleTime(LONGLONG* phnsSampleTime) noexcept override {
    return Get(time_, phnsSampleTime, MF_E_NO_SAMPLE_TIMESTAMP);
  }
  HRESULT STDMETHODCALLTYPE SetSampleTime(LONGLONG hnsSampleTime) noexcept override {
    return Set(time_, hnsSampleTime);
  }
  HRESULT STDMETHODCALLTYPE GetSampleDuration(LONGLONG* phnsSampleDuration) noexcept override {
    return Get(duration_, phnsSampleDuration, MF_E_NO_SAMPLE_DURATION);
  }
  HRESULT STDMETHODCALLTYPE SetSampleDuration(LONGLONG hnsSampleDuration) noexcept override {
    return Set(duration_, hnsSampleDuration);
  }

  HRESULT STDMETHODCALLTYPE GetBufferCount(DWORD* pdwBufferCount) noexcept override {
    if (pdwBufferCount == nullptr) return E_POINTER;
    std::lock_guard lock(mutex_);
    *pdwBufferCount = static_cast<DWORD>(buffers_.size());
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetBufferByIndex(DWORD dwIndex,
                                             IMFMediaBuffer** ppBuffer) noexcept override {
    if (ppBuffer == nullptr) return E_POINTER;
    *ppBuffer = nullptr;
    std::lock_guard lock(mutex_);
    if (dwIndex >= buffers_.size()) return E_INVALIDARG;
    *ppBuffer = BufferPtr(buffers_[dwIndex]).Detach();
    return S_OK;
  }
  // Puts one buffer with everything in the place of several.
  HRESULT STDMETHODCALLTYPE ConvertToContiguousBuffer(IMFMediaBuffer** ppBuffer) noexcept override {
    if (ppBuffer != nullptr) *ppBuffer = nullptr;
    try {
      const Buffers before = Snapshot();
      if (before.empty()) return E_UNEXPECTED;
      BufferPtr whole = before.front();
      if (before.size() > 1) {
        DWORD length = 0;
        HRESULT hr = TotalLength(before, &length);
        if (SUCCEEDED(hr)) hr = MFCreateMemoryBuffer(length, whole.Put());
        if (SUCCEEDED(hr)) hr = CopyAll(before, *whole);
        if (SUCCEEDED(hr)) hr = Replace(before, whole);
        if (FAILED(hr)) return hr;
      }
      if (ppBuffer != nullptr) *ppBuffer = whole.Detach();
      return S_OK;
    } catch (const std::bad_alloc&) {
      return E_OUTOFMEMORY;
    }
  }
  HRESULT STDMETHODCALLTYPE AddBuffer(IMFMediaBuffer* pBuffer) noexcept override {
    if (pBuffer == nullptr) return E_INVALIDARG;
    BufferPtr buffer(pBuffer);
    try {
      std::lock_guard lock(mutex_);
      buffers_.push_back(std::move(buffer));
      return S_OK;
    } catch (const std::bad_alloc&) {
      return E_OUTOFMEMORY;
    }
  }
  HRESULT STDMETHODCALLTYPE RemoveBufferByIndex(DWORD dwIndex) noexcept override {
    // Released without the lock.
    BufferPtr removed;
    std::lock_guard lock(mutex_);
    if (dwIndex >= buffers_.size()) return E_INVALIDARG;
    removed = std::move(buffers_[dwIndex]);
    buffers_.erase(buffers_.begin() + dwIndex);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE RemoveAllBuffers() noexcept override {
    Buffers removed;
    std::lock_guard lock(mutex_);
    removed.swap(buffers_);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTotalLength(DWORD* pcbTotalLength) noexcept override {
    if (pcbTotalLength == nullptr) return E_POINTER;
    try {
      return TotalLength(Snapshot(), pcbTotalLength);
    } catch (const std::bad_alloc&) {
      return E_OUTOFMEMORY;
    }
  }
  HRESULT STDMETHODCALLTYPE CopyToBuffer(IMFMediaBuffer* pBuffer) noexcept override {
    if (pBuffer == nullptr) return E_INVALIDARG;
    try {
      return CopyAll(Snapshot(), *pBuffer);
    } catch (const std::bad_alloc&) {
      return E_OUTOFMEMORY;
    }
  }

 protected:
  ~Sample() override = default;
  bool Answers(REFIID riid) const noexcept override {
    return riid == IID_IMFSample || riid == IID_IMFAttributes;
  }

 private:
  HRESULT Get(const std::optional<LONGLONG>& value, LONGLONG* out, HRESULT none) noexcept {
    if (out == nullptr) return E_POINTER;
    std::lock_guard lock(mutex_);
    if (!value) return none;
    *out = *value;
    return S_OK;
  }
  HRESULT Set(std::optional<LONGLONG>& member, LONGLONG value) noexcept {
    std::lock_guard lock(mutex_);
    member = value;
    return S_OK;
  }
  Buffers Snapshot() {
    std::lock_guard lock(mutex_);
    return buffers_;
  }
  // MF_E_INVALIDREQUEST when another thread has changed the buffers meanwhile.
  HRESULT Replace(const Buffers& before, const BufferPtr& whole) {
    Buffers now = {whole};
    std::lock_guard lock(mutex_);
    if (buffers_.size() != before.size()) return MF_E_INVALIDREQUEST;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (buffers_[i].Get() != before[i].Get()) return MF_E_INVALIDREQUEST;
    }
    now.swap(buffers_);
    return S_OK;
  }

  // Never held across a call of a buffer's, but AddRef.
  std::mutex mutex_;
  // All guarded by mutex_.
  DWORD flags_ = 0;
  std::optional<LONGLONG> time_;
  std::optional<LONGLONG> duration_;
  Buffers buffers_;
};

}  // namespace

}  // namespace portable

STDAPI MFCreateSample(IMFSample** ppIMFSample) {
  if (ppIMFSample == nullptr) return E_POINTER;
  *ppIMFSample = new (std::nothrow) portable::Sample();
  return *ppIMFSample == nullptr ? E_OUTOFMEMORY : S_OK;
}
