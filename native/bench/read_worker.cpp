// The limit that Java is measured against: the same workloads in C++ over liburing and pread, with
// the protocol of the Java worker (src/bench, Worker.java). read_worker NAME FILE, where NAME is
// "C ring", "C two rings", "C pread" or "C pread threads"; or "lock", which keeps the file in
// memory until its input ends.
//
// A ring here is all that a ring can be: one thread, DEFER_TASKRUN, a registered file, submissions
// gathered. None of it is part of the library.

#include <fcntl.h>
#include <liburing.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kAlignment = 4096;
constexpr int kMostBlockingThreads = 32;

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::exit(EXIT_FAILURE);
}

std::int64_t Nanos(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

struct Workload {
  std::uint32_t block = 0;
  unsigned depth = 0;
  bool random = false;
  bool chained = false;
  bool uncached = false;
};

// Counts latencies with two or three digits: 64 steps to each power of two.
class Latencies {
 public:
  void Add(std::int64_t nanos) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(nanos, 1));
    ++counts_[IndexOf(value)];
    max_ = std::max(max_, nanos);
  }
  void Add(const Latencies& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    max_ = std::max(max_, other.max_);
  }
  std::int64_t At(double percentile, std::int64_t total) const {
    auto left = static_cast<std::int64_t>(static_cast<double>(total) * percentile / 100);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      left -= counts_[i];
      if (left < 0) return ValueOf(i);
    }
    return max_;
  }
  std::int64_t Max() const { return max_; }

 private:
  static constexpr unsigned kSteps = 64;
  static std::size_t IndexOf(std::uint64_t value) {
    const unsigned power = 63u - static_cast<unsigned>(__builtin_clzll(value));
    if (power < 6) return value;
    return (power - 5) * kSteps + ((value >> (power - 6)) & (kSteps - 1));
  }
  static std::int64_t ValueOf(std::size_t index) {
    if (index < kSteps) return static_cast<std::int64_t>(index);
    const std::size_t power = index / kSteps + 5;
    return static_cast<std::int64_t>((kSteps + index % kSteps) << (power - 6));
  }
  std::vector<std::int64_t> counts_ = std::vector<std::int64_t>(60 * kSteps);
  std::int64_t max_ = 0;
};

