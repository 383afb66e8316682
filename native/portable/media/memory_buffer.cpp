// IMFMediaBuffer as MFCreateMemoryBuffer makes it: memory that stays where it is as long as the
// buffer lives, locked or not.

#include <atomic>
#include <memory>
#include <new>
#include <utility>

#include "com/ref_counted.h"
#include "mfplat/mfplat.h"

namespace portable {

namespace {

class MemoryBuffer final : public com::RefCounted<IMFMediaBuffer> {
 public:
  MemoryBuffer(std::unique_ptr<BYTE[]> bytes, DWORD max_length) noexcept
      : bytes_(std::move(bytes)), max_length_(max_length) {}

  // Each out-parameter but the first may be null.
  HRESULT STDMETHODCALLTYPE Lock(BYTE** ppbBuffer, DWORD* pcbMaxLength,
                                 DWORD* pcbCurrentLength) noexcept override {
    if (ppbBuffer == nullptr) return E_POINTER;
    *ppbBuffer = bytes_.get();
    if (pcbMaxLength != nullptr) *pcbMaxLength = max_length_;
    if (pcbCurrentLength != nullptr) *pcbCurrentLength = length_.load();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Unlock() noexcept override { return S_OK; }
  HRESULT STDMETHODCALLTYPE GetCurrentLength(DWORD* pcbCurrentLength) noexcept override {
    if (pcbCurrentLength == nullptr) return E_POINTER;
    *pcbCurrentLength = length_.load();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetCurrentLength(DWORD cbCurrentLength) noexcept override {
    if (cbCurrentLength > max_length_) return E_INVALIDARG;
    length_.store(cbCurrentLength);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetMaxLength(DWORD* pcbMaxLength) noexcept override {
    if (pcbMaxLength == nullptr) return E_POINTER;
    *pcbMaxLength = max_length_;
    return S_OK;
  }

 protected:
  ~MemoryBuffer() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFMediaBuffer; }

 private:
  const std::unique_ptr<BYTE[]> bytes_;
  const DWORD max_length_;
  std::atomic<DWORD> length_{0};
};

}  // namespace

}  // namespace portable

STDAPI MFCreateMemoryBuffer(DWORD cbMaxLength, IMFMediaBuffer** ppBuffer) {
  if (ppBuffer == nullptr) return E_POINTER;
  *ppBuffer = nullptr;
  // Zeroes, so that no reader sees what the process had there before.
  std::unique_ptr<BYTE[]> bytes(new (std::nothrow) BYTE[cbMaxLength]());
  if (!bytes) return E_OUTOFMEMORY;
  *ppBuffer = new (std::nothrow) portable::MemoryBuffer(std::move(bytes), cbMaxLength);
  return *ppBuffer == nullptr ? E_OUTOFMEMORY : S_OK;
}
