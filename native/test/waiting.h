// Waiting with a limit. Tests never sleep in the hope that something has happened by then; only
// "never" lets a window pass, which is what it asserts.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace test {

// The conformance rules: "eventually" is within two seconds, "never" is not within 300 ms. Runs of
// tests stand beside one another on few cores: what must happen gets three times as long.
inline constexpr std::chrono::milliseconds kEventually{6000};
inline constexpr std::chrono::milliseconds kNever{300};
// For volume: how long thousands of operations may take on a slow machine under a sanitizer. Only a
// hang gets here.
inline constexpr std::chrono::milliseconds kHang{60000};

// For conditions that are not signalled, such as a reference count.
template <class Condition>
[[nodiscard]] bool Eventually(Condition condition, std::chrono::milliseconds limit = kEventually) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

template <class Condition>
[[nodiscard]] bool Never(Condition condition) {
  return !Eventually(condition, kNever);
}

// Opens once, for everybody.
class Gate {
 public:
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

  [[nodiscard]] bool Wait(std::chrono::milliseconds limit = kEventually) {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, limit, [this] { return open_; });
  }

  bool IsOpen() {
    std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

// Counts up; waiting threads watch for a value.
class Counter {
 public:
  int Add() {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
    return ++value_;
  }

  int Value() {
    std::lock_guard lock(mutex_);
    return value_;
  }

  [[nodiscard]] bool WaitFor(int value, std::chrono::milliseconds limit = kEventually) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return value_ >= value; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int value_ = 0;
};

}  // namespace test