struct Memory {
  explicit Memory(std::size_t size)
      : bytes(static_cast<char*>(
            std::aligned_alloc(kAlignment, (size + kAlignment - 1) / kAlignment * kAlignment))) {
    if (bytes == nullptr) Fail("aligned_alloc");
    // Touched now, not while the clock runs.
    std::memset(bytes, 0, size);
  }
  ~Memory() { std::free(bytes); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  char* const bytes;
};

struct Part {
  std::int64_t operations = 0;
  Latencies latencies;
};

class Reader {
 public:
  Reader(const std::string& path, const Workload& workload) : workload_(workload) {
    fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | (workload.uncached ? O_DIRECT : 0));
    struct stat status;
    if (fd_ < 0 || fstat(fd_, &status) != 0) Fail(path.c_str());
    blocks_ = static_cast<std::uint64_t>(status.st_size) / workload.block;
  }
  ~Reader() { close(fd_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // What one thread of a ring contender does, with `depth` reads in flight.
  void Ring(unsigned depth, std::int64_t deadline, Part* part) {
    io_uring ring;
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CLAMP;
    if (io_uring_queue_init_params(depth, &ring, &params) < 0) Fail("io_uring_queue_init");
    if (io_uring_register_files(&ring, &fd_, 1) < 0) Fail("io_uring_register_files");
    const Memory memory(static_cast<std::size_t>(workload_.block) * depth);
    std::vector<std::int64_t> begun(depth);
    std::mt19937_64 random(std::random_device{}());
    unsigned in_flight = 0;
    const auto begin = [&](unsigned slot, std::int64_t now) {
      io_uring_sqe* entry = io_uring_get_sqe(&ring);
      io_uring_prep_read(entry, 0, memory.bytes + std::size_t{slot} * workload_.block,
                         workload_.block, NextPosition(random));
      entry->flags |= IOSQE_FIXED_FILE;
      io_uring_sqe_set_data64(entry, slot);
      begun[slot] = now;
      ++in_flight;
    };
    for (unsigned slot = 0; slot < depth; ++slot) begin(slot, Nanos(CLOCK_MONOTONIC));
    while (in_flight > 0) {
      io_uring_submit_and_wait(&ring, 1);
      io_uring_cqe* entries[64];
      const unsigned count = io_uring_peek_batch_cqe(&ring, entries, 64);
      for (unsigned i = 0; i < count; ++i) {
        if (entries[i]->res != static_cast<int>(workload_.block)) Fail("a short read");
        const auto slot = static_cast<unsigned>(entries[i]->user_data);
        const std::int64_t now = Nanos(CLOCK_MONOTONIC);
        part->latencies.Add(now - begun[slot]);
        ++part->operations;
        --in_flight;
        if (now < deadline) begin(slot, now);
      }
      io_uring_cq_advance(&ring, count);
    }
    io_uring_queue_exit(&ring);
  }

  void Blocking(std::int64_t deadline, Part* part) {
    const Memory memory(workload_.block);
    std::mt19937_64 random(std::random_device{}());
    for (std::int64_t begun = Nanos(CLOCK_MONOTONIC); begun < deadline;) {
      const ssize_t got =
          pread(fd_, memory.bytes, workload_.block, static_cast<off_t>(NextPosition(random)));
      if (got != static_cast<ssize_t>(workload_.block)) Fail("a short read");
      const std::int64_t now = Nanos(CLOCK_MONOTONIC);
      part->latencies.Add(now - begun);
      ++part->operations;
      begun = now;
    }
  }

  const Workload& workload() const { return workload_; }

 private:
  std::uint64_t NextPosition(std::mt19937_64& random) {
    const std::uint64_t block = workload_.random
                                    ? random() % blocks_
                                    : sequential_.fetch_add(1, std::memory_order_relaxed) % blocks_;
    return block * workload_.block;
  }

  const Workload workload_;
  int fd_;
  std::uint64_t blocks_ = 0;
  std::atomic<std::uint64_t> sequential_{0};
};

// Why this contender does not run this workload, or "".
std::string Refusal(const std::string& name, const Workload& workload) {
  if (!workload.chained) return "there is no completion to wait for elsewhere";
  if (name == "C two rings" && workload.depth < 2) return "one read does not fill two rings";
  if (name == "C pread" && workload.depth > 1 && workload.uncached) return "one read at a time";
  return "";
}

std::string Run(const std::string& name, Reader& reader, std::int64_t millis) {
  const Workload& workload = reader.workload();
  const std::int64_t start = Nanos(CLOCK_MONOTONIC);
  const std::int64_t deadline = start + millis * 1'000'000;
  const std::int64_t cpu_start = Nanos(CLOCK_PROCESS_CPUTIME_ID);
  std::vector<std::function<void(Part*)>> threads;
  if (name == "C ring" || name == "C two rings") {
    const unsigned rings = name == "C ring" ? 1 : 2;
    for (unsigned i = 0; i < rings; ++i) {
      threads.emplace_back(
          [&, rings](Part* part) { reader.Ring(workload.depth / rings, deadline, part); });
    }
  } else {
    unsigned count = 1;
    if (name == "C pread threads") {
      count = workload.uncached ? kMostBlockingThreads : std::thread::hardware_concurrency();
    }
    for (unsigned i = 0; i < std::min(count, workload.depth); ++i) {
      threads.emplace_back([&](Part* part) { reader.Blocking(deadline, part); });
    }
  }
  std::vector<Part> parts(threads.size());
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads.size(); ++i) others.emplace_back(threads[i], &parts[i]);
  threads[0](&parts[0]);
  for (std::thread& other : others) other.join();
  const std::int64_t nanos = Nanos(CLOCK_MONOTONIC) - start;
  const std::int64_t cpu = Nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
  Part all;
  for (const Part& part : parts) {
    all.operations += part.operations;
    all.latencies.Add(part.latencies);
  }
  std::ostringstream answer;
  answer << "sample " << all.operations << ' ' << nanos << ' ' << cpu << " -1";
  for (double percentile : {50.0, 90.0, 99.0, 99.9}) {
    answer << ' ' << all.latencies.At(percentile, all.operations);
  }
  answer << ' ' << all.latencies.Max();
  return answer.str();
}

void Lock(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) Fail(path.c_str());
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const pages = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (pages == MAP_FAILED) Fail("mmap");
  const bool locked = mlock(pages, size) == 0;
  std::string request;
  while (std::getline(std::cin, request)) {
    std::cout << (locked ? "ok" : "unsupported the file could not be locked in memory")
              << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: read_worker NAME FILE\n";
    return EXIT_FAILURE;
  }
  const std::string name = argv[1];
  if (name == "lock") {
    Lock(argv[2]);
    return EXIT_SUCCESS;
  }
  std::unique_ptr<Reader> reader;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    std::string answer = "ok";
    if (verb == "open") {
      Workload workload;
      std::string pattern, mode, cache;
      words >> workload.block >> workload.depth >> pattern >> mode >> cache;
      workload.random = pattern == "random";
      workload.chained = mode == "chained";
      workload.uncached = cache == "uncached";
      const std::string refusal = Refusal(name, workload);
      if (refusal.empty()) {
        reader = std::make_unique<Reader>(argv[2], workload);
      } else {
        answer = "unsupported " + refusal;
      }
    } else if (verb == "run") {
      std::int64_t millis = 0;
      words >> millis;
      answer = Run(name, *reader, millis);
    } else {
      reader.reset();
    }
    std::cout << answer << std::endl;
  }
  return EXIT_SUCCESS;
}
