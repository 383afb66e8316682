#include "portable/engine/uring_port.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "portable/engine/engine.h"
#include "portable/sys/transfer_calls.h"
#include "portable/sys/uninterrupted.h"

namespace portable {

namespace {

constexpr unsigned kSubmissionEntries = 256;
constexpr unsigned kCompletionEntries = 4096;
// Fewer than the completion queue holds, so that it can't overflow; the rest waits in the backlog.
constexpr std::size_t kMaxInFlight = kCompletionEntries - 64;
// With so few in hand, copying from the page cache on the spot is quicker than through the ring;
// with more, one call for all of them is.
constexpr std::size_t kFew = 3;
// Beyond this size the copy is what costs. Done one by one, each can be handed on as soon as it is
// there, to other threads as well.
constexpr std::uint32_t kSmall = 32 * 1024;

// What completions that belong to no request carry as user data, in the low bits that are zero in
// the address of a request: a wake-up, with its number above, and one that says nothing.
constexpr std::uint64_t kTagMask = 7;
constexpr std::uint64_t kWakeTag = 1;
constexpr std::uint64_t kIgnoredTag = 2;
constexpr int kTagBits = 3;

// So often in a row the kernel may be short of something before the ring counts as failed; after
// each time the driver leaves it alone for a moment.
constexpr int kMostRefusals = 500;
constexpr std::chrono::milliseconds kMoment{1};
// How often a driver looks for what the kernel still completes of a ring that has failed.
constexpr std::chrono::milliseconds kLookInterval{5};

int MakeRing(io_uring* ring) noexcept {
  io_uring_params params{};
  params.cq_entries = kCompletionEntries;
  params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_COOP_TASKRUN |
                 IORING_SETUP_TASKRUN_FLAG;
  int result = sys::SetUpRing(kSubmissionEntries, ring, &params);
  if (result == -EINVAL) {
    // COOP_TASKRUN came with Linux 5.19.
    params = {};
    params.cq_entries = kCompletionEntries;
    params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;
    result = sys::SetUpRing(kSubmissionEntries, ring, &params);
  }
  return result;
}

std::string DescribeError(const char* call, int error) {
  const char* const description = strerrordesc_np(error);
  return std::string(call) + ": " +
         (description == nullptr ? "error " + std::to_string(error) : description);
}

std::string DescribeRefusal(const char* call, int error) {
  std::string text = DescribeError(call, error);
  if (error == EPERM) {
    int disabled = 0;
    if (std::FILE* file = std::fopen("/proc/sys/kernel/io_uring_disabled", "re")) {
      if (std::fscanf(file, "%d", &disabled) != 1) disabled = 0;
      std::fclose(file);
    }
    text += disabled != 0 ? " (kernel.io_uring_disabled=" + std::to_string(disabled) + ")"
                          : " (refused by a security policy, as in many containers)";
  } else if (error == ENOSYS) {
    text += " (the kernel has no io_uring)";
  } else if (error == ENOMEM) {
    // Kernels before 5.12 count a ring's memory as locked.
    rlimit limit{};
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
      text += " (RLIMIT_MEMLOCK, the memory that may be locked, is " +
              std::to_string(limit.rlim_cur) + " bytes)";
    }
  }
  return text;
}

}  // namespace

std::string UringPort::Probe() {
  io_uring ring{};
  const int result = MakeRing(&ring);
  if (result < 0) return DescribeRefusal("io_uring_setup", -result);
  std::string refusal;
  if (io_uring_probe* probe = io_uring_get_probe_ring(&ring)) {
    for (int operation : {IORING_OP_READ, IORING_OP_WRITE, IORING_OP_ASYNC_CANCEL}) {
      if (!io_uring_opcode_supported(probe, operation)) {
        refusal = "the kernel's io_uring lacks operation " + std::to_string(operation);
      }
    }
    io_uring_free_probe(probe);
  } else {
    refusal = "the kernel's io_uring cannot be probed (older than Linux 5.6)";
  }
  // A policy may allow to make a ring, and refuse to use it.
  if (refusal.empty()) {
    io_uring_prep_nop(io_uring_get_sqe(&ring));
    int entered = -EINTR;
    for (int i = 0; i < sys::kMostRepeats && entered == -EINTR; ++i) {
      entered = sys::EnterRing(&ring, 1);
    }
    if (entered < 0) refusal = DescribeRefusal("io_uring_enter", -entered);
  }
  io_uring_queue_exit(&ring);
  return refusal;
}

