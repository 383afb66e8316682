// Files with known bytes, in a directory of their own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "com/com_ptr.h"
#include "doctest/doctest.h"
#include "mfplat/mfplat.h"

namespace test {

// The byte at a file's offset: differs between neighbours and between pages.
inline BYTE PatternAt(QWORD offset) {
  return static_cast<BYTE>((offset * 7 + 3 + (offset >> 8)) & 0xFF);
}

inline std::vector<BYTE> Pattern(QWORD offset, std::size_t size) {
  std::vector<BYTE> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = PatternAt(offset + i);
  return bytes;
}

// Whether the bytes are the pattern's at that offset.
inline bool IsPattern(const BYTE* bytes, std::size_t size, QWORD offset) {
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] != PatternAt(offset + i)) return false;
  }
  return true;
}

using WideString = std::basic_string<WCHAR>;

inline WideString Wide(const std::filesystem::path& path) {
  const std::u16string units = path.u16string();
  return {units.begin(), units.end()};
}

inline void WriteFileBytes(const std::filesystem::path& path, const std::vector<BYTE>& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  REQUIRE(file.good());
}

inline std::vector<BYTE> ReadFileBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return {bytes.begin(), bytes.end()};
}

// Gone with all that is in it at the end of the test.
class TempDir {
 public:
  TempDir() {
    static std::atomic<int> next{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    path_ = std::filesystem::temp_directory_path() /
            ("mfplat4j-" + std::to_string(now) + "-" + std::to_string(next.fetch_add(1)));
    REQUIRE(std::filesystem::create_directory(path_));
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    if (left_behind_) return;
    std::error_code error;
    std::filesystem::remove_all(path_, error);
    CHECK_MESSAGE(!error, error.message());
  }

  // For a file that Wine will not close while the process lives.
  void LeaveBehind() { left_behind_ = true; }

  const std::filesystem::path& Path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  // A file of `size` pattern bytes.
  std::filesystem::path PatternFile(std::size_t size,
                                    const std::string& name = "pattern.bin") const {
    const std::filesystem::path path = path_ / name;
    WriteFileBytes(path, Pattern(0, size));
    return path;
  }

 private:
  std::filesystem::path path_;
  bool left_behind_ = false;
};

using StreamPtr = com::ComPtr<IMFByteStream>;

inline HRESULT Open(const WideString& path, MF_FILE_ACCESSMODE access, MF_FILE_OPENMODE mode,
                    StreamPtr* stream, MF_FILE_FLAGS flags = MF_FILEFLAGS_NONE) {
  return MFCreateFile(access, mode, flags, path.c_str(), stream->Put());
}

inline HRESULT Open(const std::filesystem::path& path, MF_FILE_ACCESSMODE access,
                    MF_FILE_OPENMODE mode, StreamPtr* stream,
                    MF_FILE_FLAGS flags = MF_FILEFLAGS_NONE) {
  return Open(Wide(path), access, mode, stream, flags);
}

inline StreamPtr OpenForRead(const std::filesystem::path& path) {
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
  return stream;
}

inline QWORD PositionOf(const StreamPtr& stream) {
  QWORD position = ~QWORD{0};
  REQUIRE(stream->GetCurrentPosition(&position) == S_OK);
  return position;
}

inline QWORD LengthOf(const StreamPtr& stream) {
  QWORD length = ~QWORD{0};
  REQUIRE(stream->GetLength(&length) == S_OK);
  return length;
}

}  // namespace test
