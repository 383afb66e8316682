// A file system in user space (FUSE) whose answers the test holds back, or replaces by errors. It
// has one file, and speaks to /dev/fuse itself, so that nothing needs to be installed for it.
#pragma once

#include <linux/fuse.h>
#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "test/files.h"

namespace test {

class SlowFileSystem {
 public:
  // Mounts it; null where that is not allowed, which `reason` then says.
  static std::unique_ptr<SlowFileSystem> Mount(std::string* reason);
  ~SlowFileSystem();
  SlowFileSystem(const SlowFileSystem&) = delete;
  SlowFileSystem& operator=(const SlowFileSystem&) = delete;

  // The file; it has pattern bytes.
  std::filesystem::path File() const { return directory_ / "file"; }
  static constexpr std::uint64_t kFileSize = 1 << 20;

  // Answers requests of this kind (FUSE_READ and so on) no more until Release.
  void Hold(std::uint32_t opcode);
  void Release(std::uint32_t opcode);
  // Answers them with this errno; 0 is as before.
  void Fail(std::uint32_t opcode, int error);
  // How many of them have come.
  int Requests(std::uint32_t opcode);
  [[nodiscard]] bool WaitForRequest(std::uint32_t opcode, int count = 1);

 private:
  SlowFileSystem() = default;

  struct Request {
    fuse_in_header header;
    std::vector<char> body;
  };

  void Serve();
  void Answer(const Request& request);
  void Reply(const Request& request, int error, const void* payload, std::size_t size);
  fuse_attr Attributes(std::uint64_t node) const;

  TempDir directory_;
  int fuse_ = -1;
  // The process that ends the file system if this one can't.
  pid_t guard_ = -1;
  std::thread server_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  // Guarded by mutex_.
  std::map<std::uint32_t, bool> held_;
  std::map<std::uint32_t, int> errors_;
  std::map<std::uint32_t, int> requests_;
  std::vector<Request> waiting_;
  // Used by the server and, under mutex_, by the thread that releases.
  std::uint64_t size_ = kFileSize;
};

}  // namespace test
