#include "harness/world/output.h"

#include <algorithm>

namespace harness {

void Output::Clear() {
  sent.clear();
  applied.clear();
  outcomes.clear();
  proposed.clear();
  asked_changes.clear();
  failed_changes.clear();
  reads.clear();
  installed = nullptr;
  written_from = 0;
  heard_write.reset();
  skipped_bytes = 0;
  panic.clear();
  impossible.clear();
  events = 0;
  halted = false;
  took_effect = false;
}

void Output::NoteProposed(const raft::EntryList& entries) {
  const bool changes =
      std::any_of(entries.begin(), entries.end(), [](const raft::Entry& entry) {
        return entry.type != raft::EntryType::kNormal;
      });
  if (changes) proposed = entries;
}

void Output::NoteHeard(std::span<const raft::Message> answers) {
  for (const raft::Message& answer : answers) {
    const bool of_entries =
        answer.type == raft::MessageType::kStorageAppendResp &&
        answer.index != 0;
    if (of_entries) heard_write = answer.term;
  }
}

}  // namespace harness
