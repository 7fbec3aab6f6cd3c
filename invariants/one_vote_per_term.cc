#include "invariants/one_vote_per_term.h"

#include <fmt/format.h>

namespace invariants {
namespace {

// What a disk forgets now could be given to another candidate later.
std::optional<Violation> KeepsItsVote(const Step& step) {
  const raft::HardState& before = step.hard_state_before;
  const raft::HardState& after = step.hard_state;
  if (after.term != before.term || before.vote == raft::kNone ||
      after.vote == before.vote) {
    return std::nullopt;
  }
  return Violation{
      "one_vote_per_term",
      fmt::format("the disk of node {} had a vote for {} in term "
                  "{}, and has one for {}",
                  step.node, before.vote, before.term, after.vote)};
}

}  // namespace

std::optional<Violation> OneVotePerTerm(const Step& step, const Ghost& ghost) {
  if (auto violation = KeepsItsVote(step)) return violation;
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
