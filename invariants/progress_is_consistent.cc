#include "invariants/progress_is_consistent.h"

#include <fmt/format.h>

#include <string_view>

namespace invariants {

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
  }
  return std::nullopt;
}

}  // namespace invariants
