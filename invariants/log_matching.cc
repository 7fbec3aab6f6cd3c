#include "invariants/log_matching.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LogMatching(const Step& step, const Ghost& ghost) {
  for (size_t i = 0; i < step.appended.size(); ++i) {
    const raft::Entry& entry = step.appended[i];
    const Ghost::Seen* seen = ghost.Find(entry.index, entry.term);
    if (seen == nullptr) continue;
    const uint64_t content = ContentOf(entry);
    if (seen->content != content) {
      return Violation{
          "log_matching",
          fmt::format("node {} has an entry of index {} and term {} with "
                      "content {:016x}, where {:016x} was seen before",
                      step.node, entry.index, entry.term, content,
                      seen->content)};
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
