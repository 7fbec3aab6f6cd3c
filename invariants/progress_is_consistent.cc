#include "invariants/progress_is_consistent.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace invariants {

namespace {

// True if its leader knows the peer since this step.
bool IsNew(const Step& step, const PeerView& peer) {
  return !step.peers_before.empty() &&
         std::none_of(
             step.peers_before.begin(), step.peers_before.end(),
             [&](const PeerView& before) { return before.id == peer.id; });
}

}  // namespace

std::optional<Violation> ProgressIsConsistent(const Step& step,
                                              const Ghost& /*ghost*/) {
  for (const PeerView& peer : step.peers) {
    const auto fall = [&](std::string_view what) {
      return Violation{
          "progress_is_consistent",
          fmt::format("leader {} has for node {} match {}, next {} and {} "
                      "appends of {} bytes in flight: {}",
                      step.node, peer.id, peer.match, peer.next, peer.inflight,
                      peer.inflight_bytes, what)};
    };
    if (peer.match >= peer.next) return fall("match is not below next");
    if (peer.next > step.after.last_index + 1) {
      return fall("next is beyond the log");
    }
    if (peer.inflight == 0 && peer.inflight_bytes != 0) {
      return fall("no append has bytes");
    }
    if (!peer.replicates && peer.inflight != 0) {
      return fall("only a peer that replicates has appends in flight");
    }
    if (peer.awaits_snapshot && peer.match + 1 >= step.after.first_index) {
      return fall("it awaits a snapshot that it does not need");
    }
    if (!peer.active && IsNew(step, peer)) {
      return fall("a new peer counts as silent");
    }
  }
  return std::nullopt;
}

}  // namespace invariants
