// Ghost: what the invariants must remember of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "invariants/view.h"
#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace invariants {

// A value that holds only what can change a future verdict. Checks read it;
// after all checks of a step passed, Remember brings it up to date.
struct Ghost {
  struct Leader {
    raft::Term term = 0;
    raft::NodeId node = raft::kNone;
    friend bool operator==(const Leader&, const Leader&) = default;
  };
  // An entry that was seen in some log.
  struct Seen {
    raft::Index index = 0;
    raft::Term term = 0;
    uint64_t content = 0;          // Hash of type and data.
    raft::Term previous_term = 0;  // Of the entry before it.
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  struct Committed {
    raft::Term term = 0;          // Of the entry; 0: covered by a snapshot.
    raft::Term committed_in = 0;  // Term of the node that committed it first.
    friend bool operator==(const Committed&, const Committed&) = default;
  };
  struct Applied {
    raft::Term term = 0;
    uint64_t content = 0;  // Hash of type and data; 0: nobody applied it yet.
    uint64_t state = 0;    // Of the state machine after it; 0: not known.
    friend bool operator==(const Applied&, const Applied&) = default;
  };
  struct Vote {
    raft::NodeId node = raft::kNone;
    raft::Term term = 0;
    raft::NodeId candidate = raft::kNone;
    friend bool operator==(const Vote&, const Vote&) = default;
  };
  // That a node gave time to one with a longer log (see AsksForTime), in
  // `term`, its last one in which it did.
  struct GaveTime {
    raft::NodeId node = raft::kNone;
    raft::Term term = 0;
    friend bool operator==(const GaveTime&, const GaveTime&) = default;
  };
  // Who the members were from `index` on, until the next change.
  struct Membership {
    raft::Index index = 0;
    uint64_t content = 0;
    friend bool operator==(const Membership&, const Membership&) = default;
  };
  struct OpenRead {
    uint64_t client = 0;
    uint64_t sequence = 0;
    raft::Index floor = 0;  // What the answer must have seen.
    friend bool operator==(const OpenRead&, const OpenRead&) = default;
  };
  struct Acknowledged {
    raft::Index index = 0;
    raft::Term term = 0;         // Of the entry.
    raft::Term answered_in = 0;  // Term of the node that answered.
    friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
  };

  std::vector<Leader> leaders;  // In the order of terms.
  // In the order of index and term. Of a committed index only the entry that
  // was committed is kept.
  std::vector<Seen> seen;
  std::vector<Committed> committed;     // By index.
  std::vector<Applied> applied;         // By index.
  std::vector<Membership> memberships;  // In the order of indexes.
  // In the order of node and term. A vote below the promised term is gone:
  // TermNeverRetreats keeps its node from giving another one.
  std::vector<Vote> votes;
  // By node: the highest term that it told others as its own, durable one.
  std::vector<raft::Term> promised;
  std::vector<GaveTime> gave_time;  // In the order of nodes.
  std::vector<OpenRead> reads;               // In the order of their beginning.
  std::optional<Acknowledged> acknowledged;  // The highest write.
  raft::Index freshest = 0;  // The highest index that any answer rested on.
  // Whom leaders told to campaign, in which of their terms; sorted by term and
  // node.
  std::vector<Leader> asked;

  std::optional<raft::NodeId> LeaderOf(raft::Term term) const;
  std::optional<raft::NodeId> VoteOf(raft::NodeId node, raft::Term term) const;
  // True if the node gave time in `term`.
  bool GaveTimeIn(raft::NodeId node, raft::Term term) const;
  bool HasAsked(raft::Term term, raft::NodeId candidate) const;
  const Seen* Find(raft::Index index, raft::Term term) const;
  raft::Index last_committed() const {
    return committed.empty() ? 0 : committed.size() - 1;
  }
  // What was seen at the last index at or before `index`; null if nothing was.
  const Membership* MembershipAt(raft::Index index) const;
  raft::Term PromiseOf(raft::NodeId node) const {
    return node < promised.size() ? promised[node] : 0;
  }

  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const Ghost&, const Ghost&) = default;
};

// A hash of an entry's type and data. Never 0.
uint64_t ContentOf(const raft::Entry& entry);

// The same of a membership.
uint64_t ContentOf(const raft::ConfState& members);

// True if the step applied a membership change.
bool AppliesChange(const Step& step);

// From where on the step's membership is known: the last change that it
// applied, or else the snapshot that the state began with.
raft::Index MembershipIndex(const Step& step);

// True if the step made its node leader of its term.
bool BecameLeader(const Step& step);

// True if the message tells others a term that its sender made durable before.
// (A granted pre-vote names a term that nobody has reached.)
inline bool PromisesTerm(const raft::Message& message) {
  return message.type == raft::MessageType::kAppResp ||
         message.type == raft::MessageType::kVoteResp;
}

// True if the step's node, which knows no leader, was asked for a vote or a
// pre-vote by one whom it does not ask and whose log is longer.
bool AsksForTime(const Step& step);

// Calls `each(term, candidate)` for every vote of the step's node that counts:
// those that it told others, and its own when it won with it.
template <typename Each>
void ForEachVote(const Step& step, const Each& each) {
  for (const raft::Message& message : step.sent) {
    if (message.type == raft::MessageType::kVoteResp && !message.reject) {
      each(message.term, message.to);
    }
  }
  if (BecameLeader(step)) each(step.after.term, step.node);
}

// The term of the entry before the `position`th appended one, if it is known.
std::optional<raft::Term> PreviousTerm(const Step& step, size_t position);

// The context of a vote request of who was told to campaign by its leader.
inline constexpr std::string_view kTransferContext = "CampaignTransfer";

void Remember(const Step& step, Ghost& ghost);

}  // namespace invariants
