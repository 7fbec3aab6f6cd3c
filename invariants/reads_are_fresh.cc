#include "invariants/reads_are_fresh.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> ReadsAreFresh(const Step& step, const Ghost& ghost) {
  for (const Answer& answer : step.answered) {
    if (!answer.is_read) continue;
    for (const Ghost::OpenRead& read : ghost.reads) {
      if (read.client != answer.client || read.sequence != answer.sequence ||
          answer.index >= read.floor) {
        continue;
      }
      return Violation{
          "reads_are_fresh",
          fmt::format(
              "node {} answered read {} of client {} from index {}, but "
              "index {} was answered before it began",
              step.node, read.sequence, read.client, answer.index, read.floor)};
    }
  }
  return std::nullopt;
}

}  // namespace invariants
