// Any voters, votes and acknowledgements: decisions are what the definitions
// say, counted one by one, for one majority and for two.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "raft/quorum/joint.h"
#include "raft/quorum/majority.h"
#include "raft/types.h"

namespace raft {
namespace {

constexpr NodeId kIds = 9;

struct Case {
  JointVoters voters;
  std::optional<bool> votes[kIds + 1];
  Index acked[kIds + 1] = {};
};

void Require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "quorum_fuzz: {}\n", what);
  std::abort();
}

Case CaseOf(const uint8_t* data, size_t size) {
  const auto byte = [&](size_t at) -> uint64_t {
    return at < size ? data[at] : 0;
  };
  Case result;
  const uint64_t incoming = byte(0) | byte(1) << 8;
  const uint64_t outgoing = byte(2) | byte(3) << 8;
  for (NodeId id = 1; id <= kIds; ++id) {
    if ((incoming >> (id - 1) & 1) != 0) {
      result.voters.incoming.push_back(id);
    }
    if ((outgoing >> (id - 1) & 1) != 0) {
      result.voters.outgoing.push_back(id);
    }
    const uint64_t drawn = byte(3 + id);
    if (drawn % 3 != 0) result.votes[id] = drawn % 3 == 1;
    // Few numbers, so that ties are common, and the largest ones.
    const uint64_t index = drawn / 3;
    result.acked[id] = index < 80 ? index % 8 : kMaxIndex - (index - 80);
  }
  return result;
}

template <typename Counts>
size_t Count(const IdList& voters, const Counts& counts) {
  size_t count = 0;
  for (const NodeId id : voters) count += counts(id) ? 1 : 0;
  return count;
}

bool Acknowledged(const IdList& voters, const Case& now, Index index) {
  const size_t count =
      Count(voters, [&](NodeId id) { return now.acked[id] >= index; });
  return voters.empty() || 2 * count > voters.size();
}

// The largest index that a majority of each half has: tried one by one.
Index NaiveCommitted(const JointVoters& voters, const Case& now) {
  if (voters.incoming.empty() && voters.outgoing.empty()) return kMaxIndex;
  Index best = 0;
  for (const Index index : now.acked) {
    if (Acknowledged(voters.incoming, now, index) &&
        Acknowledged(voters.outgoing, now, index) && index > best) {
      best = index;
    }
  }
  return best;
}

// What would be decided if all missing votes were `missing`.
bool WinsWith(const IdList& voters, const Case& now, bool missing) {
  const size_t granted =
      Count(voters, [&](NodeId id) { return now.votes[id].value_or(missing); });
  return voters.empty() || 2 * granted > voters.size();
}

VoteResult NaiveResult(const JointVoters& voters, const Case& now) {
  const auto wins = [&](bool missing) {
    return WinsWith(voters.incoming, now, missing) &&
           WinsWith(voters.outgoing, now, missing);
  };
  if (wins(false)) return VoteResult::kWon;
  return wins(true) ? VoteResult::kPending : VoteResult::kLost;
}

void Check(const JointVoters& voters, const Case& now) {
  const auto acked = [&](NodeId id) { return now.acked[id]; };
  const auto vote = [&](NodeId id) { return now.votes[id]; };
  Require(CommittedIndex(voters, acked) == NaiveCommitted(voters, now),
          "another index is committed");
  Require(ResultOfVotes(voters, vote) == NaiveResult(voters, now),
          "the votes decide otherwise");
  for (NodeId id = 0; id <= kIds + 1; ++id) {
    const auto in = [id](const IdList& ids) {
      return Count(ids, [id](NodeId other) { return other == id; }) != 0;
    };
    Require(voters.Contains(id) == (in(voters.incoming) || in(voters.outgoing)),
            "Contains is wrong");
    Require(in(voters.All()) == voters.Contains(id), "All is wrong");
  }
}

}  // namespace
}  // namespace raft

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const raft::Case now = raft::CaseOf(data, size);
  raft::Check(now.voters, now);
  raft::Check({now.voters.incoming, {}}, now);
  raft::Check({{}, now.voters.outgoing}, now);
  return 0;
}
