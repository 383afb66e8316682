#include "test/portable/slow_file_system.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

#include "test/waiting.h"

namespace test {

namespace {

constexpr std::uint64_t kRoot = FUSE_ROOT_ID;
constexpr std::uint64_t kFile = 2;
constexpr std::size_t kMaxRequest = (1 << 20) + 4096;
// No test takes so long.
constexpr unsigned kLongestMountSeconds = 120;

// A process that is killed while the file system holds an answer back waits for it in the kernel,
// where no signal ends it, and its own server is gone. So another process ends the file system when
// the time is over. It calls nothing that is not safe after a fork.
pid_t StartGuard(const char* directory) {
  const pid_t guard = fork();
  if (guard != 0) return guard;
  setsid();
  for (unsigned left = kLongestMountSeconds; left > 0;) left = sleep(left);
  umount2(directory, MNT_FORCE | MNT_DETACH);
  _exit(0);
}

}  // namespace

std::unique_ptr<SlowFileSystem> SlowFileSystem::Mount(std::string* reason) {
  std::unique_ptr<SlowFileSystem> made(new SlowFileSystem());
  made->fuse_ = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (made->fuse_ < 0) {
    *reason = std::string("/dev/fuse: ") + std::strerror(errno);
    return nullptr;
  }
  const std::string options =
      "fd=" + std::to_string(made->fuse_) + ",rootmode=40000,user_id=0,group_id=0";
  if (mount("mfplat4j-test", made->directory_.Path().c_str(), "fuse", MS_NOSUID | MS_NODEV,
            options.c_str()) != 0) {
    *reason = std::string("mounting FUSE: ") + std::strerror(errno);
    return nullptr;
  }
  made->guard_ = StartGuard(made->directory_.Path().c_str());
  made->server_ = std::thread(&SlowFileSystem::Serve, made.get());
  return made;
}

SlowFileSystem::~SlowFileSystem() {
  if (server_.joinable()) {
    for (const std::uint32_t opcode :
         {FUSE_READ, FUSE_WRITE, FUSE_SETATTR, FUSE_GETATTR, FUSE_FLUSH, FUSE_RELEASE}) {
      Release(opcode);
    }
    CHECK(umount2(directory_.Path().c_str(), MNT_DETACH) == 0);
    server_.join();
    if (guard_ > 0) {
      kill(guard_, SIGKILL);
      CHECK(waitpid(guard_, nullptr, 0) == guard_);
    }
  }
  if (fuse_ >= 0) close(fuse_);
}

void SlowFileSystem::Hold(std::uint32_t opcode) {
  std::lock_guard lock(mutex_);
  held_[opcode] = true;
}

void SlowFileSystem::Release(std::uint32_t opcode) {
  std::lock_guard lock(mutex_);
  held_[opcode] = false;
  std::vector<Request> still;
  for (Request& each : waiting_) {
    if (each.header.opcode == opcode) {
      Answer(each);
    } else {
      still.push_back(std::move(each));
    }
  }
  waiting_.swap(still);
}

void SlowFileSystem::Fail(std::uint32_t opcode, int error) {
  std::lock_guard lock(mutex_);
  errors_[opcode] = error;
}

int SlowFileSystem::Requests(std::uint32_t opcode) {
  std::lock_guard lock(mutex_);
  return requests_[opcode];
}

bool SlowFileSystem::WaitForRequest(std::uint32_t opcode, int count) {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, kEventually, [&] { return requests_[opcode] >= count; });
}

void SlowFileSystem::Serve() {
  std::vector<char> buffer(kMaxRequest);
  for (;;) {
    const ssize_t got = read(fuse_, buffer.data(), buffer.size());
    if (got < 0 && (errno == EINTR || errno == ENOENT || errno == EAGAIN)) continue;
    // ENODEV: it is unmounted.
    if (got < static_cast<ssize_t>(sizeof(fuse_in_header))) return;
    Request request;
    std::memcpy(&request.header, buffer.data(), sizeof request.header);
    request.body.assign(buffer.begin() + sizeof request.header, buffer.begin() + got);
    std::lock_guard lock(mutex_);
    ++requests_[request.header.opcode];
    arrived_.notify_all();
    if (held_[request.header.opcode]) {
      waiting_.push_back(std::move(request));
    } else {
      Answer(request);
    }
  }
}

