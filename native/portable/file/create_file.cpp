// MFCreateFile: access and open modes, sharing, and the errors that Windows gives for them.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "com/com_ptr.h"
#include "mfplat/mfplat.h"
#include "portable/file/create_file.h"
#include "portable/file/file_sharing.h"
#include "portable/file/file_stream.h"
#include "portable/file/open_file.h"
#include "portable/file/temporary_file.h"
#include "portable/sys/errno_to_hresult.h"
#include "portable/sys/uninterrupted.h"
#include "portable/sys/utf16.h"

namespace portable {

namespace {

constexpr mode_t kNewFileMode = 0666;
constexpr mode_t kTemporaryFileMode = 0600;
constexpr int kKnownFlags = MF_FILEFLAGS_NOBUFFERING | MF_FILEFLAGS_ALLOW_WRITE_SHARING;

bool Truncates(MF_FILE_OPENMODE mode) noexcept {
  return mode == MF_OPENMODE_RESET_IF_EXIST || mode == MF_OPENMODE_DELETE_IF_EXIST;
}

HRESULT OpenFlags(MF_FILE_ACCESSMODE access, MF_FILE_OPENMODE mode, int* flags) noexcept {
  // Not blocking matters only for what is refused below: opening a pipe would wait for its other
  // end.
  *flags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  switch (access) {
    case MF_ACCESSMODE_READ:
      *flags |= O_RDONLY;
      break;
    case MF_ACCESSMODE_WRITE:
      *flags |= O_WRONLY;
      break;
    case MF_ACCESSMODE_READWRITE:
      *flags |= O_RDWR;
      break;
    default:
      return E_INVALIDARG;
  }
  switch (mode) {
    case MF_OPENMODE_FAIL_IF_NOT_EXIST:
      return S_OK;
    case MF_OPENMODE_RESET_IF_EXIST:
      // Win32 truncates only what it may write.
      return access == MF_ACCESSMODE_READ ? E_INVALIDARG : S_OK;
    case MF_OPENMODE_FAIL_IF_EXIST:
      *flags |= O_CREAT | O_EXCL;
      return S_OK;
    case MF_OPENMODE_APPEND_IF_EXIST:
    case MF_OPENMODE_DELETE_IF_EXIST:
      *flags |= O_CREAT;
      return S_OK;
    default:
      return E_INVALIDARG;
  }
}

// Windows tells a missing file from a missing directory on the way to it.
HRESULT WhyNotOpened(const std::string& path, int error) {
  if (error != ENOENT) return ErrnoToHresult(error);
  const std::size_t slash = path.find_last_of('/');
  if (path.empty()) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
  if (slash == std::string::npos || slash == 0) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
  struct stat parent;
  const bool has_parent =
      stat(path.substr(0, slash).c_str(), &parent) == 0 && S_ISDIR(parent.st_mode);
  return HRESULT_FROM_WIN32(has_parent ? ERROR_FILE_NOT_FOUND : ERROR_PATH_NOT_FOUND);
}

// Empties the open file whatever access it was opened with, as Win32's CREATE_ALWAYS does.
HRESULT Empty(int fd, const std::string& path, MF_FILE_ACCESSMODE access) noexcept {
  const OpenFile again(access == MF_ACCESSMODE_READ ? OpenAgain(fd, path.c_str(), O_WRONLY) : -1);
  if (access == MF_ACCESSMODE_READ && again.Fd() < 0) return ErrnoToHresult(errno);
  const int writable = access == MF_ACCESSMODE_READ ? again.Fd() : fd;
  const auto truncate = [&] { return ftruncate(writable, 0); };
  return sys::Uninterrupted(truncate) == 0 ? S_OK : ErrnoToHresult(errno);
}

// A FILETIME: 100 ns since the beginning of 1601.
std::uint64_t FileTime(const timespec& time) noexcept {
  constexpr std::int64_t kSecondsBefore1970 = 11'644'473'600;
  return static_cast<std::uint64_t>((time.tv_sec + kSecondsBefore1970) * 10'000'000 +
                                    time.tv_nsec / 100);
}

HRESULT SetAttributes(const FileToOpen& file, const timespec& modified,
                      IMFAttributes& attributes) noexcept {
  const HRESULT hr = attributes.SetString(MF_BYTESTREAM_ORIGIN_NAME, file.name);
  if (FAILED(hr) || file.temporary) return hr;
  const std::uint64_t file_time = FileTime(modified);
  UINT8 blob[sizeof file_time];
  std::memcpy(blob, &file_time, sizeof blob);
  return attributes.SetBlob(MF_BYTESTREAM_LAST_MODIFIED_TIME, blob, sizeof blob);
}

}  // namespace

HRESULT OpenFileStream(const FileToOpen& file, IMFByteStream** stream) {
  if ((static_cast<int>(file.flags) & ~kKnownFlags) != 0) return E_INVALIDARG;
  std::string path;
  if (!Utf16ToPath(file.name, &path)) return HRESULT_FROM_WIN32(ERROR_INVALID_NAME);
  int flags = 0;
  HRESULT hr = OpenFlags(file.access, file.mode, &flags);
  if (FAILED(hr)) return hr;
  const mode_t mode = file.temporary ? kTemporaryFileMode : kNewFileMode;
  OpenFile descriptors(sys::Uninterrupted([&] { return open(path.c_str(), flags, mode); }));
  const int fd = descriptors.Fd();
  if (fd < 0) return WhyNotOpened(path, errno);
  struct stat status;
  if (fstat(fd, &status) != 0) return ErrnoToHresult(errno);
  if (S_ISDIR(status.st_mode)) return E_ACCESSDENIED;
  // Pipes, sockets and devices have neither length nor position; a stream on one could wait for
  // ever.
  if (!S_ISREG(status.st_mode)) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
  // io_uring fails reads of a non-blocking descriptor that would have to wait for the disk.
  if (fcntl(fd, F_SETFL, flags & O_ACCMODE) != 0) return ErrnoToHresult(errno);

  // From here on a temporary file goes, also when something fails.
  std::unique_ptr<TemporaryFile> temporary;
  if (file.temporary) {
    temporary = std::make_unique<TemporaryFile>(path, status.st_dev, status.st_ino);
  }
  auto share = std::make_unique<FileShare>();
  hr = share->Acquire(status.st_dev, status.st_ino, file.access != MF_ACCESSMODE_READ);
  if (FAILED(hr)) return hr;
  // Only now: a file that somebody else has open must not lose its content to a failed open.
  if (Truncates(file.mode) && status.st_size > 0) hr = Empty(fd, path, file.access);
  if (FAILED(hr)) return hr;
  descriptors.AskWhetherItWaits();
  if ((file.flags & MF_FILEFLAGS_NOBUFFERING) != 0)
    descriptors.OpenDirect(path.c_str(), flags & O_ACCMODE);
  auto opened = com::ComPtr<FileStream>::Adopt(
      new FileStream(std::move(descriptors), file.access, std::move(share), std::move(temporary)));
  hr = SetAttributes(file, status.st_mtim, opened->Attributes());
  if (SUCCEEDED(hr)) *stream = opened.Detach();
  return hr;
}

}  // namespace portable

STDAPI MFCreateFile(MF_FILE_ACCESSMODE AccessMode, MF_FILE_OPENMODE OpenMode, MF_FILE_FLAGS fFlags,
                    LPCWSTR pwszFileURL, IMFByteStream** ppIByteStream) try {
  if (ppIByteStream == nullptr) return E_POINTER;
  *ppIByteStream = nullptr;
  if (pwszFileURL == nullptr) return E_INVALIDARG;
  return portable::OpenFileStream({AccessMode, OpenMode, fFlags, pwszFileURL, false},
                                  ppIByteStream);
} catch (const std::bad_alloc&) {
  return E_OUTOFMEMORY;
}
