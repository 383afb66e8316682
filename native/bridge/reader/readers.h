// The flat functions for source readers, and the COM object behind their Java callbacks. The rules
// of flat_functions.h hold.
#pragma once

#include <cstdint>

#include "com/ref_counted.h"

namespace bridge {

// The door to Java for what readers say. An interface, so that the shim can be tested without a
// JVM. Each runs user code on the calling thread, and throws nothing.
class ReaderUpcalls {
 public:
  // The Java side owns a reference to the sample, if there is one, when this answers S_OK.
  virtual HRESULT ReadSample(std::int64_t id, HRESULT status, DWORD stream, DWORD flags,
                             LONGLONG timestamp, IMFSample* sample) noexcept = 0;
  virtual void Flushed(std::int64_t id, DWORD stream) noexcept = 0;
  // Native code has let go of `id` for good.
  virtual void ReaderReleased(std::int64_t id) noexcept = 0;

 protected:
  ~ReaderUpcalls() = default;
};

// Carries an id, never a Java reference, as CallbackShim does.
class SourceReaderShim final : public com::RefCounted<IMFSourceReaderCallback> {
 public:
  // `upcalls` must outlive every shim. nullptr when memory is short.
  static SourceReaderShim* Create(ReaderUpcalls& upcalls, std::int64_t id) noexcept;

  HRESULT STDMETHODCALLTYPE OnReadSample(HRESULT hrStatus, DWORD dwStreamIndex, DWORD dwStreamFlags,
                                         LONGLONG llTimestamp,
                                         IMFSample* pSample) noexcept override;
  HRESULT STDMETHODCALLTYPE OnFlush(DWORD dwStreamIndex) noexcept override;
  HRESULT STDMETHODCALLTYPE OnEvent(DWORD dwStreamIndex, IMFMediaEvent* pEvent) noexcept override;

 protected:
  ~SourceReaderShim() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  SourceReaderShim(ReaderUpcalls& upcalls, std::int64_t id) noexcept : upcalls_(upcalls), id_(id) {}

  ReaderUpcalls& upcalls_;
  const std::int64_t id_;
};

// A shim for the Java object with this id of JavaObjects; 0 when there is no memory.
std::int64_t createReaderCallback(std::int64_t id) noexcept;
// May block while the head of the stream is read. On success reader[0] owns one reference.
std::int32_t createSourceReader(std::int64_t stream, std::int64_t callback,
                                long long* reader) noexcept;
// Exactly when this succeeds, SourceReaderUpcall.readSample follows, unless a flush comes first.
std::int32_t readSample(std::int64_t reader, std::int32_t stream) noexcept;
std::int32_t flushReader(std::int64_t reader, std::int32_t stream) noexcept;
// In units of 100 ns.
std::int32_t setReaderPosition(std::int64_t reader, std::int64_t time) noexcept;
// Each gives one reference to a media type.
std::int32_t nativeMediaType(std::int64_t reader, std::int32_t stream, std::int32_t index,
                             long long* type) noexcept;
std::int32_t currentMediaType(std::int64_t reader, std::int32_t stream, long long* type) noexcept;
std::int32_t setCurrentMediaType(std::int64_t reader, std::int32_t stream,
                                 std::int64_t type) noexcept;
std::int32_t streamSelection(std::int64_t reader, std::int32_t stream,
                             std::int32_t* selected) noexcept;
std::int32_t selectStream(std::int64_t reader, std::int32_t stream, bool selected) noexcept;
// S_FALSE where the source does not say.
std::int32_t readerDuration(std::int64_t reader, long long* duration) noexcept;
// How many references an object has, as far as it says: only good for knowing that there is one.
std::int32_t referenceCount(std::int64_t object) noexcept;

}  // namespace bridge
