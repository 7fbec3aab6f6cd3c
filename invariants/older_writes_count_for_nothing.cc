#include "invariants/older_writes_count_for_nothing.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> OlderWritesCountForNothing(const Step& step,
                                                    const Ghost& /*ghost*/) {
  if (!step.heard_write || *step.heard_write >= step.after.term ||
      !step.trusts_more) {
    return std::nullopt;
  }
  return Violation{
      "older_writes_count_for_nothing",
      fmt::format("node {} of term {} heard of a write of term {}, and takes "
                  "more of its log for durable than before",
                  step.node, step.after.term, *step.heard_write)};
}

}  // namespace invariants
