#include "invariants/commits_what_it_may.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace invariants {

namespace {

// The largest index that more than half of the voters acknowledged.
raft::Index Acknowledged(std::span<const raft::NodeId> voters,
                         std::span<const PeerView> peers) {
  raft::Index best = 0;
  const auto match_of = [&](raft::NodeId id) {
    for (const PeerView& peer : peers) {
      if (peer.id == id) return peer.match;
    }
    return raft::Index{0};
  };
  for (const raft::NodeId candidate : voters) {
    const raft::Index match = match_of(candidate);
    size_t have = 0;
    for (const raft::NodeId id : voters) have += match_of(id) >= match ? 1 : 0;
    if (have > voters.size() / 2) best = std::max(best, match);
  }
  return best;
}

}  // namespace

std::optional<Violation> CommitsWhatItMay(const Step& step,
                                          const Ghost& /*ghost*/) {
  if (step.peers.empty() || step.log == nullptr) return std::nullopt;
  raft::Index may = Acknowledged(step.voters, step.peers);
  if (!step.voters_outgoing.empty()) {
    may = std::min(may, Acknowledged(step.voters_outgoing, step.peers));
  }
  if (may <= step.after.commit || step.log->TermAt(may) != step.after.term) {
    return std::nullopt;
  }
  return Violation{
      "commits_what_it_may",
      fmt::format("leader {} of term {} knows that a quorum has "
                  "entry {}, and has committed only {}",
                  step.node, step.after.term, may, step.after.commit)};
}

}  // namespace invariants
