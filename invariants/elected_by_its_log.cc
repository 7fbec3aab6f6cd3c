#include "invariants/elected_by_its_log.h"

#include <fmt/format.h>

#include <utility>

namespace invariants {
namespace {

// True for the leader itself, for who has no more in its log, and for who may
// have got more since it voted.
bool IsBehind(raft::NodeId id, const Step& step) {
  if (id == step.node) return true;
  for (const PeerView& peer : step.peers) {
    if (peer.id != id) continue;
    return peer.term > step.after.term ||
           std::pair(peer.last.term, peer.last.index) <=
               std::pair(step.last_before.term, step.last_before.index);
  }
  return true;  // Nothing is known of it.
}

}  // namespace

std::optional<Violation> ElectedByItsLog(const Step& step,
                                         const Ghost& /*ghost*/) {
  // A change that was applied after it won: it won by the voters of before.
  if (!BecameLeader(step) || AppliesChange(step)) return std::nullopt;
  for (const auto voters : {step.voters, step.voters_outgoing}) {
    size_t behind = 0;
    for (const raft::NodeId id : voters) behind += IsBehind(id, step) ? 1 : 0;
    if (voters.empty() || behind > voters.size() / 2) continue;
    return Violation{
        "elected_by_its_log",
        fmt::format("node {} was elected in term {} with a log that ends with "
                    "entry {} of term {}: {} of {} voters have more",
                    step.node, step.after.term, step.last_before.index,
                    step.last_before.term, voters.size() - behind,
                    voters.size())};
  }
  return std::nullopt;
}

}  // namespace invariants
