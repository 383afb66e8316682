#include "portable/sys/errno_to_hresult.h"

#include <cerrno>

namespace portable {

HRESULT ErrnoToHresult(int error) noexcept {
  switch (error) {
    case 0:
      return S_OK;
    case EACCES:
    case EPERM:
    case EISDIR:
      return E_ACCESSDENIED;
    case EBADF:
      return E_HANDLE;
    case EBUSY:
      return HRESULT_FROM_WIN32(ERROR_BUSY);
    case ECANCELED:
      return HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);
    case EDQUOT:
    case ENOSPC:
      return HRESULT_FROM_WIN32(ERROR_DISK_FULL);
    case EAGAIN:
    case EINTR:
      return HRESULT_FROM_WIN32(ERROR_RETRY);
    case EEXIST:
      return HRESULT_FROM_WIN32(ERROR_FILE_EXISTS);
    case EFAULT:
      return HRESULT_FROM_WIN32(ERROR_NOACCESS);
    case EFBIG:
    case EOVERFLOW:
      return HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE);
    case EINVAL:
      return E_INVALIDARG;
    case EIO:
      return HRESULT_FROM_WIN32(ERROR_IO_DEVICE);
    case ELOOP:
      return HRESULT_FROM_WIN32(ERROR_CANT_RESOLVE_FILENAME);
    case EMFILE:
    case ENFILE:
      return HRESULT_FROM_WIN32(ERROR_TOO_MANY_OPEN_FILES);
    case ENAMETOOLONG:
      return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    case ENOENT:
      return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    case ENOMEM:
      return E_OUTOFMEMORY;
    case ENOTDIR:
      return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND);
    case ENXIO:
    case EOPNOTSUPP:
      return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
    case EROFS:
      return HRESULT_FROM_WIN32(ERROR_WRITE_PROTECT);
    case ETXTBSY:
      return HRESULT_FROM_WIN32(ERROR_SHARING_VIOLATION);
    default:
      return E_FAIL;
  }
}

}  // namespace portable
