#include "bridge/position_probe.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>

#include "com/com_ptr.h"
#include "com/ref_counted.h"
#include "mfplat/platform.h"

namespace bridge {

namespace {

constexpr int kSeeks = 64;
constexpr int kReads = 2 * kSeeks;
constexpr ULONG kBlock = 256;
// Of kReads: so many must have been pending when the position had moved on.
constexpr int kLeastEvidence = 8;

// In which order the pairs of blocks are visited. 37 and 64 have no common divisor.
constexpr int PairOf(int seek) { return (seek * 37 + 11) % kSeeks; }
constexpr QWORD OffsetOf(int read) { return (QWORD{2} * PairOf(read / 2) + read % 2) * kBlock; }

// No two words of the file are the same.
std::uint32_t WordAt(QWORD offset) { return static_cast<std::uint32_t>(offset) * 2654435761U; }

// Counts the reads that are pending. Shared with them: they may outlive the probe.
struct Pending {
  std::mutex mutex;
  std::condition_variable none;
  int count = 0;

  void Begin() {
    std::lock_guard lock(mutex);
    ++count;
  }
  void End() {
    std::lock_guard lock(mutex);
    if (--count == 0) none.notify_all();
  }
  bool WaitForNone(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex);
    return none.wait_for(lock, limit, [this] { return count == 0; });
  }
};

// One read: callback and buffer in one, so that the memory lives as long as the platform may write
// to it.
class ProbeRead final : public com::RefCounted<IMFAsyncCallback> {
 public:
  ProbeRead(IMFByteStream* stream, std::shared_ptr<Pending> pending) noexcept
      : stream_(stream), pending_(std::move(pending)) {}

  // Not on STANDARD, which a callback of somebody else's may block.
  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* flags, DWORD* queue) noexcept override {
    *flags = 0;
    *queue = MFASYNC_CALLBACK_QUEUE_MULTITHREADED;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* result) noexcept override {
    completed_.store(true, std::memory_order_release);
    ULONG count = 0;
    ok_ = SUCCEEDED(stream_->EndRead(result, &count)) && count == kBlock;
    pending_->End();
    return S_OK;
  }

  HRESULT Begin() noexcept {
    pending_->Begin();
    const HRESULT hr = stream_->BeginRead(bytes_, kBlock, this, nullptr);
    if (FAILED(hr)) pending_->End();
    return hr;
  }
  bool Completed() const noexcept { return completed_.load(std::memory_order_acquire); }
  // Once nothing is pending.
  bool Holds(QWORD offset) const noexcept {
    if (!ok_) return false;
    for (ULONG at = 0; at < kBlock; at += sizeof(std::uint32_t)) {
      std::uint32_t word = 0;
      std::memcpy(&word, bytes_ + at, sizeof word);
      if (word != WordAt(offset + at)) return false;
    }
    return true;
  }

 protected:
  ~ProbeRead() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAsyncCallback; }

 private:
  const com::ComPtr<IMFByteStream> stream_;
  const std::shared_ptr<Pending> pending_;
  std::atomic<bool> completed_{false};
  bool ok_ = false;
  BYTE bytes_[kBlock] = {};
};

using Reads = std::vector<com::ComPtr<ProbeRead>>;

// What the calls themselves showed.
struct Begun {
  HRESULT hr = S_OK;
  bool moved_at_once = true;
  int pending_when_moved_on = 0;
};

// Nothing here waits, and nothing is allocated by us: the time between two calls is what counts.
Begun BeginAll(IMFByteStream* stream, const Reads& reads) noexcept {
  Begun begun;
  for (int first = 0; first < kReads && SUCCEEDED(begun.hr); first += 2) {
    begun.hr = stream->SetCurrentPosition(OffsetOf(first));
    // The position is not the pair's before any more.
    if (first > 0) {
      begun.pending_when_moved_on += reads[first - 2]->Completed() ? 0 : 1;
      begun.pending_when_moved_on += reads[first - 1]->Completed() ? 0 : 1;
    }
    if (SUCCEEDED(begun.hr)) begun.hr = reads[first]->Begin();
    if (SUCCEEDED(begun.hr)) begun.hr = reads[first + 1]->Begin();
    QWORD behind = 0;
    if (SUCCEEDED(begun.hr)) begun.hr = stream->GetCurrentPosition(&behind);
    begun.moved_at_once = begun.moved_at_once && behind == OffsetOf(first) + 2 * kBlock;
  }
  return begun;
}

ProbeAnswer Probe(IMFByteStream* stream, std::chrono::milliseconds limit) {
  const auto pending = std::make_shared<Pending>();
  Reads reads;
  for (int i = 0; i < kReads; ++i) {
    reads.push_back(com::ComPtr<ProbeRead>::Adopt(new ProbeRead(stream, pending)));
  }
  const int before = mfplat::KeepPlace();
  const Begun begun = BeginAll(stream, reads);
  mfplat::GivePlace(before);
  if (!pending->WaitForNone(limit)) {
    return {false, false,
            "late, since it is not known: the trial's reads did not complete in time"};
  }
  if (FAILED(begun.hr))
    return {false, false, "late, since it is not known: the stream of the trial refused a read"};
  int right = 0;
  for (int i = 0; i < kReads; ++i) right += reads[i]->Holds(OffsetOf(i)) ? 1 : 0;
  const std::string seen = std::to_string(right) + " of " + std::to_string(kReads) +
                           " overlapping reads got their ranges";
  if (right < kReads) return {false, true, "late: " + seen};
  if (!begun.moved_at_once)
    return {false, true, "late: the position moves after Begin has returned"};
  if (begun.pending_when_moved_on < kLeastEvidence) {
    return {false, false,
            "late, since it is not known: the trial's reads were over before the next began"};
  }
  return {true, true, "early: " + seen};
}

}  // namespace

std::vector<BYTE> ProbeBytes() {
  std::vector<BYTE> bytes(std::size_t{kReads} * kBlock);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint32_t)) {
    const std::uint32_t word = WordAt(at);
    std::memcpy(bytes.data() + at, &word, sizeof word);
  }
  return bytes;
}

ProbeAnswer ProbePositions(IMFByteStream* stream, std::chrono::milliseconds limit) noexcept {
  try {
    return Probe(stream, limit);
  } catch (const std::bad_alloc&) {
    return {false, false, "late, since it is not known: no memory for the trial"};
  }
}

}  // namespace bridge
