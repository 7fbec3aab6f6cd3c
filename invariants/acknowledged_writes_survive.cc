#include "invariants/acknowledged_writes_survive.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> AcknowledgedWritesSurvive(const Step& step,
                                                   const Ghost& ghost) {
  for (const Answer& answer : step.answered) {
    if (answer.is_read || answer.index <= step.after.commit) continue;
    return Violation{
        "acknowledged_writes_survive",
        fmt::format("node {} acknowledged entry {} to client {} with commit {}",
                    step.node, answer.index, answer.client, step.after.commit)};
  }
  if (!BecameLeader(step) || !ghost.acknowledged || step.log == nullptr) {
    return std::nullopt;
  }
  const Ghost::Acknowledged& write = *ghost.acknowledged;
  if (write.term == 0 || write.answered_in >= step.after.term ||
      write.index + 1 < step.after.first_index) {
    return std::nullopt;
  }
  const auto term = step.log->TermAt(write.index);
  if (term && *term == write.term) return std::nullopt;
  return Violation{
      "acknowledged_writes_survive",
      fmt::format("node {} leads term {} without entry {} of term {}, which a "
                  "client was told of in term {}; it has term {} there (0: "
                  "nothing)",
                  step.node, step.after.term, write.index, write.term,
                  write.answered_in, term.value_or(0))};
}

}  // namespace invariants
