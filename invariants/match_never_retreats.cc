#include "invariants/match_never_retreats.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> MatchNeverRetreats(const Step& step,
                                            const Ghost& /*ghost*/) {
  for (const PeerView& before : step.peers_before) {
    for (const PeerView& after : step.peers) {
      if (after.id != before.id || after.match >= before.match) continue;
      return Violation{
          "match_never_retreats",
          fmt::format("leader {} took back the match of node {} "
                      "from {} to {}",
                      step.node, after.id, before.match, after.match)};
    }
  }
  return std::nullopt;
}

}  // namespace invariants
