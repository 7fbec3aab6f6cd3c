// Entries and snapshots for tests, and what became of a call.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/types.h"

namespace raft {

// Entries without data that have these terms, the first one at `first`.
inline std::vector<Entry> EntriesOf(Index first,
                                    const std::vector<Term>& terms) {
  std::vector<Entry> entries;
  for (const Term term : terms) {
    Entry entry;
    entry.index = first + entries.size();
    entry.term = term;
    entries.push_back(entry);
  }
  return entries;
}

inline SnapshotPtr SnapshotOf(Index index, Term term, IdList voters = {}) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->index = index;
  snapshot->term = term;
  snapshot->conf_state.voters = std::move(voters);
  return snapshot;
}

// The error of a Result; nothing if it has a value.
template <typename T>
std::optional<ErrorCode> CodeOf(const Result<T>& result) {
  if (result.has_value()) return std::nullopt;
  return result.error().code;
}

// The text with which `call()` panics.
template <typename Call>
std::string PanicOf(const Call& call) {
  try {
    call();
  } catch (const Panic& panic) {
    return panic.what();
  }
  return "no panic";
}

}  // namespace raft
