// What Linux has beside regular files, and paths that are no paths: refused, without hanging.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "test/files.h"
#include "test/fixtures.h"

namespace test {

namespace {

constexpr MF_FILE_ACCESSMODE kAccessModes[] = {MF_ACCESSMODE_READ, MF_ACCESSMODE_WRITE,
                                               MF_ACCESSMODE_READWRITE};
const HRESULT kNotSupported = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);

HRESULT TryOpen(const WideString& path, MF_FILE_ACCESSMODE access = MF_ACCESSMODE_READ,
                MF_FILE_OPENMODE mode = MF_OPENMODE_FAIL_IF_NOT_EXIST) {
  StreamPtr stream;
  const HRESULT hr = Open(path, access, mode, &stream);
  CHECK(static_cast<bool>(stream) == SUCCEEDED(hr));
  return hr;
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest,
                  "a pipe is refused, and opening it does not wait for its other end") {
  const TempDir dir;
  const auto path = dir / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  for (const auto access : kAccessModes) {
    CHECK(TryOpen(Wide(path), access) == kNotSupported);
    CHECK(TryOpen(Wide(path), access, MF_OPENMODE_DELETE_IF_EXIST) == kNotSupported);
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "a device is refused") {
  for (const char* device : {"/dev/zero", "/dev/null", "/dev/full"}) {
    for (const auto access : kAccessModes) CHECK(TryOpen(Wide(device), access) == kNotSupported);
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "a socket is refused") {
  const TempDir dir;
  const std::string path = (dir / "socket").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  CHECK(TryOpen(Wide(path)) == kNotSupported);
  close(socket_fd);
}

TEST_CASE_FIXTURE(ObjectsTest, "a path that is not UTF-16 is ERROR_INVALID_NAME") {
  const char16_t* const rows[] = {
      u"/tmp/a\xD800",        // a high surrogate at the end
      u"/tmp/a\xD800z",       // followed by no low one
      u"/tmp/a\xDC00z",       // a low one alone
      u"/tmp/a\xD800\xD800",  // two high ones
  };
  for (const char16_t* path : rows) {
    CHECK(TryOpen(path, MF_ACCESSMODE_WRITE, MF_OPENMODE_DELETE_IF_EXIST) ==
          HRESULT_FROM_WIN32(ERROR_INVALID_NAME));
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "paths that cannot be resolved say why") {
  const TempDir dir;
  const auto file = dir.PatternFile(10);
  CHECK(TryOpen(Wide(file / "below")) == HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND));
  CHECK(TryOpen(Wide(dir / std::string(300, 'n'))) ==
        HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE));
  std::filesystem::create_symlink("loop", dir / "loop");
  CHECK(TryOpen(Wide(dir / "loop")) == HRESULT_FROM_WIN32(ERROR_CANT_RESOLVE_FILENAME));
  std::filesystem::create_symlink("nowhere", dir / "dangling");
  CHECK(TryOpen(Wide(dir / "dangling")) == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
  std::filesystem::create_symlink(file, dir / "link");
  CHECK(TryOpen(Wide(dir / "link")) == S_OK);
}

TEST_CASE_FIXTURE(ObjectsTest, "a relative path is relative to the working directory") {
  const TempDir dir;
  dir.PatternFile(10, "here");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.Path());
  const HRESULT hr = TryOpen(u"here");
  const HRESULT missing = TryOpen(u"not-here");
  std::filesystem::current_path(before);
  CHECK(hr == S_OK);
  CHECK(missing == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
}

TEST_CASE_FIXTURE(ObjectsTest, "access modes and flags that do not exist are E_INVALIDARG") {
  const TempDir dir;
  const WideString path = Wide(dir.PatternFile(10));
  for (const int access : {0, 4, -1}) {
    CHECK(TryOpen(path, static_cast<MF_FILE_ACCESSMODE>(access)) == E_INVALIDARG);
  }
  StreamPtr stream;
  CHECK(MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST,
                     static_cast<MF_FILE_FLAGS>(4), path.c_str(), stream.Put()) == E_INVALIDARG);
  CHECK(TryOpen(path, MF_ACCESSMODE_READ, MF_OPENMODE_RESET_IF_EXIST) == E_INVALIDARG);
  CHECK(std::filesystem::file_size(dir / "pattern.bin") == 10);
}

TEST_CASE_FIXTURE(ObjectsTest, "a reader may empty a file with DELETE_IF_EXIST, as on Windows") {
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  CHECK(TryOpen(Wide(path), MF_ACCESSMODE_READ, MF_OPENMODE_DELETE_IF_EXIST) == S_OK);
  CHECK(std::filesystem::file_size(path) == 0);
}

TEST_CASE_FIXTURE(ObjectsTest, "a file without permission is E_ACCESSDENIED") {
  if (geteuid() == 0) return Skip("file permissions", "root may open everything");
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  REQUIRE(chmod(path.c_str(), 0) == 0);
  for (const auto access : kAccessModes) CHECK(TryOpen(Wide(path), access) == E_ACCESSDENIED);
}

TEST_CASE_FIXTURE(ObjectsTest, "a hundred streams leave no descriptor behind") {
  const auto open_descriptors = [] {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator("/proc/self/fd")) {
      ++count;
    }
    return count;
  };
  const TempDir dir;
  const auto path = dir.PatternFile(10);
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 100; ++i) {
    const StreamPtr released = OpenForRead(path);
    const StreamPtr closed = OpenForRead(path);
    CHECK(closed->Close() == S_OK);
    (void)TryOpen(Wide(path), MF_ACCESSMODE_WRITE);
    (void)TryOpen(Wide("/dev/zero"));
  }
  CHECK(open_descriptors() == before);
}

}  // namespace test
