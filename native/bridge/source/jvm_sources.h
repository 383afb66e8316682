// The way up to Java's sources: the static methods of the class SourceUpcall.
#pragma once

#include <jni.h>

#include "bridge/source/source_upcalls.h"

namespace bridge {

class JvmSources final : public SourceUpcalls {
 public:
  static JvmSources& Get() noexcept;

  // Resolves SourceUpcall and its methods, once, on a Java thread whose caller's class loader sees
  // them; after Jvm. When it fails, a Java exception is pending that says why.
  void Initialize(JNIEnv* env) noexcept;
  // Nothing comes here any more: lets go of the class.
  void Unload(JNIEnv* env) noexcept;

  HRESULT Length(std::int64_t source, QWORD* length) noexcept override;
  HRESULT SetLength(std::int64_t source, QWORD length) noexcept override;
  HRESULT Flush(std::int64_t source) noexcept override;
  HRESULT Close(std::int64_t source) noexcept override;
  HRESULT Transfer(std::int64_t source, std::int64_t transfer, TransferKind kind, QWORD position,
                   ULONG size, bool may_block) noexcept override;
  void Released(std::int64_t source) noexcept override;

 private:
  JvmSources() noexcept = default;

  // Set by Initialize, then only read.
  jclass upcall_class_ = nullptr;
  jmethodID length_ = nullptr;
  jmethodID set_length_ = nullptr;
  jmethodID flush_ = nullptr;
  jmethodID close_ = nullptr;
  jmethodID transfer_ = nullptr;
  jmethodID released_ = nullptr;
};

}  // namespace bridge
