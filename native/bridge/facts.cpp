#include "bridge/facts.h"

#include <new>
#include <string>

#include "mfplat/platform.h"
#include "mfplat/quirks.h"

namespace bridge {

namespace {

void Add(std::string& text, const std::string& group, const std::string& name,
         const std::string& value) {
  text += group + "\t" + name + "\t" + value + "\n";
}

void AddQuirk(std::string& text, const char* name, bool documented) {
  Add(text, "quirk", name, documented ? "as documented" : "not as documented");
}

std::string Collect() {
  std::string text;
  for (const mfplat::Fact& fact : mfplat::Facts()) Add(text, fact.group, fact.name, fact.value);
  const mfplat::Quirks& quirks = mfplat::KnownQuirks();
  AddQuirk(text, "BeginWrite of a file completes", quirks.begin_write_completes);
  AddQuirk(text, "serial queues take replies", quirks.takes_replies);
  AddQuirk(text, "queues outlive their threads", quirks.keeps_queues_for_their_threads);
  AddQuirk(text, "MFCancelCreateFile is truthful", quirks.cancels_opens_truthfully);
  AddQuirk(text, "threads end without a lock", quirks.runs_thread_ends_unlocked);
  AddQuirk(text, "cancelled items let go", quirks.releases_cancelled_items);
  return text;
}

}  // namespace

const char* facts() noexcept try {
  // Never destroyed: other threads may read it while the process ends.
  static const std::string* const text = new std::string(Collect());
  return text->c_str();
} catch (const std::bad_alloc&) {
  return "";
}

}  // namespace bridge
