// A source of bytes in place of Java's: answers at once, or when the test says so, from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "bridge/source/java_byte_stream.h"
#include "bridge/source/unsettled_transfers.h"
#include "test/files.h"
#include "test/waiting.h"

namespace test {

class SourceFake final : public bridge::SourceUpcalls {
 public:
  struct Asked {
    std::int64_t transfer;
    bridge::TransferKind kind;
    QWORD position;
    ULONG size;
    bool may_block;
  };

  explicit SourceFake(std::size_t size = 0) : bytes(Pattern(0, size)) {}

  // A stream of this source; the first reference is the test's.
  StreamPtr Stream(DWORD capabilities = kAll, bool serial = false) {
    com::ComPtr<bridge::JavaByteStream> stream;
    REQUIRE(bridge::JavaByteStream::Create(*this, kId, capabilities, serial, &stream) == S_OK);
    return StreamPtr::Adopt(stream.Detach());
  }

  static constexpr DWORD kAll =
      MFBYTESTREAM_IS_READABLE | MFBYTESTREAM_IS_WRITABLE | MFBYTESTREAM_IS_SEEKABLE;
  static constexpr std::int64_t kId = 4711;

  HRESULT Length(std::int64_t source, QWORD* length) noexcept override {
    CHECK(source == kId);
    ++length_asked;
    if (FAILED(length_answer)) return length_answer;
    std::function<void()> meanwhile;
    {
      std::lock_guard lock(mutex_);
      *length = length_known ? bytes.size() : bridge::kUnknownLength;
      meanwhile = std::exchange(while_length_is_asked, {});
    }
    if (meanwhile) meanwhile();
    return S_OK;
  }
  HRESULT SetLength(std::int64_t, QWORD length) noexcept override {
    std::lock_guard lock(mutex_);
    bytes.resize(length);
    return S_OK;
  }
  HRESULT Flush(std::int64_t) noexcept override {
    ++flushed;
    return S_OK;
  }
  HRESULT Close(std::int64_t) noexcept override {
    ++closed;
    return close_answer;
  }
  HRESULT Transfer(std::int64_t source, std::int64_t transfer, bridge::TransferKind kind,
                   QWORD position, ULONG size, bool may_block) noexcept override {
    CHECK(source == kId);
    if (FAILED(transfer_answer)) return transfer_answer;
    const Asked asked{transfer, kind, position, size, may_block};
    if (on_transfer) on_transfer(asked);
    if (!holds) {
      Answer(asked);
      return S_OK;
    }
    {
      std::lock_guard lock(mutex_);
      held_.push_back(asked);
    }
    held.Add();
    return S_OK;
  }
  void Released(std::int64_t source) noexcept override {
    CHECK(source == kId);
    ++released;
  }

  // Does what was asked, `limit` bytes of it at most; whether somebody waited for it.
  bool Answer(const Asked& asked, ULONG limit = ~ULONG{0}) {
    auto& pending = bridge::UnsettledTransfers::Get();
    ULONG size = std::min(asked.size, limit);
    std::vector<BYTE> buffer(size);
    if (asked.kind == bridge::TransferKind::kWrite) {
      if (!pending.CopyOut(asked.transfer, 0, buffer.data(), size)) return false;
      std::lock_guard lock(mutex_);
      if (bytes.size() < asked.position + size) bytes.resize(asked.position + size);
      std::copy(buffer.begin(), buffer.end(),
                bytes.begin() + static_cast<std::ptrdiff_t>(asked.position));
    } else {
      {
        std::lock_guard lock(mutex_);
        const QWORD rest = bytes.size() > asked.position ? bytes.size() - asked.position : 0;
        size = static_cast<ULONG>(std::min<QWORD>(size, rest));
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(rest == 0 ? 0 : asked.position),
                    size, buffer.begin());
      }
      if (!pending.CopyIn(asked.transfer, 0, buffer.data(), size)) return false;
    }
    return pending.Complete(asked.transfer, S_OK, size);
  }
  std::vector<Asked> Held() {
    std::lock_guard lock(mutex_);
    return std::exchange(held_, {});
  }
  std::vector<BYTE> Bytes() {
    std::lock_guard lock(mutex_);
    return bytes;
  }

  std::atomic<bool> holds{false};
  std::atomic<bool> length_known{true};
  std::atomic<HRESULT> length_answer{S_OK};
  std::atomic<HRESULT> transfer_answer{S_OK};
  std::atomic<HRESULT> close_answer{S_OK};
  std::atomic<int> length_asked{0};
  std::atomic<int> flushed{0};
  std::atomic<int> closed{0};
  std::atomic<int> released{0};
  Counter held;
  // What happens, once, between the source's answer and its arrival. Set before the stream is used.
  std::function<void()> while_length_is_asked;
  // What the source does before it answers, on the thread that asks. Set before, too.
  std::function<void(const Asked&)> on_transfer;

 private:
  std::mutex mutex_;
  // Guarded by mutex_ once the stream is in use.
  std::vector<BYTE> bytes;
  std::vector<Asked> held_;
};

}  // namespace test
