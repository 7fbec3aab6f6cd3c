#include "invariants/changes_are_taken.h"

#include <fmt/format.h>

#include <algorithm>

#include "raft/wire/conf_change_codec.h"

namespace invariants {
namespace {

bool IsChange(const raft::Entry& entry) {
  return entry.type != raft::EntryType::kNormal;
}

// True if the leader of before the step had no reason to refuse the change
// that comes first: all that its log holds is applied, and something of its
// term; so it knows of no other change. A joint membership can only be left,
// another one not.
bool IsWelcome(const Step& step, const raft::Entry& entry) {
  const auto change = raft::wire::DecodeConfChangeEntry(entry);
  if (!change) return false;
  const bool joint = !step.asked_under->voters_outgoing.empty();
  return step.pending_changes == 0 && joint == change->changes.empty() &&
         step.log->TermAt(step.before.applied) == step.before.term;
}

}  // namespace

std::optional<Violation> ChangesAreTaken(const Step& step,
                                         const Ghost& /*ghost*/) {
  // Proposals that are not appended at all were dropped for other reasons.
  if (step.asked_under == nullptr || step.log == nullptr ||
      step.after.term != step.before.term ||
      step.appended.size() < step.proposed.size()) {
    return std::nullopt;
  }
  const auto first =
      std::find_if(step.proposed.begin(), step.proposed.end(), IsChange);
  for (auto asked = first; asked != step.proposed.end(); ++asked) {
    const auto place = static_cast<size_t>(asked - step.proposed.begin());
    const raft::Entry& taken = step.appended[place];
    if (!IsChange(*asked) || IsChange(taken)) continue;
    const bool welcome =
        step.appends_all_changes || (asked == first && IsWelcome(step, *asked));
    if (!welcome) continue;
    return Violation{
        "changes_are_taken",
        fmt::format("leader {} of term {} made the change that it was asked "
                    "for an empty entry at index {}, though none was pending",
                    step.node, step.after.term, taken.index)};
  }
  return std::nullopt;
}

}  // namespace invariants
