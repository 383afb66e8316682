// Threads of our own that do what other threads must not do themselves, while those wait.
#pragma once

#include <chrono>
#include <mutex>

namespace bridge {

class StandIns {
 public:
  // A stand-in that has had nothing to do for `idle` calls `at_end` and ends.
  StandIns(std::chrono::milliseconds idle, void (*at_end)() noexcept) noexcept
      : idle_limit_(idle), at_end_(at_end) {}

  // Runs `work` on a stand-in that has no other user, and returns when it has. False, and nothing
  // has run, when there is none and no thread for one. From any thread, stand-ins included.
  template <class Work>
  [[nodiscard]] bool Run(Work work) noexcept {
    return Run([](void* context) noexcept { (*static_cast<Work*>(context))(); }, &work);
  }

 private:
  struct StandIn;
  using Function = void (*)(void* context) noexcept;

  bool Run(Function function, void* context) noexcept;
  StandIn* Take() noexcept;
  void Serve(StandIn* self) noexcept;
  bool Leave(const StandIn* self) noexcept;

  const std::chrono::milliseconds idle_limit_;
  void (*const at_end_)() noexcept;
  std::mutex mutex_;
  // Those that have nothing to do, the last that did something first. Under mutex_.
  StandIn* idle_ = nullptr;
};

}  // namespace bridge