std::unique_ptr<UringPort> UringPort::Create(Engine& engine, IoThreadPool& blocking_io,
                                             std::string* refusal) {
  std::unique_ptr<UringPort> port(new UringPort(engine, blocking_io));
  const int result = MakeRing(&port->ring_);
  if (result < 0) {
    *refusal = DescribeRefusal("io_uring_setup", -result);
    return nullptr;
  }
  port->made_ = true;
  port->wake_fd_ = eventfd(0, EFD_CLOEXEC);
  if (port->wake_fd_ < 0) {
    *refusal = "eventfd: " + std::string(strerrordesc_np(errno));
    return nullptr;
  }
  return port;
}

UringPort::~UringPort() {
  if (made_) io_uring_queue_exit(&ring_);
  if (wake_fd_ >= 0) close(wake_fd_);
}

void UringPort::Submit(Fifo<IoRequest>* requests) noexcept {
  const bool few = InFlight() + requests->Size() <= kFew;
  while (IoRequest* const request = requests->Pop()) {
    HRESULT status = S_OK;
    if ((few || request->size > kSmall) && !request->Cancelled() &&
        request->TryWithoutBlocking(&status)) {
      request->Complete(status);
    } else {
      Start(request);
    }
  }
}

void UringPort::Start(IoRequest* request) noexcept {
  if (request->Cancelled()) {
    request->Complete(HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
    return;
  }
  io_uring_sqe* entry = InFlight() < kMaxInFlight ? NextEntry() : nullptr;
  if (failed_.load(std::memory_order_relaxed)) {
    blocking_io_.Submit(request);
    return;
  }
  if (entry == nullptr) {
    if (!Postpone(request)) request->Complete(HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
    return;
  }
  std::uint8_t* const rest = request->buffer + request->done;
  const std::uint64_t position = request->offset + request->done;
  if (request->kind == IoRequest::Kind::kRead) {
    io_uring_prep_read(entry, request->NextFd(), rest, request->NextSize(), position);
  } else {
    io_uring_prep_write(entry, request->NextFd(), rest, request->NextSize(), position);
  }
  io_uring_sqe_set_data64(entry, reinterpret_cast<std::uintptr_t>(request));
  in_flight_.fetch_add(1, std::memory_order_relaxed);
}

// False when the request was cancelled: a thread that cancels it later finds it in the backlog.
bool UringPort::Postpone(IoRequest* request) noexcept {
  std::lock_guard lock(mutex_);
  if (request->Cancelled()) return false;
  backlog_.Push(request);
  has_backlog_ = true;
  return true;
}

bool UringPort::Withdraw(IoRequest* request) noexcept {
  std::lock_guard lock(mutex_);
  return backlog_.Remove(request);
}

IoRequest* UringPort::NextOfBacklog() noexcept {
  std::lock_guard lock(mutex_);
  IoRequest* const request = backlog_.Pop();
  has_backlog_ = !backlog_.Empty();
  return request;
}

void UringPort::StartBacklog() noexcept {
  while (InFlight() < kMaxInFlight && io_uring_sq_space_left(&ring_) > 0) {
    IoRequest* const request = NextOfBacklog();
    if (request == nullptr) return;
    Start(request);
  }
}

// nullptr only while the kernel takes no submissions, because it is short of memory, and when the
// ring has failed.
io_uring_sqe* UringPort::NextEntry() noexcept {
  if (failed_.load(std::memory_order_relaxed)) return nullptr;
  io_uring_sqe* entry = io_uring_get_sqe(&ring_);
  if (entry != nullptr) return entry;
  return Enter(0) ? io_uring_get_sqe(&ring_) : nullptr;
}

// Submits what there is and waits for so many completions. False when the kernel refused; it may
// take the same a moment later.
bool UringPort::Enter(unsigned completions) noexcept {
  const int answer = sys::EnterRing(&ring_, completions);
  if (answer >= 0) {
    refusals_ = 0;
    return true;
  }
  // Nothing is missing: a driver that waits is woken like that, and goes on at once. A kernel that
  // has taken something says so instead.
  if (answer == -EINTR && io_uring_sq_ready(&ring_) == 0) return true;
  const bool may_pass =
      answer == -EAGAIN || answer == -EBUSY || answer == -ENOMEM || answer == -EINTR;
  if (!may_pass || ++refusals_ > kMostRefusals) Fail(-answer);
  return false;
}

// What the kernel has not taken, and never will, since no thread enters it any more, goes to
// threads.
void UringPort::Fail(int error) noexcept {
  failed_.store(true);
  // The descriptor is somebody else's by now.
  if (error == EBADF || error == EOPNOTSUPP) ring_.ring_fd = ring_.enter_ring_fd = -1;
  Fifo<IoRequest> left;
  for (unsigned i = __atomic_load_n(ring_.sq.khead, __ATOMIC_ACQUIRE); i != ring_.sq.sqe_tail;
       ++i) {
    const std::uint64_t tag = ring_.sq.sqes[i & ring_.sq.ring_mask].user_data;
    if ((tag & kTagMask) != 0) continue;
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    left.Push(reinterpret_cast<IoRequest*>(static_cast<std::uintptr_t>(tag)));
  }
  while (IoRequest* const request = NextOfBacklog()) left.Push(request);
  engine_.RingFailed(error);
  while (IoRequest* const request = left.Pop()) blocking_io_.Submit(request);
}

// A descriptor that is used again by now may hit another file's request; that is started again,
// since it does not know itself cancelled. Kernels before 5.19 know no cancelling by descriptor:
// EINVAL.
void UringPort::Cancel(int fd) noexcept {
  io_uring_sqe* entry = NextEntry();
  if (entry == nullptr) return;
  io_uring_prep_cancel_fd(entry, fd, IORING_ASYNC_CANCEL_ALL);
  io_uring_sqe_set_data64(entry, kIgnoredTag);
}

// Another request that has the address by now is started again, as above.
void UringPort::Cancel(const IoRequest* request) noexcept {
  io_uring_sqe* entry = NextEntry();
  if (entry == nullptr) return;
  io_uring_prep_cancel64(entry, reinterpret_cast<std::uintptr_t>(request), 0);
  io_uring_sqe_set_data64(entry, kIgnoredTag);
}

void UringPort::Poll() noexcept {
  if (!failed_.load(std::memory_order_relaxed)) {
    if (has_backlog_) StartBacklog();
    if (io_uring_sq_ready(&ring_) > 0) (void)Enter(0);
  }
  Reap();
}

// With COOP_TASKRUN completions may wait for this thread to enter the kernel, which Reap then does.
bool UringPort::HasArrivals() const noexcept {
  return io_uring_cq_ready(&ring_) > 0 ||
         (__atomic_load_n(ring_.sq.kflags, __ATOMIC_RELAXED) & IORING_SQ_TASKRUN) != 0;
}

void UringPort::Wait() noexcept {
  if (failed_.load(std::memory_order_relaxed)) return WaitWithoutRing();
  // Refused submissions with nothing in flight: no completion would come to start them.
  const bool stuck = has_backlog_ && InFlight() == 0;
  // An interrupted or refused wait is tried again by the driver's loop, after a moment, so that a
  // kernel that is short of something is not asked all the time.
  if (stuck || !ArmWake() || !Enter(1)) std::this_thread::sleep_for(kMoment);
}

// Where the ring has just failed, Wait has returned: the thread that wakes the driver of one that
// has failed before sees so.
void UringPort::WaitWithoutRing() noexcept {
  std::unique_lock lock(mutex_);
  const auto woken = [this] { return wake_; };
  if (InFlight() > 0) {
    // The kernel completes them without a word.
    woken_.wait_for(lock, kLookInterval, woken);
  } else {
    woken_.wait(lock, woken);
  }
  wake_ = false;
}

bool UringPort::ArmWake() noexcept {
  if (wake_armed_ && armed_by_ == std::this_thread::get_id()) return true;
  if (wake_armed_) {
    // The predecessor's: not needed any more, whenever it hears of that.
    io_uring_sqe* stale = NextEntry();
    if (stale == nullptr) return false;
    io_uring_prep_cancel64(stale, armed_ << kTagBits | kWakeTag, 0);
    io_uring_sqe_set_data64(stale, kIgnoredTag);
    wake_armed_ = false;
  }
  io_uring_sqe* entry = NextEntry();
  if (entry == nullptr) return false;
  io_uring_prep_read(entry, wake_fd_, &wake_count_, sizeof wake_count_, 0);
  io_uring_sqe_set_data64(entry, ++armed_ << kTagBits | kWakeTag);
  wake_armed_ = true;
  armed_by_ = std::this_thread::get_id();
  return true;
}

void UringPort::Wake() noexcept {
  if (failed_.load()) {
    std::lock_guard lock(mutex_);
    wake_ = true;
    woken_.notify_one();
    return;
  }
  const std::uint64_t one = 1;
  // Fails only when the counter is full, that is, when a wake-up is long due.
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof one);
}

// Entries are copied and given back before anything is completed: a completion may submit again.
void UringPort::Reap() noexcept {
  constexpr unsigned kBatch = 64;
  io_uring_cqe* entries[kBatch];
  struct {
    std::uint64_t tag;
    int answer;
  } arrived[kBatch];
  for (;;) {
    const unsigned count = io_uring_peek_batch_cqe(&ring_, entries, kBatch);
    for (unsigned i = 0; i < count; ++i) arrived[i] = {entries[i]->user_data, entries[i]->res};
    io_uring_cq_advance(&ring_, count);
    for (unsigned i = 0; i < count; ++i) Arrived(arrived[i].tag, arrived[i].answer);
    if (count < kBatch) return;
  }
}

void UringPort::Arrived(std::uint64_t tag, int answer) noexcept {
  if ((tag & kTagMask) == kIgnoredTag) return;
  if ((tag & kTagMask) == kWakeTag) {
    if (tag >> kTagBits == armed_) wake_armed_ = false;
    return;
  }
  auto* request = reinterpret_cast<IoRequest*>(static_cast<std::uintptr_t>(tag));
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  answer = sys::Completion(answer);
  // Cancelled by mistake, and started again; or cancelled for good, and Start completes it as that.
  // Where it is neither, the file system itself answers so: a thread asks it for the last time.
  if (answer == -ECANCELED || answer == -EINTR) {
    if (request->Cancelled() || request->MayRepeat()) {
      Start(request);
    } else {
      blocking_io_.Submit(request);
    }
    return;
  }
  // What this ring or this file system cannot do asynchronously, a blocking thread can.
  if (answer == -EAGAIN || answer == -EOPNOTSUPP) {
    blocking_io_.Submit(request);
    return;
  }
  HRESULT status = S_OK;
  if (request->Advance(answer, &status)) {
    request->Complete(status);
  } else {
    Start(request);
  }
}

}  // namespace portable
