// The one place for what differs between the platforms behind the seam. Each field is a question
// about the platform, and its default is what Media Foundation's documentation says. Where an
// answer can be had by trying, it is tried (bridge/position_probe.h); here are the others, each
// with the reason why it is not tried in a user's process.
#pragma once

#include <string>

#include "com/base_types.h"

namespace mfplat {

struct Quirks {
  // Does IMFByteStream::BeginWrite of a file complete? Not tried: on a platform where it does not,
  // the attempt takes a thread of the process away, and that of the queue STANDARD perhaps.
  // Seen: Wine 8.0 stops STANDARD. Wine 10.0 loses a thread of its I/O queue with each write, and
  // reads nothing any more after four.
  bool begin_write_completes = true;

  // Can a callback in reply mode be put on a serial queue? Not tried: a serial queue that waits for
  // a reply which the platform does not take is lost, with all that is on it.
  // Seen: Wine 8.0 answers the reply with MF_E_INVALID_WORKQUEUE.
  bool takes_replies = true;

  // May MFUnlockWorkQueue be called as soon as a queue's last callback has returned? Not tried:
  // where it may not, it frees the queue while a thread still looks for the next item, and that
  // thread crashes. Seen: Wine 8.0 crashes.
  bool keeps_queues_for_their_threads = true;

  // Is what MFCancelCreateFile says true? Not tried: only a success that is a lie would tell, and
  // an open that is over before it can be cancelled tells nothing. Seen: Wine 8.0 says S_OK, and
  // the file is opened all the same.
  bool cancels_opens_truthfully = true;

  // May a thread be detached from a JVM in a callback of fiber-local storage? Not tried: where it
  // may not, the callback runs under a lock that every new thread takes under the loader lock. A
  // handler that waits there for the JVM, while the JVM waits for the loader lock, stops the
  // process. Seen: Wine 8.0 and Wine 10.0 stand still.
  bool runs_thread_ends_unlocked = true;

  // Do scheduled and waiting items that were cancelled, and periodic callbacks that were removed,
  // let their callback go? Not tried: what keeps them also keeps the platform up after MFShutdown.
  // Seen: Wine 8.0 keeps them, Wine 10.0 gives them back.
  bool releases_cancelled_items = true;

  // Do the platform's own file streams say of themselves that they take their position at Begin, by
  // mfplat::PositionalStream? Those of mfplat.dll cannot; so theirs is found out by trying.
  bool streams_have_positions = false;
};

// The answers for the platform in use; the same for the life of the process. It must be loaded.
const Quirks& KnownQuirks() noexcept;

// Whose Media Foundation this is, for people: "mfplat.dll (Windows)", "mfplat.dll (Wine 8.0)",
// "mfplat4j portable engine".
std::string Implementation();

}  // namespace mfplat
