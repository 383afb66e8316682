// Whatever the system answers to a transfer, each Begin that succeeded is invoked once, with the
// right bytes or the right code, and the platform goes on.

#include "test/portable/fault_injection.h"

#include <algorithm>
#include <random>

#include "mfplat/positional_stream.h"
#include "portable/sys/errno_to_hresult.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

using mfplat::PositionalStream;
using portable::ErrnoToHresult;
using portable::sys::Call;

constexpr HRESULT kAborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED);
constexpr int kTransfers = 24;
constexpr std::size_t kFileSize = 512 * 1024;
constexpr BYTE kGivenBack = 0xDD;

constexpr Call kAllCalls[] = {Call::kReadNow,   Call::kRead,      Call::kWrite,
                              Call::kRingSetup, Call::kRingEnter, Call::kRingCompletion};

// One transfer of a part of the file, which has the pattern before and after.
class CheckedTransfer {
 public:
  CheckedTransfer(com::ComPtr<PositionalStream> stream, bool writes, std::size_t position,
                  std::size_t size)
      : stream_(std::move(stream)), writes_(writes), position_(position), bytes_(size) {
    if (writes_) bytes_ = Pattern(position, size);
    callback_ = RecordingCallback::Create(
        [this](IMFAsyncResult* result) {
          ULONG count = 0;
          end_ = writes_ ? stream_->EndWrite(result, &count) : stream_->EndRead(result, &count);
          right_ = count == bytes_.size() && IsPattern(bytes_.data(), count, position_);
          std::fill(bytes_.begin(), bytes_.end(), kGivenBack);
          return S_OK;
        },
        kOnMultithreaded);
  }
  CheckedTransfer(const CheckedTransfer&) = delete;
  CheckedTransfer& operator=(const CheckedTransfer&) = delete;

  void Begin(UINT64 key) {
    const auto size = static_cast<ULONG>(bytes_.size());
    const HRESULT hr =
        writes_
            ? stream_->BeginWriteAt(position_, bytes_.data(), size, callback_.Get(), nullptr, key)
            : stream_->BeginReadAt(position_, bytes_.data(), size, callback_.Get(), nullptr, key);
    begun_ = SUCCEEDED(hr);
  }
  bool Wait() { return !begun_ || callback_->WaitUntilReturned(1, kHang); }

  // Once Wait has succeeded.
  bool Begun() const { return begun_; }
  HRESULT EndResult() const { return end_; }
  bool IsRight() const { return end_ == S_OK && right_; }
  // When nothing is pending any more.
  bool WasInvokedOnce() { return callback_->Entered() == (begun_ ? 1 : 0); }
  bool WasLeftAlone() const {
    return !begun_ ||
           std::all_of(bytes_.begin(), bytes_.end(), [](BYTE each) { return each == kGivenBack; });
  }

 private:
  const com::ComPtr<PositionalStream> stream_;
  const bool writes_;
  const std::size_t position_;
  std::vector<BYTE> bytes_;
  com::ComPtr<RecordingCallback> callback_;
  bool begun_ = false;
  bool right_ = false;
  HRESULT end_ = E_PENDING;
};

com::ComPtr<PositionalStream> OpenPositional(const std::filesystem::path& path) {
  StreamPtr stream;
  REQUIRE(Open(path, MF_ACCESSMODE_READWRITE, MF_OPENMODE_FAIL_IF_NOT_EXIST, &stream) == S_OK);
  com::ComPtr<PositionalStream> positional;
  REQUIRE(stream->QueryInterface(mfplat::kIidPositionalStream,
                                 reinterpret_cast<void**>(positional.Put())) == S_OK);
  return positional;
}

