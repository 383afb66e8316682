// What the seam offers beside Media Foundation's own functions: whether there is a platform at all,
// how to name it to a person, the end of a thread, and its sleep.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "com/base_types.h"

namespace mfplat {

// Makes the functions of mfplat.h callable; idempotent, from any thread. When it fails, `cause`
// says why in one sentence, and every function of mfplat.h answers E_NOTIMPL.
[[nodiscard]] HRESULT Load(std::string* cause);

struct Description {
  std::string implementation;  // as Implementation() of mfplat/quirks.h
  std::string engine;          // "uring", "threads" or "mfplat"
  std::string reason;          // why this engine, in one sentence
  std::string uring;           // "available", "not available: ...", "not applicable"
};

// What is in use. In the portable engine this probes the kernel unless the platform is already
// started.
Description Describe();

// What a reader of a report must know of a system that is not at hand; each text is one line.
struct Fact {
  std::string group;  // "system", "mfplat.dll" or "export"
  std::string name;
  std::string value;
};

// For reports of faults; also where Load has failed. Nothing in it names a user or a user's folder.
std::vector<Fact> Facts();

// Forces the I/O engine of the portable platform from its next start: "uring", "threads", or "" for
// the probe's choice. E_INVALIDARG for other names, E_NOTIMPL where there is nothing to choose.
[[nodiscard]] HRESULT ForceEngine(const std::string& name);

// Whether the code behind this stream is the platform's own, and not that of somebody who has
// implemented IMFByteStream.
bool IsPlatformStream(IMFByteStream* stream) noexcept;

// A new file with these bytes in the system's folder for temporary files, as MFCreateFile takes its
// name; empty when there can be none. The caller deletes it by RemoveScratchFile.
std::basic_string<WCHAR> MakeScratchFile(const void* bytes, std::size_t size);
void RemoveScratchFile(const std::basic_string<WCHAR>& name) noexcept;

// Keeps threads of normal priority from taking this thread's processor until GivePlace, where that
// can be asked for. The answer is what GivePlace needs.
int KeepPlace() noexcept;
void GivePlace(int before) noexcept;

// Whether relative paths start at this folder, so that they need not be made absolute. Always false
// on Windows, where an absolute path is as good.
bool IsWorkingDirectory(LPCWSTR path) noexcept;

// The command line of this process as it was typed, where the system keeps it as text and Java has
// it only in an encoding that may lack some of it: Windows. Else "".
const WCHAR* CommandLine() noexcept;

// Whether the threads of work queues are this library's own: no other callbacks run there, not
// even those of another copy of this library, and they end with the platform.
bool QueueThreadsAreOurs() noexcept;

// Asks the system for huge pages behind this memory, whose content stays; best effort.
void AdviseHugePages(void* memory, std::size_t size) noexcept;

// Runs `handler` on the calling thread when that thread ends, with no lock of the system held; at
// most one handler in a process. Linux: a pthread key's destructor. Windows: an FLS callback, which
// does not run under the loader lock. Nothing is called once the process is ending. False where
// that can't be had: without a free key or slot, and where Quirks::runs_thread_ends_unlocked says
// no.
[[nodiscard]] bool CallAtThreadExit(void (*handler)() noexcept) noexcept;

// Takes the handler back: what threads have set is never called. No thread that has asked for it
// may end meanwhile.
void ForgetThreadExits() noexcept;

// Keeps this library's code loaded for as long as the process lives, whatever unloads it.
void KeepLibrary() noexcept;

// Waits until a WakeOne after the word has changed, at most this long; returns at once when it is
// not `value`, and may return too early. Linux: a futex. Windows: WaitOnAddress, since the C++
// library's mutexes and conditions go through kernel objects there.
void WaitWhile(const std::atomic<std::uint32_t>& word, std::uint32_t value,
               std::chrono::milliseconds limit) noexcept;
void WakeOne(std::atomic<std::uint32_t>& word) noexcept;

}  // namespace mfplat
