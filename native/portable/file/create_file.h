// What MFCreateFile and MFCreateTempFile have in common.
#pragma once

#include "com/base_types.h"

namespace portable {

struct FileToOpen {
  MF_FILE_ACCESSMODE access;
  MF_FILE_OPENMODE mode;
  MF_FILE_FLAGS flags;
  // Becomes the stream's attribute MF_BYTESTREAM_ORIGIN_NAME.
  LPCWSTR name;
  // For this user only, and gone as soon as its stream is closed.
  bool temporary;
};

// Opens the file and makes a stream on it; the caller then owns one reference. Throws
// std::bad_alloc.
[[nodiscard]] HRESULT OpenFileStream(const FileToOpen& file, IMFByteStream** stream);

}  // namespace portable
