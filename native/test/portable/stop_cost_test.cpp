// What it costs to take back one transfer does not grow with how many wait beside it.

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "mfplat/platform.h"
#include "portable/engine/engine.h"
#include "portable/engine/io_thread_pool.h"
#include "portable/engine/uring_port.h"
#include "test/fixtures.h"

namespace test {

namespace {

using portable::Engine;
using std::chrono::nanoseconds;

constexpr std::size_t kMany = 20'000;
constexpr std::size_t kFew = 100;

struct Request final : portable::IoRequest {
  bool Cancelled() const noexcept override { return AskedToStop(); }
  void Complete(HRESULT) noexcept override { ++completed; }
  int completed = 0;
};

// The least of what `take_back` needed for one of those in the middle of what waits: other
// processes make some of them longer, but not all. All are taken back.
template <class TakeBack>
nanoseconds LeastCost(std::vector<Request>& waiting, TakeBack take_back) {
  auto least = nanoseconds::max();
  const std::size_t middle = waiting.size() / 2;
  for (std::size_t i = middle; i < middle + kFew / 2; ++i) {
    const auto before = std::chrono::steady_clock::now();
    const bool taken = take_back(&waiting[i]);
    least = std::min<nanoseconds>(least, std::chrono::steady_clock::now() - before);
    CHECK(taken);
    CHECK_FALSE(take_back(&waiting[i]));
  }
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (i < middle || i >= middle + kFew / 2) CHECK(take_back(&waiting[i]));
  }
  return least;
}

// A walk takes kMany / kFew = 200 times as long.
void CheckTheSame(nanoseconds few, nanoseconds many) {
  CAPTURE(few.count());
  CAPTURE(many.count());
  CHECK(many < 20 * std::max(few, nanoseconds(100)));
}

}  // namespace

TEST_CASE_FIXTURE(PlatformTest, "taking back what waits for a thread costs the same with many") {
  struct Blocker final : portable::BlockingWork {
    void RunBlocking() noexcept override {
      entered.Add();
      (void)gate.Wait(kHang);
      left.Add();
      Engine::Get().Delivered();
    }
    Counter entered;
    Counter left;
    Gate gate;
  };
  // As many as the pool has threads, at most.
  constexpr int kThreads = 32;
  Blocker blockers[kThreads];
  for (auto& each : blockers) {
    Engine::Get().Accept();
    Engine::Get().SubmitOpen(&each);
  }
  for (auto& each : blockers) CHECK(each.entered.WaitFor(1, kHang));
  const auto cost = [](std::size_t count) {
    std::vector<Request> waiting(count);
    for (auto& each : waiting) Engine::Get().SubmitOpen(&each);
    return LeastCost(waiting, [](Request* each) { return Engine::Get().WithdrawOpen(each); });
  };
  const auto few = cost(kFew);
  CheckTheSame(few, cost(kMany));
  for (auto& each : blockers) each.gate.Open();
  for (auto& each : blockers) CHECK(each.left.WaitFor(1, kHang));
}

TEST_CASE_FIXTURE(PlatformTest, "taking back what found the ring full costs the same with many") {
  if (mfplat::Describe().engine != "uring") return;
  // More than a ring has in flight at most.
  constexpr std::size_t kFull = 4096;
  const int never = eventfd(0, EFD_CLOEXEC);
  REQUIRE(never >= 0);
  std::uint64_t unused = 0;
  portable::IoThreadPool pool(Engine::Get());
  std::string refusal;
  const auto port = portable::UringPort::Create(Engine::Get(), pool, &refusal);
  REQUIRE(port != nullptr);
  const auto read = [&](Request& request) {
    request.fd = never;
    request.buffer = reinterpret_cast<std::uint8_t*>(&unused);
    request.size = sizeof unused;
    port->Start(&request);
  };
  std::vector<Request> flying(kFull);
  for (auto& each : flying) read(each);
  const auto cost = [&](std::size_t count) {
    std::vector<Request> waiting(count);
    for (auto& each : waiting) read(each);
    return LeastCost(waiting, [&](Request* each) { return port->Withdraw(each); });
  };
  const auto few = cost(kFew);
  CheckTheSame(few, cost(kMany));

  for (auto& each : flying) {
    CHECK(each.AskToStop());
    if (port->Withdraw(&each)) each.Complete(E_FAIL);
  }
  port->Cancel(never);
  CHECK(Eventually(
      [&] {
        port->Poll();
        return port->InFlight() == 0;
      },
      kHang));
  for (const auto& each : flying) CHECK(each.completed == 1);
  close(never);
}

}  // namespace test
