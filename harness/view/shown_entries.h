// ShownEntries: entries and calls in short words, each entry once.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "harness/view/frames.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"
#include "raft/types.h"

namespace harness {

// `put k0=v1.2`, `read k0` and the like.
std::string DescribeCommand(const kv::Command& command);
// What a client was told.
std::string DescribeOutcome(const kv::Command& command,
                            const kv::Outcome& outcome);

// Fills a pool of entries.
class ShownEntries {
 public:
  // REQUIRES: the pool outlives this.
  explicit ShownEntries(std::vector<ShownEntry>& pool) : pool_(pool) {}

  // Returns the position of the entry in the pool; equal entries have one.
  size_t PositionOf(const raft::Entry& entry);

 private:
  using Key = std::tuple<raft::Index, raft::Term, raft::EntryType, std::string>;

  std::vector<ShownEntry>& pool_;
  std::map<Key, size_t> positions_;
};

}  // namespace harness
