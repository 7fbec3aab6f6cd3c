#include "invariants/log_matching.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LogMatching(const Step& step, const Ghost& ghost) {
  for (size_t i = 0; i < step.appended.size(); ++i) {
    const raft::Entry& entry = step.appended[i];
    const Ghost::Seen* seen = ghost.Find(entry.index, entry.term);
    if (seen == nullptr) continue;
    if (seen->content != ContentOf(entry)) {
      return Violation{"log_matching",
                       fmt::format("node {} has another entry at index {} and "
                                   "term {} than was seen before",
                                   step.node, entry.index, entry.term)};
    }
    const auto previous = PreviousTerm(step, i);
    if (previous && *previous != seen->previous_term) {
      return Violation{
          "log_matching",
          fmt::format("node {} has an entry of index {} and term {} after one "
                      "of term {}, where term {} was seen before",
                      step.node, entry.index, entry.term, *previous,
                      seen->previous_term)};
    }
  }
  return std::nullopt;
}

}  // namespace invariants