// Starts a platform, transfers while `make_faults()` lives, and looks at what came of it. `stops`
// says which transfers are asked to stop. Answers how many faults there were.
template <class MakeFaults, class Stops, class Allowed>
std::uint64_t Transfer(const std::filesystem::path& path, MakeFaults make_faults, Stops stops,
                       Allowed allowed) {
  std::vector<std::unique_ptr<CheckedTransfer>> transfers;
  std::uint64_t injected = 0;
  {
    const auto faults = make_faults();
    REQUIRE(MFStartup(MF_VERSION, MFSTARTUP_FULL) == S_OK);
    const auto stream = OpenPositional(path);
    constexpr std::size_t kSizes[] = {100, 4096, 10'000, 40'000};
    for (int i = 0; i < kTransfers; ++i) {
      transfers.push_back(std::make_unique<CheckedTransfer>(
          stream, i % 3 == 2, static_cast<std::size_t>(i) * 20'000, kSizes[i % 4]));
    }
    const auto begin = [&](int from) {
      for (int i = from; i < from + kTransfers / 2; ++i) {
        transfers[i]->Begin(i + 1);
        if (stops(i)) (void)stream->StopTransfer(i + 1);
      }
    };
    // Here, and on a thread of the engine.
    const auto item = RecordingCallback::Create([&](IMFAsyncResult*) {
      begin(kTransfers / 2);
      return S_OK;
    });
    REQUIRE(MFPutWorkItem2(MFASYNC_CALLBACK_QUEUE_MULTITHREADED, 0, item.Get(), nullptr) == S_OK);
    begin(0);
    REQUIRE(item->WaitUntilReturned(1, kHang));
    for (const auto& each : transfers) REQUIRE(each->Wait());
    injected = faults->Injected();
    CHECK(stream->Close() == S_OK);
  }
  // The platform is none the worse.
  {
    const auto stream = OpenPositional(path);
    CheckedTransfer after(stream, false, 1000, 5000);
    after.Begin(1);
    REQUIRE(after.Wait());
    CHECK(after.IsRight());
    CHECK(stream->Close() == S_OK);
  }
  for (const auto& each : transfers) {
    CAPTURE(each->EndResult());
    CHECK(each->Begun());
    CHECK((each->IsRight() || allowed(each->EndResult())));
    CHECK(each->WasInvokedOnce());
    CHECK(each->WasLeftAlone());
  }
  transfers.clear();
  CHECK(MFShutdown() == S_OK);
  return injected;
}

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "faults: each call, each error, once, later and always") {
  const TempDir dir;
  const auto path = dir.PatternFile(kFileSize);
  struct Occurrence {
    std::uint64_t first, last;
  };
  constexpr std::uint64_t kAlways = UINT64_MAX;
  std::uint64_t injected = 0;
  for (const Call call : kAllCalls) {
    for (const int error : ErrorsOf(call)) {
      for (const Occurrence when :
           {Occurrence{1, 1}, {2, 2}, {3, 3}, {10, 10}, {5, kAlways}, {1, kAlways}}) {
        CAPTURE(static_cast<int>(call));
        CAPTURE(error);
        CAPTURE(when.first);
        CAPTURE(when.last);
        // Nothing is in the page cache, so that all the other calls are made.
        std::vector<FaultInjection::Rule> rules = {{Call::kReadNow, {EAGAIN}}};
        if (call == Call::kReadNow) rules.clear();
        rules.push_back({call, {error}, when.first, when.last});
        injected += Transfer(
            path, [&] { return std::make_unique<FaultInjection>(rules); },
            [](int) { return false; },
            [&](HRESULT status) { return status == ErrnoToHresult(error); });
      }
    }
  }
  CHECK(injected > 0);
  CHECK(ReadFileBytes(path) == Pattern(0, kFileSize));
}

TEST_CASE_FIXTURE(ObjectsTest, "faults: transfers that come short are gone on with") {
  const TempDir dir;
  const auto path = dir.PatternFile(kFileSize);
  for (const Call call : {Call::kReadNow, Call::kRead, Call::kWrite, Call::kRingCompletion}) {
    for (const std::size_t most : {1000, 4095}) {
      CAPTURE(static_cast<int>(call));
      CAPTURE(most);
      std::vector<FaultInjection::Rule> rules = {{Call::kReadNow, {EAGAIN}}};
      if (call == Call::kReadNow) rules.clear();
      rules.push_back({call, {0, most}});
      (void)Transfer(
          path, [&] { return std::make_unique<FaultInjection>(rules); }, [](int) { return false; },
          [](HRESULT) { return false; });
      CHECK(ReadFileBytes(path) == Pattern(0, kFileSize));
    }
  }
}

TEST_CASE_FIXTURE(ObjectsTest, "faults: at random, with stops; a seed says which") {
  const TempDir dir;
  const auto path = dir.PatternFile(kFileSize);
  const char* const given = std::getenv("FAULT_SEED");
  const std::uint64_t first = given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
  const std::uint64_t last = given != nullptr ? first : 150;
  std::vector<HRESULT> codes = {kAborted};
  for (const Call call : kAllCalls) {
    for (const int error : ErrorsOf(call)) codes.push_back(ErrnoToHresult(error));
  }
  std::uint64_t injected = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    CAPTURE(seed);
    std::vector<bool> stopped(kTransfers);
    std::mt19937_64 random(seed);
    for (int i = 0; i < kTransfers; ++i) stopped[i] = random() % 4 == 0;
    injected += Transfer(
        path, [&] { return std::make_unique<FaultInjection>(seed); },
        [&](int i) { return stopped[i]; },
        [&](HRESULT status) {
          return std::find(codes.begin(), codes.end(), status) != codes.end();
        });
  }
  CHECK((injected > 0 || given != nullptr));
  CHECK(ReadFileBytes(path) == Pattern(0, kFileSize));
}

}  // namespace test
