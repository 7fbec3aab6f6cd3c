#include "invariants/match_is_acknowledged.h"

#include <fmt/format.h>

#include <algorithm>

#include "invariants/remember.h"

namespace invariants {

std::optional<Violation> MatchIsAcknowledged(const Step& step,
                                             const Ghost& /*ghost*/) {
  for (const PeerView& peer : step.peers) {
    if (peer.id == step.node) continue;
    raft::Index known = 0;
    for (const PeerView& before : step.peers_before) {
      if (before.id == peer.id) known = before.match;
    }
    const raft::Index told = AcknowledgedIn(step, peer.id).value_or(0);
    // More than its own log a leader has no use for.
    const raft::Index least = std::min(told, step.after.last_index);
    if (peer.match <= std::max(known, told) && peer.match >= least) continue;
    return Violation{
        "match_is_acknowledged",
        fmt::format("leader {} of term {} counts on node {} for entries up to "
                    "{}; it did so up to {}, and hears of {}",
                    step.node, step.after.term, peer.id, peer.match, known,
                    told)};
  }
  return std::nullopt;
}

}  // namespace invariants
