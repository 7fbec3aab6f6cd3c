#include "invariants/leases_rest_on_promises.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {
namespace {

// True for the leader itself, and for who keeps to its lease.
bool Promises(raft::NodeId id, const Step& step) {
  return id == step.node || std::any_of(step.peers.begin(), step.peers.end(),
                                        [id](const PeerView& peer) {
                                          return peer.id == id && peer.promises;
                                        });
}

}  // namespace

std::optional<Violation> LeasesRestOnPromises(const Step& step,
                                              const Ghost& /*ghost*/) {
  if (!step.holds_lease) return std::nullopt;
  for (const auto voters : {step.voters, step.voters_outgoing}) {
    size_t promised = 0;
    for (const raft::NodeId id : voters) promised += Promises(id, step) ? 1 : 0;
    if (voters.empty() || promised > voters.size() / 2) continue;
    return Violation{
        "leases_rest_on_promises",
        fmt::format("leader {} of term {} holds a lease, and {} of {} voters "
                    "keep to it",
                    step.node, step.after.term, promised, voters.size())};
  }
  return std::nullopt;
}

}  // namespace invariants
