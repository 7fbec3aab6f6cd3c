#include "invariants/one_vote_per_term.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> OneVotePerTerm(const Step& step, const Ghost& ghost) {
  if (step.sent.empty() && !BecameLeader(step)) return std::nullopt;
  std::optional<Violation> violation;
  ForEachVote(step, [&](raft::Term term, raft::NodeId candidate) {
    const auto vote = ghost.VoteOf(step.node, term);
    if (!vote || *vote == candidate) return;
    violation = {"one_vote_per_term",
                 fmt::format("node {} voted for {} and for {} in term {}",
                             step.node, *vote, candidate, term)};
  });
  return violation;
}

}  // namespace invariants
