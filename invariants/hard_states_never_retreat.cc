#include "invariants/hard_states_never_retreat.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace invariants {
namespace {

Violation Fall(std::string evidence) {
  return {"hard_states_never_retreat", std::move(evidence)};
}

}  // namespace

std::optional<Violation> HardStatesNeverRetreat(const Step& step,
                                                const Ghost& /*ghost*/) {
  const raft::HardState& before = step.hard_state_before;
  const raft::HardState& after = step.hard_state;
  if (after == before) return std::nullopt;
  if (after.term < before.term) {
    return Fall(fmt::format("the disk of node {} goes from term {} to {}",
                            step.node, before.term, after.term));
  }
  if (after.commit < before.commit) {
    return Fall(fmt::format("the disk of node {} goes from commit {} to {}",
                            step.node, before.commit, after.commit));
  }
  if (after.commit > step.durable.last_index) {
    return Fall(
        fmt::format("the disk of node {} has commit {}, and a log that "
                    "ends at {}",
                    step.node, after.commit, step.durable.last_index));
  }
  return std::nullopt;
}

}  // namespace invariants
