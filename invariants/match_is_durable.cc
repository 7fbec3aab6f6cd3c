#include "invariants/match_is_durable.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {

std::optional<Violation> MatchIsDurable(const Step& step,
                                        const Ghost& /*ghost*/) {
  for (const PeerView& peer : step.peers) {
    // What it has itself a leader may count before it is durable, as long as
    // it commits nothing but entries of its own term. A peer that has gone on
    // to another term may have lost what it acknowledged in this one; a crash
    // may leave it that term's entries and not the term.
    const raft::Term gone_on =
        std::max(peer.durable.term, peer.durable.last_term);
    if (peer.id == step.node || gone_on > step.after.term) continue;
    if (peer.match <= peer.durable.last_index) continue;
    return Violation{
        "match_is_durable",
        fmt::format("leader {} of term {} counts on node {} for entries up to "
                    "{}, where only {} are durable",
                    step.node, step.after.term, peer.id, peer.match,
                    peer.durable.last_index)};
  }
  return std::nullopt;
}

}  // namespace invariants