fuse_attr SlowFileSystem::Attributes(std::uint64_t node) const {
  fuse_attr attributes{};
  attributes.ino = node;
  attributes.nlink = 1;
  attributes.blksize = 4096;
  attributes.mode = node == kRoot ? S_IFDIR | 0755 : S_IFREG | 0644;
  if (node == kFile) attributes.size = size_;
  return attributes;
}

// Under mutex_.
void SlowFileSystem::Answer(const Request& request) {
  const auto body = [&]<class Body>(Body) {
    Body found{};
    std::memcpy(&found, request.body.data(), std::min(sizeof found, request.body.size()));
    return found;
  };
  if (const int error = errors_[request.header.opcode]; error != 0) {
    return Reply(request, error, nullptr, 0);
  }
  switch (request.header.opcode) {
    case FUSE_INIT: {
      const auto in = body(fuse_init_in{});
      fuse_init_out out{};
      out.major = FUSE_KERNEL_VERSION;
      out.minor = std::min<std::uint32_t>(in.minor, FUSE_KERNEL_MINOR_VERSION);
      out.max_write = 1 << 17;
      out.max_background = 64;
      out.congestion_threshold = 64;
      return Reply(request, 0, &out, sizeof out);
    }
    case FUSE_LOOKUP: {
      fuse_entry_out out{};
      if (std::string(request.body.data()) != "file") return Reply(request, ENOENT, nullptr, 0);
      out.nodeid = kFile;
      out.attr = Attributes(kFile);
      return Reply(request, 0, &out, sizeof out);
    }
    case FUSE_SETATTR: {
      const auto in = body(fuse_setattr_in{});
      if ((in.valid & FATTR_SIZE) != 0) size_ = in.size;
      [[fallthrough]];
    }
    case FUSE_GETATTR: {
      fuse_attr_out out{};
      out.attr = Attributes(request.header.nodeid);
      return Reply(request, 0, &out, sizeof out);
    }
    case FUSE_OPEN:
    case FUSE_OPENDIR: {
      fuse_open_out out{};
      // Each read comes here, and none is answered by the page cache.
      out.open_flags = FOPEN_DIRECT_IO;
      return Reply(request, 0, &out, sizeof out);
    }
    case FUSE_READ: {
      const auto in = body(fuse_read_in{});
      const std::uint64_t end = std::min(size_, in.offset + in.size);
      const auto bytes = Pattern(in.offset, end > in.offset ? end - in.offset : 0);
      return Reply(request, 0, bytes.data(), bytes.size());
    }
    case FUSE_WRITE: {
      const auto in = body(fuse_write_in{});
      fuse_write_out out{};
      out.size = in.size;
      return Reply(request, 0, &out, sizeof out);
    }
    case FUSE_FLUSH:
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR:
    case FUSE_FSYNC:
      return Reply(request, 0, nullptr, 0);
    // These want no answer.
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
      return;
    default:
      return Reply(request, ENOSYS, nullptr, 0);
  }
}

void SlowFileSystem::Reply(const Request& request, int error, const void* payload,
                           std::size_t size) {
  fuse_out_header header{};
  header.unique = request.header.unique;
  header.error = -error;
  header.len = static_cast<std::uint32_t>(sizeof header + size);
  iovec parts[2] = {{&header, sizeof header}, {const_cast<void*>(payload), size}};
  // Fails when no caller waits for the answer any more.
  [[maybe_unused]] const ssize_t written = writev(fuse_, parts, size == 0 ? 1 : 2);
}

}  // namespace test
