// The function of mfreadwrite.dll that mfplat/mfplat.h has, loaded when it is first called: what
// needs mfplat.dll alone works without.

#include "mfplat/mfplat.h"

namespace windows {

namespace {

using Create = decltype(&::MFCreateSourceReaderFromByteStream);

Create Find() noexcept {
  // From the system's folder only. Never unloaded: its threads may hold our callbacks.
  const HMODULE module = LoadLibraryExW(L"mfreadwrite.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) return nullptr;
  return reinterpret_cast<Create>(
      reinterpret_cast<void*>(GetProcAddress(module, "MFCreateSourceReaderFromByteStream")));
}

}  // namespace

}  // namespace windows

STDAPI MFCreateSourceReaderFromByteStream(IMFByteStream* pByteStream, IMFAttributes* pAttributes,
                                          IMFSourceReader** ppSourceReader) {
  static const windows::Create create = windows::Find();
  return create == nullptr ? E_NOTIMPL : create(pByteStream, pAttributes, ppSourceReader);
}
