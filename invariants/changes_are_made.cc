#include "invariants/changes_are_made.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "invariants/membership_model.h"
#include "raft/wire/conf_change_codec.h"

namespace invariants {
namespace {

std::string Text(const raft::ConfState& members) {
  return fmt::format("voters {} outgoing {} learners {} next {}{}",
                     members.voters, members.voters_outgoing, members.learners,
                     members.learners_next,
                     members.auto_leave ? " left by itself" : "");
}

const AskedChange* Find(const Step& step, raft::Index index) {
  const auto found = std::find_if(
      step.asked_changes.begin(), step.asked_changes.end(),
      [&](const AskedChange& asked) { return asked.index == index; });
  return found == step.asked_changes.end() ? nullptr : &*found;
}

// Follows one change: what comes of `members`. Returns what is wrong with how
// the library went about it; empty if nothing is.
std::string_view Follow(const Step& step, const raft::Entry& entry,
                        raft::ConfState& members) {
  const auto change = raft::wire::DecodeConfChangeEntry(entry);
  if (!change) return "it is no change";
  const AskedChange* asked = Find(step, entry.index);
  if (asked == nullptr) return "the application was not asked for it";
  if (!asked->accepted) {
    return asked->failed ? "the application had refused it, and was told so"
                         : std::string_view();
  }
  const auto after = MembershipAfter(members, *change);
  if (!after) {
    return asked->failed ? std::string_view()
                         : "it cannot be made, and the application was not "
                           "told";
  }
  if (asked->failed) return "it can be made, and was not";
  members = *after;
  return {};
}

}  // namespace

std::optional<Violation> ChangesAreMade(const Step& step,
                                        const Ghost& /*ghost*/) {
  if (step.membership == nullptr || step.membership_began == nullptr) {
    return std::nullopt;
  }
  raft::ConfState members = *step.membership_began;
  const raft::Index began =
      step.installed != nullptr ? step.installed->index : 0;
  raft::Index last = 0;
  for (const raft::Entry& entry : step.applied) {
    if (entry.type == raft::EntryType::kNormal || entry.index <= began) {
      continue;
    }
    last = entry.index;
    const raft::ConfState before = members;
    const std::string_view wrong = Follow(step, entry, members);
    if (wrong.empty()) continue;
    return Violation{"changes_are_made",
                     fmt::format("node {} applied the change at index {} to "
                                 "{}: {}",
                                 step.node, entry.index, Text(before), wrong)};
  }
  if (last == 0 || members == *step.membership) return std::nullopt;
  return Violation{
      "changes_are_made",
      fmt::format("node {} applied the change at index {} and has {}, where it "
                  "leads to {}",
                  step.node, last, Text(*step.membership), Text(members))};
}

}  // namespace invariants
