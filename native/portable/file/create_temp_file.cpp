// MFCreateTempFile: a file with a name of its own in the system's folder for temporary files.

#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <system_error>

#include "mfplat/mfplat.h"
#include "portable/file/create_file.h"
#include "portable/sys/errno_to_hresult.h"
#include "portable/sys/utf16.h"

namespace portable {

namespace {

// So many names are never taken by chance.
constexpr int kMaxAttempts = 100;

// $TMPDIR, else /tmp. An empty variable is as good as none.
HRESULT TemporaryFolder(std::u16string* folder) {
  const char* const variable = std::getenv("TMPDIR");
  const std::filesystem::path named = variable == nullptr || *variable == 0 ? "/tmp" : variable;
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(named, error);
  if (error) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
  *folder = PathToUtf16(path.native());
  return S_OK;
}

HRESULT RandomName(std::u16string* name) {
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) return ErrnoToHresult(errno);
  char text[32];
  const int length =
      std::snprintf(text, sizeof text, "mf-%016llx.tmp", static_cast<unsigned long long>(number));
  name->assign(text, text + length);
  return S_OK;
}

bool Creates(MF_FILE_OPENMODE mode) noexcept {
  return mode == MF_OPENMODE_FAIL_IF_EXIST || mode == MF_OPENMODE_APPEND_IF_EXIST ||
         mode == MF_OPENMODE_DELETE_IF_EXIST;
}

}  // namespace

}  // namespace portable

// The open mode is applied to a name that no file has: modes that do not create one fail, as on
// Wine.
STDAPI MFCreateTempFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode,
                        MF_FILE_FLAGS fFlags, IMFByteStream** ppIByteStream) try {
  if (ppIByteStream == nullptr) return E_POINTER;
  *ppIByteStream = nullptr;
  std::u16string folder;
  HRESULT hr = portable::TemporaryFolder(&folder);
  if (FAILED(hr)) return hr;
  // Never a file that somebody else has put there.
  const auto mode = portable::Creates(OpenMode) ? MF_OPENMODE_FAIL_IF_EXIST : OpenMode;
  for (int attempt = 0; attempt < portable::kMaxAttempts; ++attempt) {
    std::u16string name;
    hr = portable::RandomName(&name);
    if (FAILED(hr)) return hr;
    const std::u16string path = folder + u'/' + name;
    hr = portable::OpenFileStream({AccessMode, mode, fFlags, path.c_str(), true}, ppIByteStream);
    if (hr != HRESULT_FROM_WIN32(ERROR_FILE_EXISTS)) return hr;
  }
  return hr;
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}
