#include "invariants/stable_is_durable.h"

#include <fmt/format.h>

#include <string_view>

namespace invariants {

std::optional<Violation> StableIsDurable(const Step& step,
                                         const Ghost& /*ghost*/) {
  if (step.log == nullptr || step.unstable_from == 0) return std::nullopt;
  // No snapshot waits to be written; one that did before is there.
  if (step.accepted_before > step.durable.snapshot_index) {
    return Violation{
        "stable_is_durable",
        fmt::format("node {} takes a snapshot of {} for durable, and its disk "
                    "has one of {}",
                    step.node, step.accepted_before,
                    step.durable.snapshot_index)};
  }
  const raft::Index stable = step.unstable_from - 1;
  const auto fall = [&](std::string_view what) {
    return Violation{
        "stable_is_durable",
        fmt::format("node {} takes its log for durable up to {} of {}, but {}",
                    step.node, stable, step.after.last_index, what)};
  };
  if (step.idle && stable < step.after.last_index) {
    return fall("nothing is left to write");
  }
  if (step.durable.last_index < stable) {
    return fall(fmt::format("its disk ends at {}", step.durable.last_index));
  }
  const auto term = step.log->TermAt(stable);
  if (!term || !step.stable_term || *term == *step.stable_term) {
    return std::nullopt;
  }
  return fall(
      fmt::format("the disk has an entry of term {} there, the log one "
                  "of term {}",
                  *step.stable_term, *term));
}

}  // namespace invariants
