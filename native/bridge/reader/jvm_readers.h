// The way up to Java's source readers: the static methods of the class SourceReaderUpcall.
#pragma once

#include <jni.h>

#include "bridge/reader/readers.h"

namespace bridge {

// Resolves SourceReaderUpcall and its methods, once, on a Java thread whose caller's class loader
// sees them. When it fails, a Java exception is pending that says why.
void initializeReaders(JNIEnv* env, jclass natives) noexcept;

class JvmReaders final : public ReaderUpcalls {
 public:
  static JvmReaders& Get() noexcept;

  // As initializeReaders.
  void Initialize(JNIEnv* env) noexcept;
  // With the library.
  void Unload(JNIEnv* env) noexcept;

  HRESULT ReadSample(std::int64_t id, HRESULT status, DWORD stream, DWORD flags, LONGLONG timestamp,
                     IMFSample* sample) noexcept override;
  void Flushed(std::int64_t id, DWORD stream) noexcept override;
  void ReaderReleased(std::int64_t id) noexcept override;

 private:
  JvmReaders() noexcept = default;

  // Set by Initialize, then only read.
  jclass upcall_class_ = nullptr;
  jmethodID read_sample_ = nullptr;
  jmethodID flushed_ = nullptr;
};

}  // namespace bridge
