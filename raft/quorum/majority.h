// Decisions of one set of voters by majority (Raft paper §5.2, §5.4.2).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "raft/types.h"

namespace raft {

enum class VoteResult : uint8_t {
  kPending = 1,  // Votes that are still missing decide.
  kLost = 2,     // No outcome of the missing votes can win.
  kWon = 3,
};

// How many of `voters` make a majority: more than half.
constexpr size_t MajorityOf(size_t voters) { return voters / 2 + 1; }

// Returns the largest index acknowledged by a majority of `voters`, or
// kMaxIndex when there are none, so that an empty half of a joint
// configuration decides nothing. `acked(id)` is the index that `id`
// acknowledged, 0 if unknown. It is what a leader may commit, provided the
// entry there is of its own term (Raft paper §5.4.2).
template <typename Acked>
Index CommittedIndex(const IdList& voters, const Acked& acked) {
  if (voters.empty()) return kMaxIndex;
  InlineVector<Index, 7> indexes;
  for (const NodeId id : voters) {
    indexes.push_back(acked(id));
    // Sorted insertion: the lists are short.
    for (size_t i = indexes.size() - 1; i > 0 && indexes[i - 1] > indexes[i];
         --i) {
      std::swap(indexes[i - 1], indexes[i]);
    }
  }
  return indexes[indexes.size() - MajorityOf(indexes.size())];
}

// Returns what the votes decide so far. `vote(id)` is the vote of `id`, or
// nothing while it is missing. No voters: won, by convention, so that an empty
// half of a joint configuration does not stand in the way.
template <typename Votes>
VoteResult ResultOfVotes(const IdList& voters, const Votes& vote) {
  if (voters.empty()) return VoteResult::kWon;
  size_t granted = 0;
  size_t missing = 0;
  for (const NodeId id : voters) {
    const std::optional<bool> answer = vote(id);
    if (!answer.has_value()) {
      ++missing;
    } else if (*answer) {
      ++granted;
    }
  }
  const size_t needed = MajorityOf(voters.size());
  if (granted >= needed) return VoteResult::kWon;
  if (granted + missing >= needed) return VoteResult::kPending;
  return VoteResult::kLost;
}

}  // namespace raft
