// Which I/O engine is chosen, and what is said about it.

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mfplat/platform.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

// The environment as the runner set it comes back at the end.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;
  ~EnvironmentVariable() {
    if (before_) {
      setenv(name_, before_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

 private:
  const char* const name_;
  std::optional<std::string> before_;
};

bool Contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

// Makes this call of io_uring fail with `error`, for all of this process and what it executes. In a
// forked child: system calls only.
bool RefuseUring(unsigned call, int error) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

constexpr int kNoFilter = 77;

// Runs one test of this very program where the kernel refuses this call, 0 for none, and gives its
// output.
int RunWithoutUring(unsigned call, int error, const char* test, std::string* output) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    if (call != 0 && !RefuseUring(call, error)) _exit(kNoFilter);
    execl("/proc/self/exe", "tests", test, "--no-skip", static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  char buffer[4096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    output->append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "where io_uring is refused, threads take over and say why") {
  struct Row {
    unsigned call;
    int error;
    const char* wanted;
    const char* said;
  };
  const Row rows[] = {
      {SYS_io_uring_setup, EPERM, "", "Operation not permitted"},
      {SYS_io_uring_setup, ENOSYS, "", "the kernel has no io_uring"},
      {SYS_io_uring_setup, EPERM, "uring", "uring was forced by MFPLAT4J_ENGINE, but"},
      {SYS_io_uring_setup, ENOMEM, "", "RLIMIT_MEMLOCK"},
      {SYS_io_uring_enter, EPERM, "", "io_uring_enter: Operation not permitted"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.error);
    const EnvironmentVariable variable("MFPLAT4J_ENGINE", row.wanted);
    std::string output;
    const int code = RunWithoutUring(row.call, row.error, "--test-case=A48*", &output);
    if (code == kNoFilter) return Skip("io_uring refused", "seccomp filters are not allowed here");
    CAPTURE(output);
    CHECK(code == 0);
    CHECK(Contains(output, "engine: threads"));
    CHECK(Contains(output, "io_uring is not available"));
    CHECK(Contains(output, row.said));
    CHECK(Contains(output, "1 passed"));
  }
}

// In a process of its own, since the filter stays.
TEST_CASE_FIXTURE(PlatformTest,
                  "child: a policy refuses io_uring while reads are in flight" * doctest::skip()) {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(64 * 1024));
  REQUIRE(mfplat::Describe().engine == "uring");
  const int file = open((dir / "pattern.bin").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fdatasync(file) == 0);
  constexpr int kReads = 64;
  std::vector<std::unique_ptr<AsyncRead>> reads;
  const auto begin = [&] {
    reads.push_back(std::make_unique<AsyncRead>(stream, 512, kOnMultithreaded));
    REQUIRE(reads.back()->Begin() == S_OK);
  };
  for (int i = 0; i < kReads; ++i) {
    if (i == kReads / 2) REQUIRE(RefuseUring(SYS_io_uring_enter, EPERM));
    // Out of the cache, where that can be: then the ring has the read, or a thread.
    (void)posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    begin();
  }
  for (int i = 0; i < kReads; ++i) {
    CHECK(reads[i]->Wait());
    CHECK(reads[i]->Got(512, 512 * i));
  }
  close(file);
  const auto platform = mfplat::Describe();
  std::printf("engine now: %s (%s)\n", platform.engine.c_str(), platform.reason.c_str());
}

TEST_CASE_FIXTURE(ObjectsTest, "a policy that comes later has threads go on, and loses nothing") {
  const EnvironmentVariable variable("MFPLAT4J_ENGINE", "");
  if (mfplat::Describe().engine != "uring") return Skip("io_uring refused later", "no io_uring");
  std::string output;
  const int code = RunWithoutUring(0, 0, "--test-case=child: a policy*", &output);
  CAPTURE(output);
  CHECK(code == 0);
  CHECK(Contains(output, "1 passed"));
  CHECK(Contains(output, "engine now: threads (io_uring failed while it was in use"));
  CHECK(Contains(output, "io_uring_enter: Operation not permitted"));
}

TEST_CASE_FIXTURE(ObjectsTest, "an unknown engine is named, and the probe decides") {
  const EnvironmentVariable none("MFPLAT4J_ENGINE", "");
  const std::string probed = mfplat::Describe().engine;
  const EnvironmentVariable variable("MFPLAT4J_ENGINE", "warp");
  const mfplat::Description platform = mfplat::Describe();
  CHECK(platform.engine == probed);
  CHECK(Contains(platform.reason, "\"warp\""));
}

TEST_CASE_FIXTURE(ObjectsTest, "a time to spin that is no such time is named") {
  for (const char* wrong : {"many", "-1", "1001", "5x", "99999999999"}) {
    const EnvironmentVariable variable("MFPLAT4J_SPIN", wrong);
    const std::string reason = mfplat::Describe().reason;
    CAPTURE(reason);
    CHECK(Contains(reason, "MFPLAT4J_SPIN"));
    CHECK(Contains(reason, ('"' + std::string(wrong) + '"').c_str()));
  }
  for (const char* right : {"", "0", "50", "1000"}) {
    const EnvironmentVariable variable("MFPLAT4J_SPIN", right);
    CHECK_FALSE(Contains(mfplat::Describe().reason, "MFPLAT4J_SPIN"));
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "the application may force an engine, from the next start on") {
  const EnvironmentVariable none("MFPLAT4J_ENGINE", "");
  CHECK(mfplat::ForceEngine("warp") == E_INVALIDARG);
  const std::string probed = mfplat::Describe().engine;
  const TempDir dir;
  const auto path = dir.PatternFile(1000);
  for (const std::string name : {"threads", "uring", "threads", ""}) {
    CAPTURE(name);
    REQUIRE(mfplat::ForceEngine(name) == S_OK);
    REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    const std::string engine = mfplat::Describe().engine;
    CHECK(engine == (name == "threads" ? "threads" : probed));
    // No change while the platform runs.
    CHECK(mfplat::ForceEngine(engine == "threads" ? "uring" : "threads") == S_OK);
    CHECK(mfplat::Describe().engine == engine);
    {
      const StreamPtr stream = OpenForRead(path);
      AsyncRead read(stream, 1000);
      REQUIRE(read.Begin() == S_OK);
      REQUIRE(read.Wait());
      CHECK(read.Got(1000, 0));
    }
    REQUIRE(MFShutdown() == S_OK);
  }
  CHECK(mfplat::ForceEngine("") == S_OK);
}

}  // namespace test
