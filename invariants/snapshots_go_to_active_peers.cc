#include "invariants/snapshots_go_to_active_peers.h"

#include <fmt/format.h>

#include "invariants/remember.h"

namespace invariants {

std::optional<Violation> SnapshotsGoToActivePeers(const Step& step,
                                                  const Ghost& /*ghost*/) {
  for (const PeerView& peer : step.peers) {
    if (!peer.awaits_snapshot) continue;
    for (const PeerView& before : step.peers_before) {
      if (before.id != peer.id || before.awaits_snapshot ||
          (HeardBy(step) >> (peer.id & 63) & 1) != 0) {
        continue;
      }
      return Violation{
          "snapshots_go_to_active_peers",
          fmt::format("leader {} has sent node {} a snapshot, though it has "
                      "not heard from it",
                      step.node, peer.id)};
    }
  }
  return std::nullopt;
}

}  // namespace invariants
