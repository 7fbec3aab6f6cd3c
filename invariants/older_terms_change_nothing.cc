#include "invariants/older_terms_change_nothing.h"

#include <fmt/format.h>

#include <string>

#include "raft/describe/name.h"

namespace invariants {
namespace {

bool Campaigns(raft::Role role) {
  return role == raft::Role::kCandidate || role == raft::Role::kPreCandidate;
}

// What has changed, though nothing of it may; empty if nothing has.
std::string Changed(const Step& step) {
  const NodeView& before = step.before;
  const NodeView& after = step.after;
  if (before.term != after.term) {
    return fmt::format("goes to term {}", after.term);
  }
  if (before.vote != after.vote) {
    return fmt::format("votes for {} after {}", after.vote, before.vote);
  }
  if (before.role == after.role) return {};
  if (Campaigns(after.role)) return "campaigns";
  if (after.role == raft::Role::kLeader) return "leads";
  const bool learned =
      step.delivered->claimed.has_value() && after.commit > before.commit;
  if (Campaigns(before.role) && learned) return {};
  return Campaigns(before.role) ? "campaigns no more" : "leads no more";
}

}  // namespace

std::optional<Violation> OlderTermsChangeNothing(const Step& step,
                                                 const Ghost& /*ghost*/) {
  // What has no term is older than none.
  if (!step.delivered || step.delivered->term == 0 || !step.before.up ||
      !step.after.up || step.delivered->term >= step.before.term) {
    return std::nullopt;
  }
  const std::string changed = Changed(step);
  if (changed.empty()) return std::nullopt;
  return Violation{
      "older_terms_change_nothing",
      fmt::format("node {} of term {} got {} of term {} from {}, and {}",
                  step.node, step.before.term,
                  raft::Name(step.delivered->type), step.delivered->term,
                  step.delivered->from, changed)};
}

}  // namespace invariants
