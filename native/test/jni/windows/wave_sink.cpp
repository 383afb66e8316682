// What Windows brings along and tests use: a consumer of byte streams, the sink that writes WAVE
// files, and COM's apartments. Java half: org.mfplat4j.NativeConsumer.

#include <jni.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "com/com_ptr.h"
#include "com/ref_counted.h"

namespace test {

namespace {

constexpr std::chrono::seconds kHang{60};
// One channel, 8000 samples of 16 bits in a second.
constexpr UINT32 kRate = 8000;
constexpr UINT32 kBytesPerSample = 2;

template <class Function>
Function* Find(const wchar_t* library, const char* name) noexcept {
  return reinterpret_cast<Function*>(
      reinterpret_cast<void*>(GetProcAddress(LoadLibraryW(library), name)));
}

using CreateWaveSink = HRESULT WINAPI(IMFByteStream*, IMFMediaType*, IMFMediaSink**);

class FinalizeCallback final : public com::RefCounted<IMFAsyncCallback> {
 public:
  explicit FinalizeCallback(IMFFinalizableMediaSink* sink) : sink_(sink) {}

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD*, DWORD*) noexcept override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    const HRESULT hr = sink_->EndFinalize(result);
    std::lock_guard lock(mutex_);
    status_ = hr;
    invoked_.notify_all();
    return S_OK;
  }
  HRESULT Wait() {
    std::unique_lock lock(mutex_);
    invoked_.wait_for(lock, kHang, [this] { return status_ != E_PENDING; });
    return status_;
  }

 protected:
  ~FinalizeCallback() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  IMFFinalizableMediaSink* const sink_;
  std::mutex mutex_;
  std::condition_variable invoked_;
  HRESULT status_ = E_PENDING;
};

// A quarter of a second of silence.
HRESULT Silence(com::ComPtr<IMFSample>* sample) {
  const auto create_sample = Find<HRESULT WINAPI(IMFSample**)>(L"mfplat.dll", "MFCreateSample");
  const auto create_buffer =
      Find<decltype(MFCreateMemoryBuffer)>(L"mfplat.dll", "MFCreateMemoryBuffer");
  if (create_sample == nullptr || create_buffer == nullptr) return E_NOTIMPL;
  constexpr DWORD kSize = kRate * kBytesPerSample / 4;
  com::ComPtr<IMFMediaBuffer> buffer;
  HRESULT hr = create_buffer(kSize, buffer.Put());
  BYTE* bytes = nullptr;
  if (SUCCEEDED(hr)) hr = buffer->Lock(&bytes, nullptr, nullptr);
  if (FAILED(hr)) return hr;
  std::memset(bytes, 0, kSize);
  buffer->Unlock();
  buffer->SetCurrentLength(kSize);
  hr = create_sample(sample->Put());
  if (FAILED(hr)) return hr;
  (*sample)->SetSampleTime(0);
  (*sample)->SetSampleDuration(2500000);
  return (*sample)->AddBuffer(buffer.Get());
}

// Starts the sink and gives it the silence.
HRESULT Play(IMFMediaSink* sink) {
  com::ComPtr<IMFClockStateSink> clock;
  HRESULT hr = sink->QueryInterface(IID_IMFClockStateSink, reinterpret_cast<void**>(clock.Put()));
  if (SUCCEEDED(hr)) hr = clock->OnClockStart(0, 0);
  com::ComPtr<IMFStreamSink> stream;
  if (SUCCEEDED(hr)) hr = sink->GetStreamSinkByIndex(0, stream.Put());
  com::ComPtr<IMFSample> sample;
  if (SUCCEEDED(hr)) hr = Silence(&sample);
  return FAILED(hr) ? hr : stream->ProcessSample(sample.Get());
}

HRESULT PcmType(com::ComPtr<IMFMediaType>* type) {
  const auto create = Find<decltype(MFCreateMediaType)>(L"mfplat.dll", "MFCreateMediaType");
  if (create == nullptr) return E_NOTIMPL;
  HRESULT hr = create(type->Put());
  if (FAILED(hr)) return hr;
  IMFMediaType& made = *type->Get();
  made.SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  made.SetGUID(MF_MT_SUBTYPE, MFAudioFormat_PCM);
  made.SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, 1);
  made.SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, kRate);
  made.SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, kRate * kBytesPerSample);
  made.SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, kBytesPerSample);
  made.SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, kBytesPerSample * 8);
  return S_OK;
}

}  // namespace

}  // namespace test

#define CONSUMER(type, name) \
  extern "C" JNIEXPORT type JNICALL Java_org_mfplat4j_NativeConsumer_##name

// Writes a WAVE file to the stream: creates the sink, plays silence to it, finalises it
// asynchronously, shuts it down.
CONSUMER(jint, writeWave)(JNIEnv*, jclass, jlong stream) {
  const auto create = test::Find<test::CreateWaveSink>(L"mfsrcsnk.dll", "MFCreateWAVEMediaSink");
  if (create == nullptr) return E_NOTIMPL;
  com::ComPtr<IMFMediaType> type;
  HRESULT hr = test::PcmType(&type);
  if (FAILED(hr)) return hr;
  com::ComPtr<IMFMediaSink> sink;
  hr = create(reinterpret_cast<IMFByteStream*>(stream), type.Get(), sink.Put());
  if (FAILED(hr)) return hr;
  hr = test::Play(sink.Get());
  com::ComPtr<IMFFinalizableMediaSink> finalizable;
  if (SUCCEEDED(hr)) {
    hr = sink->QueryInterface(IID_IMFFinalizableMediaSink,
                              reinterpret_cast<void**>(finalizable.Put()));
  }
  if (SUCCEEDED(hr)) {
    const auto callback =
        com::ComPtr<test::FinalizeCallback>::Adopt(new test::FinalizeCallback(finalizable.Get()));
    hr = finalizable->BeginFinalize(callback.Get(), nullptr);
    if (SUCCEEDED(hr)) hr = callback->Wait();
  }
  (void)sink->Shutdown();
  return hr;
}

CONSUMER(jint, initializeCom)(JNIEnv*, jclass, jint apartment) {
  const auto initialize = test::Find<HRESULT WINAPI(void*, DWORD)>(L"ole32.dll", "CoInitializeEx");
  return initialize == nullptr ? E_NOTIMPL : initialize(nullptr, static_cast<DWORD>(apartment));
}
