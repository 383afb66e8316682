// IMFSourceReader as MFCreateSourceReaderFromByteStream makes it, for RIFF WAVE alone, and with a
// callback only. One stream of sound; no conversion.

#include <new>
#include <utility>

#include "com/variant.h"
#include "mfplat/mfplat.h"
#include "portable/media/wave_reader.h"

namespace portable {

namespace {

class SourceReader final : public com::RefCounted<IMFSourceReader> {
 public:
  SourceReader(com::ComPtr<WaveReader> reader, com::ComPtr<IMFMediaType> type) noexcept
      : reader_(std::move(reader)), type_(std::move(type)) {}

  HRESULT STDMETHODCALLTYPE GetStreamSelection(DWORD dwStreamIndex,
                                               BOOL* pfSelected) noexcept override {
    if (pfSelected == nullptr) return E_POINTER;
    if (!IsOurs(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    *pfSelected = reader_->IsSelected() ? TRUE : FALSE;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetStreamSelection(DWORD dwStreamIndex,
                                               BOOL fSelected) noexcept override {
    if (!IsOursOrAll(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    reader_->Select(fSelected != FALSE);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetNativeMediaType(DWORD dwStreamIndex, DWORD dwMediaTypeIndex,
                                               IMFMediaType** ppMediaType) noexcept override {
    if (ppMediaType == nullptr) return E_POINTER;
    *ppMediaType = nullptr;
    if (!IsOurs(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    if (dwMediaTypeIndex != 0 && dwMediaTypeIndex != MF_SOURCE_READER_CURRENT_TYPE_INDEX) {
      return MF_E_NO_MORE_TYPES;
    }
    return CopyType(ppMediaType);
  }
  HRESULT STDMETHODCALLTYPE GetCurrentMediaType(DWORD dwStreamIndex,
                                                IMFMediaType** ppMediaType) noexcept override {
    return GetNativeMediaType(dwStreamIndex, 0, ppMediaType);
  }
  // What a type says must be so already.
  HRESULT STDMETHODCALLTYPE SetCurrentMediaType(DWORD dwStreamIndex, DWORD*,
                                                IMFMediaType* pMediaType) noexcept override {
    if (pMediaType == nullptr) return E_INVALIDARG;
    if (!IsOurs(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    if (reader_->HasRequests()) return MF_E_INVALIDREQUEST;
    for (const GUID* const key : {&MF_MT_MAJOR_TYPE, &MF_MT_SUBTYPE}) {
      GUID asked;
      if (FAILED(pMediaType->GetGUID(*key, &asked))) return MF_E_INVALIDMEDIATYPE;
    }
    for (const GUID* const key :
         {&MF_MT_MAJOR_TYPE, &MF_MT_SUBTYPE, &MF_MT_AUDIO_NUM_CHANNELS,
          &MF_MT_AUDIO_SAMPLES_PER_SECOND, &MF_MT_AUDIO_BITS_PER_SAMPLE,
          &MF_MT_AUDIO_BLOCK_ALIGNMENT, &MF_MT_AUDIO_AVG_BYTES_PER_SECOND}) {
      com::Variant asked;
      if (FAILED(pMediaType->GetItem(*key, asked.Put()))) continue;
      BOOL same = FALSE;
      const HRESULT hr = type_->CompareItem(*key, asked.Get(), &same);
      if (FAILED(hr)) return hr;
      if (same == FALSE) return MF_E_TOPO_CODEC_NOT_FOUND;
    }
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE SetCurrentPosition(REFGUID guidTimeFormat,
                                               REFPROPVARIANT varPosition) noexcept override {
    if (!(guidTimeFormat == GUID{})) return MF_E_UNSUPPORTED_TIME_FORMAT;
    if (varPosition.vt != VT_I8) return MF_E_INVALIDTYPE;
    if (varPosition.hVal.QuadPart < 0) return E_INVALIDARG;
    return reader_->Seek(static_cast<QWORD>(varPosition.hVal.QuadPart));
  }
  HRESULT STDMETHODCALLTYPE ReadSample(DWORD dwStreamIndex, DWORD dwControlFlags,
                                       DWORD* pdwActualStreamIndex, DWORD* pdwStreamFlags,
                                       LONGLONG* pllTimestamp,
                                       IMFSample** ppSample) noexcept override {
    if (dwControlFlags != 0 || pdwActualStreamIndex != nullptr || pdwStreamFlags != nullptr ||
        pllTimestamp != nullptr || ppSample != nullptr) {
      return E_INVALIDARG;
    }
    if (!IsOursOrAll(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    return reader_->Request();
  }
  HRESULT STDMETHODCALLTYPE Flush(DWORD dwStreamIndex) noexcept override {
    if (!IsOursOrAll(dwStreamIndex)) return MF_E_INVALIDSTREAMNUMBER;
    return reader_->Flush(dwStreamIndex);
  }
  HRESULT STDMETHODCALLTYPE GetServiceForStream(DWORD, REFGUID, REFIID,
                                                void** ppvObject) noexcept override {
    if (ppvObject == nullptr) return E_POINTER;
    *ppvObject = nullptr;
    return MF_E_UNSUPPORTED_SERVICE;
  }
  HRESULT STDMETHODCALLTYPE GetPresentationAttribute(DWORD dwStreamIndex, REFGUID guidAttribute,
                                                     PROPVARIANT* pvarAttribute) noexcept override {
    if (pvarAttribute == nullptr) return E_POINTER;
    if (dwStreamIndex != MF_SOURCE_READER_MEDIASOURCE && !IsOurs(dwStreamIndex)) {
      return MF_E_INVALIDSTREAMNUMBER;
    }
    if (dwStreamIndex != MF_SOURCE_READER_MEDIASOURCE || !(guidAttribute == MF_PD_DURATION)) {
      return MF_E_ATTRIBUTENOTFOUND;
    }
    PropVariantInit(pvarAttribute);
    pvarAttribute->vt = VT_UI8;
    pvarAttribute->uhVal.QuadPart = TimeOfFrame(reader_->Format(), reader_->Format().frames);
    return S_OK;
  }

 protected:
  ~SourceReader() override { reader_->Shutdown(); }
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFSourceReader; }

 private:
  static bool IsOurs(DWORD stream) noexcept {
    return stream == 0 || stream == MF_SOURCE_READER_FIRST_AUDIO_STREAM;
  }
  static bool IsOursOrAll(DWORD stream) noexcept {
    return IsOurs(stream) || stream == MF_SOURCE_READER_ALL_STREAMS;
  }
  // The caller may do with it what he likes.
  HRESULT CopyType(IMFMediaType** out) noexcept {
    com::ComPtr<IMFMediaType> copy;
    HRESULT hr = MFCreateMediaType(copy.Put());
    if (SUCCEEDED(hr)) hr = type_->CopyAllItems(copy.Get());
    if (SUCCEEDED(hr)) *out = copy.Detach();
    return hr;
  }

  const com::ComPtr<WaveReader> reader_;
  // Never changed.
  const com::ComPtr<IMFMediaType> type_;
};

HRESULT MakeType(const WaveFormat& format, com::ComPtr<IMFMediaType>* type) noexcept {
  HRESULT hr = MFCreateMediaType(type->Put());
  if (FAILED(hr)) return hr;
  IMFMediaType& made = **type;
  GUID subtype = MFAudioFormat_Base;
  subtype.Data1 = format.tag;
  hr = made.SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  if (SUCCEEDED(hr)) hr = made.SetGUID(MF_MT_SUBTYPE, subtype);
  const QWORD bytes_per_second = QWORD{format.frames_per_second} * format.bytes_per_frame;
  const struct {
    const GUID& key;
    QWORD value;
  } numbers[] = {
      {MF_MT_ALL_SAMPLES_INDEPENDENT, 1},
      {MF_MT_AUDIO_NUM_CHANNELS, format.channels},
      {MF_MT_AUDIO_SAMPLES_PER_SECOND, format.frames_per_second},
      {MF_MT_AUDIO_BITS_PER_SAMPLE, format.bits_per_sample},
      {MF_MT_AUDIO_BLOCK_ALIGNMENT, format.bytes_per_frame},
      // Larger than any sound that is heard.
      {MF_MT_AUDIO_AVG_BYTES_PER_SECOND, bytes_per_second > UINT32_MAX ? 0 : bytes_per_second},
      {MF_MT_AUDIO_VALID_BITS_PER_SAMPLE,
       format.valid_bits == format.bits_per_sample ? 0 : format.valid_bits},
      {MF_MT_AUDIO_CHANNEL_MASK, format.channel_mask},
  };
  for (const auto& number : numbers) {
    if (SUCCEEDED(hr) && number.value != 0) {
      hr = made.SetUINT32(number.key, static_cast<UINT32>(number.value));
    }
  }
  return hr;
}

HRESULT CallbackOf(IMFAttributes* attributes,
                   com::ComPtr<IMFSourceReaderCallback>* callback) noexcept {
  void* found = nullptr;
  // Without one a reader would wait on the caller's thread.
  if (attributes == nullptr ||
      FAILED(attributes->GetUnknown(MF_SOURCE_READER_ASYNC_CALLBACK, IID_IMFSourceReaderCallback,
                                    &found))) {
    return E_NOTIMPL;
  }
  *callback =
      com::ComPtr<IMFSourceReaderCallback>::Adopt(static_cast<IMFSourceReaderCallback*>(found));
  return S_OK;
}

// On the caller's thread.
HRESULT ReadHeader(IMFByteStream& stream, WaveFormat* format) noexcept {
  DWORD capabilities = 0;
  HRESULT hr = stream.GetCapabilities(&capabilities);
  if (FAILED(hr)) return hr;
  QWORD size = 0;
  if ((capabilities & MFBYTESTREAM_IS_SEEKABLE) == 0 || FAILED(stream.GetLength(&size)) ||
      size == ~QWORD{0}) {
    return MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
  }
  const auto read = [&stream](QWORD offset, BYTE* bytes, ULONG wanted, ULONG* count) {
    HRESULT done = stream.SetCurrentPosition(offset);
    ULONG more = 1;
    for (*count = 0; SUCCEEDED(done) && more > 0 && *count < wanted; *count += more) {
      done = stream.Read(bytes + *count, wanted - *count, &more);
      if (FAILED(done)) more = 0;
      if (more > wanted - *count) return E_UNEXPECTED;
    }
    return done;
  };
  return ReadWaveHeader(read, size, format);
}

}  // namespace

}  // namespace portable

STDAPI MFCreateSourceReaderFromByteStream(IMFByteStream* pByteStream, IMFAttributes* pAttributes,
                                          IMFSourceReader** ppSourceReader) {
  if (ppSourceReader == nullptr) return E_POINTER;
  *ppSourceReader = nullptr;
  if (pByteStream == nullptr) return E_INVALIDARG;
  com::ComPtr<IMFSourceReaderCallback> callback;
  portable::WaveFormat format;
  com::ComPtr<IMFMediaType> type;
  HRESULT hr = portable::CallbackOf(pAttributes, &callback);
  if (SUCCEEDED(hr)) hr = portable::ReadHeader(*pByteStream, &format);
  if (SUCCEEDED(hr)) hr = portable::MakeType(format, &type);
  if (FAILED(hr)) return hr;
  auto reader = com::ComPtr<portable::WaveReader>::Adopt(
      new (std::nothrow) portable::WaveReader(pByteStream, format, callback.Get()));
  if (!reader) return E_OUTOFMEMORY;
  auto* const made = new (std::nothrow) portable::SourceReader(std::move(reader), std::move(type));
  if (made == nullptr) return E_OUTOFMEMORY;
  *ppSourceReader = made;
  return S_OK;
}
