#include "invariants/reads_are_fresh.h"

#include <fmt/format.h>

#include <algorithm>

namespace invariants {
namespace {

// What had been answered when the read began, be it in this step; nothing of a
// read that was given up.
std::optional<raft::Index> FloorOf(const Answer& answer, const Step& step,
                                   const Ghost& ghost) {
  const auto is_it = [&](const auto& read) {
    return read.client == answer.client && read.sequence == answer.sequence;
  };
  if (std::ranges::any_of(step.began, is_it)) return ghost.freshest;
  const auto read = std::ranges::find_if(ghost.reads, is_it);
  if (read == ghost.reads.end()) return std::nullopt;
  return read->floor;
}

}  // namespace

std::optional<Violation> ReadsAreFresh(const Step& step, const Ghost& ghost) {
  for (const Answer& answer : step.answered) {
    if (!answer.is_read) continue;
    const auto floor = FloorOf(answer, step, ghost);
    if (!floor || answer.index >= *floor) continue;
    return Violation{
        "reads_are_fresh",
        fmt::format("node {} answered read {} of client {} from index {}, but "
                    "index {} was answered before it began",
                    step.node, answer.sequence, answer.client, answer.index,
                    *floor)};
  }
  return std::nullopt;
}

}  // namespace invariants
