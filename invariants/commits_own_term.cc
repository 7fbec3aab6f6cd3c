#include "invariants/commits_own_term.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> CommitsOwnTerm(const Step& step,
                                        const Ghost& /*ghost*/) {
  const bool leads = step.after.role == raft::Role::kLeader;
  if (!leads || step.log == nullptr ||
      step.after.commit <= step.before.commit) {
    return std::nullopt;
  }
  const auto term = step.log->TermAt(step.after.commit);
  if (term == step.after.term) return std::nullopt;
  return Violation{"commits_own_term",
                   fmt::format("leader {} of term {} committed entry {} of "
                               "term {} by counting",
                               step.node, step.after.term, step.after.commit,
                               term.value_or(0))};
}

}  // namespace invariants
