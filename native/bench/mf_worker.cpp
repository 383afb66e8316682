// What the binding is measured against: reads through Media Foundation's own functions in C++, over
// the portable engine or over mfplat.dll, with the protocol of the Java worker (src/bench,
// Worker.java): mf_worker NAME FILE. One read at a time: IMFByteStream has one cursor.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "mfplat/platform.h"

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void Fail(const char* what, HRESULT hr) {
  std::cerr << what << " failed: 0x" << std::hex << static_cast<std::uint32_t>(hr) << std::endl;
  std::exit(EXIT_FAILURE);
}

class Reads final : public com::RefCounted<IMFAsyncCallback> {
 public:
  Reads(const com::ComPtr<IMFByteStream>& stream, std::uint32_t block, bool random, bool chained)
      : stream_(stream), random_reads_(random), chained_(chained), buffer_(block + kPage) {
    QWORD length = 0;
    const HRESULT hr = stream_->GetLength(&length);
    if (FAILED(hr)) Fail("GetLength", hr);
    blocks_ = length / block;
    block_ = block;
    const auto address = reinterpret_cast<std::uintptr_t>(buffer_.data());
    aligned_ = buffer_.data() + (kPage - address % kPage) % kPage;
  }

  std::string Run(std::int64_t millis) {
    latencies_.clear();
    const auto start = Clock::now();
    deadline_ = start + std::chrono::milliseconds(millis);
    done_ = false;
    Begin();
    std::unique_lock lock(mutex_);
    while (!done_) {
      // External: this thread begins the next read when it has seen the end of the one before.
      ended_.wait(lock, [this] { return done_ || (!chained_ && completed_); });
      if (done_) break;
      completed_ = false;
      if (Clock::now() >= deadline_) break;
      lock.unlock();
      Begin();
      lock.lock();
    }
    const auto nanos = std::chrono::nanoseconds(Clock::now() - start).count();
    std::sort(latencies_.begin(), latencies_.end());
    std::ostringstream answer;
    answer << "sample " << latencies_.size() << ' ' << nanos << " -1 -1";
    for (double percentile : {50.0, 90.0, 99.0, 99.9}) {
      const auto last = static_cast<double>(latencies_.size() - 1);
      answer << ' ' << latencies_[static_cast<std::size_t>(last * percentile / 100)];
    }
    answer << ' ' << latencies_.back();
    return answer.str();
  }

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept override {
    *pdwFlags = 0;
    *pdwQueue = MFASYNC_CALLBACK_QUEUE_MULTITHREADED;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override {
    ULONG count = 0;
    const HRESULT hr = stream_->EndRead(pAsyncResult, &count);
    if (FAILED(hr) || count != block_) Fail("EndRead", hr);
    const auto now = Clock::now();
    latencies_.push_back(std::chrono::nanoseconds(now - begun_).count());
    if (chained_ && now < deadline_) {
      Begin();
      return S_OK;
    }
    std::lock_guard lock(mutex_);
    completed_ = true;
    done_ = chained_;
    ended_.notify_one();
    return S_OK;
  }

 protected:
  ~Reads() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  static constexpr std::size_t kPage = 4096;

  void Begin() noexcept {
    const QWORD block = random_reads_ ? random_() % blocks_ : next_++ % blocks_;
    begun_ = Clock::now();
    HRESULT hr = stream_->SetCurrentPosition(block * block_);
    if (SUCCEEDED(hr)) hr = stream_->BeginRead(aligned_, block_, this, nullptr);
    if (FAILED(hr)) Fail("BeginRead", hr);
  }

  const com::ComPtr<IMFByteStream> stream_;
  const bool random_reads_;
  const bool chained_;
  std::vector<BYTE> buffer_;
  BYTE* aligned_;
  QWORD blocks_;
  ULONG block_;

  // Of the thread that has the one read in hand.
  std::mt19937_64 random_{std::random_device{}()};
  QWORD next_ = 0;
  Clock::time_point begun_;
  Clock::time_point deadline_;
  std::vector<std::int64_t> latencies_;

  std::mutex mutex_;
  std::condition_variable ended_;
  // Guarded by mutex_.
  bool completed_ = false;
  bool done_ = false;
};

com::ComPtr<IMFByteStream> Open(const std::string& path) {
  // The benchmark's own paths are ASCII.
  const std::basic_string<WCHAR> wide(path.begin(), path.end());
  com::ComPtr<IMFByteStream> stream;
  const HRESULT hr = MFCreateFile(MF_ACCESSMODE_READ, MF_OPENMODE_FAIL_IF_NOT_EXIST,
                                  MF_FILEFLAGS_NONE, wide.c_str(), stream.Put());
  if (FAILED(hr)) Fail("MFCreateFile", hr);
  return stream;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: mf_worker NAME FILE\n";
    return EXIT_FAILURE;
  }
  std::string cause;
  HRESULT hr = mfplat::Load(&cause);
  if (SUCCEEDED(hr)) hr = MFStartup(MF_VERSION, MFSTARTUP_FULL);
  if (FAILED(hr)) Fail("MFStartup", hr);
  com::ComPtr<IMFByteStream> stream;
  com::ComPtr<Reads> reads;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    std::string answer = "ok";
    if (verb == "open") {
      std::uint32_t block = 0;
      unsigned depth = 0;
      std::string pattern, mode, cache;
      words >> block >> depth >> pattern >> mode >> cache;
      if (depth == 1 && cache == "cached") {
        stream = Open(argv[2]);
        reads = com::ComPtr<Reads>::Adopt(
            new Reads(stream, block, pattern == "random", mode == "chained"));
      } else {
        answer = "unsupported one read at a time, from the cache";
      }
    } else if (verb == "run") {
      std::int64_t millis = 0;
      words >> millis;
      answer = reads->Run(millis);
    } else {
      reads.Reset();
      stream.Reset();
    }
    std::cout << answer << std::endl;
  }
  reads.Reset();
  stream.Reset();
  return FAILED(MFShutdown()) ? EXIT_FAILURE : EXIT_SUCCESS;
}
