#include "bridge/reader/readers.h"

#include <new>

#include "bridge/flat.h"
#include "bridge/reader/jvm_readers.h"
#include "com/variant.h"
#include "mfplat/mfplat.h"

namespace bridge {

SourceReaderShim* SourceReaderShim::Create(ReaderUpcalls& upcalls, std::int64_t id) noexcept {
  return new (std::nothrow) SourceReaderShim(upcalls, id);
}

SourceReaderShim::~SourceReaderShim() { upcalls_.ReaderReleased(id_); }

bool SourceReaderShim::Answers(REFIID riid) const noexcept {
  return riid == IID_IMFSourceReaderCallback || riid == kIidAgileObject;
}

HRESULT SourceReaderShim::OnReadSample(HRESULT hrStatus, DWORD dwStreamIndex, DWORD dwStreamFlags,
                                       LONGLONG llTimestamp, IMFSample* pSample) noexcept {
  // For the Java side, which may keep the sample.
  if (pSample != nullptr) pSample->AddRef();
  const HRESULT hr =
      upcalls_.ReadSample(id_, hrStatus, dwStreamIndex, dwStreamFlags, llTimestamp, pSample);
  if (hr != S_OK && pSample != nullptr) pSample->Release();
  return S_OK;
}

HRESULT SourceReaderShim::OnFlush(DWORD dwStreamIndex) noexcept {
  upcalls_.Flushed(id_, dwStreamIndex);
  return S_OK;
}

// Of buffering and reconnecting: nothing that Java is told.
HRESULT SourceReaderShim::OnEvent(DWORD, IMFMediaEvent*) noexcept { return S_OK; }

std::int64_t createReaderCallback(std::int64_t id) noexcept {
  return reinterpret_cast<std::intptr_t>(SourceReaderShim::Create(JvmReaders::Get(), id));
}

std::int32_t createSourceReader(std::int64_t stream, std::int64_t callback,
                                long long* reader) noexcept {
  com::ComPtr<IMFAttributes> attributes;
  HRESULT hr = MFCreateAttributes(attributes.Put(), 1);
  if (SUCCEEDED(hr)) {
    hr = attributes->SetUnknown(MF_SOURCE_READER_ASYNC_CALLBACK, At<IUnknown>(callback));
  }
  if (FAILED(hr)) return hr;
  com::ComPtr<IMFSourceReader> created;
  hr = MFCreateSourceReaderFromByteStream(At<IMFByteStream>(stream), attributes.Get(),
                                          created.Put());
  return Give(hr, created, reader);
}

std::int32_t readSample(std::int64_t reader, std::int32_t stream) noexcept {
  return At<IMFSourceReader>(reader)->ReadSample(static_cast<DWORD>(stream), 0, nullptr, nullptr,
                                                 nullptr, nullptr);
}

std::int32_t flushReader(std::int64_t reader, std::int32_t stream) noexcept {
  return At<IMFSourceReader>(reader)->Flush(static_cast<DWORD>(stream));
}

std::int32_t setReaderPosition(std::int64_t reader, std::int64_t time) noexcept {
  PROPVARIANT position{};
  position.vt = VT_I8;
  position.hVal.QuadPart = time;
  return At<IMFSourceReader>(reader)->SetCurrentPosition(GUID{}, position);
}

std::int32_t nativeMediaType(std::int64_t reader, std::int32_t stream, std::int32_t index,
                             long long* type) noexcept {
  com::ComPtr<IMFMediaType> found;
  const HRESULT hr = At<IMFSourceReader>(reader)->GetNativeMediaType(
      static_cast<DWORD>(stream), static_cast<DWORD>(index), found.Put());
  return Give(hr, found, type);
}

std::int32_t currentMediaType(std::int64_t reader, std::int32_t stream, long long* type) noexcept {
  com::ComPtr<IMFMediaType> found;
  const HRESULT hr =
      At<IMFSourceReader>(reader)->GetCurrentMediaType(static_cast<DWORD>(stream), found.Put());
  return Give(hr, found, type);
}

std::int32_t setCurrentMediaType(std::int64_t reader, std::int32_t stream,
                                 std::int64_t type) noexcept {
  return At<IMFSourceReader>(reader)->SetCurrentMediaType(static_cast<DWORD>(stream), nullptr,
                                                          At<IMFMediaType>(type));
}

std::int32_t streamSelection(std::int64_t reader, std::int32_t stream,
                             std::int32_t* selected) noexcept {
  BOOL answer = FALSE;
  const HRESULT hr =
      At<IMFSourceReader>(reader)->GetStreamSelection(static_cast<DWORD>(stream), &answer);
  *selected = answer != FALSE ? 1 : 0;
  return hr;
}

std::int32_t selectStream(std::int64_t reader, std::int32_t stream, bool selected) noexcept {
  return At<IMFSourceReader>(reader)->SetStreamSelection(static_cast<DWORD>(stream),
                                                         selected ? TRUE : FALSE);
}

std::int32_t readerDuration(std::int64_t reader, long long* duration) noexcept {
  com::Variant value;
  // On Windows an enumeration's value, and no DWORD.
  constexpr auto kSource = static_cast<DWORD>(MF_SOURCE_READER_MEDIASOURCE);
  const HRESULT hr =
      At<IMFSourceReader>(reader)->GetPresentationAttribute(kSource, MF_PD_DURATION, value.Put());
  if (hr == MF_E_ATTRIBUTENOTFOUND) return S_FALSE;
  if (FAILED(hr)) return hr;
  if (value.Get().vt != VT_UI8) return S_FALSE;
  *duration = static_cast<long long>(value.Get().uhVal.QuadPart);
  return S_OK;
}

std::int32_t referenceCount(std::int64_t object) noexcept {
  At<IUnknown>(object)->AddRef();
  return static_cast<std::int32_t>(At<IUnknown>(object)->Release());
}

}  // namespace bridge
