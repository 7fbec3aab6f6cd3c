#include "invariants/transfers_end.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> TransfersEnd(const Step& step,
                                      const Ghost& /*ghost*/) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (before.transferee == raft::kNone ||
      before.transferee != after.transferee || before.term != after.term) {
    return std::nullopt;
  }
  const uint64_t ticks = step.memory->timer + step.ticks;
  if (ticks >= step.election_tick) {
    return Violation{
        "transfers_end",
        fmt::format("leader {} still hands over to {} after {} ticks",
                    step.node, after.transferee, ticks)};
  }
  if (after.election_elapsed >= before.election_elapsed) return std::nullopt;
  return Violation{
      "transfers_end",
      fmt::format("leader {} gives its transfer to {} more time: its timer "
                  "goes from {} to {}",
                  step.node, after.transferee, before.election_elapsed,
                  after.election_elapsed)};
}

}  // namespace invariants
