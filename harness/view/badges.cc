#include "harness/view/badges.h"

#include <fmt/format.h>

#include <map>

#include "harness/view/words.h"

namespace harness {
namespace {

std::map<raft::Index, size_t> ByIndex(const Frames& frames,
                                      const ShownNode& node) {
  std::map<raft::Index, size_t> entries;
  for (const size_t entry : node.log) {
    entries.emplace(frames.entries[entry].index, entry);
  }
  return entries;
}

void AddLog(const Frames& frames, const LogChange& change,
            std::vector<Badge>& badges) {
  const auto range = [&](const std::vector<size_t>& entries) {
    return Range(frames.entries[entries.front()].index,
                 frames.entries[entries.back()].index);
  };
  if (change.compacted != 0) {
    badges.push_back({fmt::format("…{}", change.compacted), "snapshot"});
  }
  if (!change.removed.empty()) {
    badges.push_back({"−" + range(change.removed), "bad"});
  }
  if (!change.added.empty()) {
    badges.push_back({"+" + range(change.added), "append"});
  }
}

}  // namespace

LogChange LogChangeOf(const Frames& frames, uint64_t step, raft::NodeId node) {
  const ShownNode& before = frames.At(step - 1, node);
  const ShownNode& after = frames.At(step, node);
  LogChange change;
  if (after.view.first_index > before.view.first_index) {
    change.compacted = after.view.first_index - 1;
  }
  const auto had = ByIndex(frames, before);
  const auto has = ByIndex(frames, after);
  for (const auto& [index, entry] : had) {
    const auto now = has.find(index);
    // One that was compacted, or is below what is shown, is not removed.
    const bool below = index < after.view.first_index ||
                       (!has.empty() && index < has.begin()->first);
    if (below || (now != has.end() && now->second == entry)) continue;
    change.removed.push_back(entry);
  }
  for (const auto& [index, entry] : has) {
    const auto then = had.find(index);
    // One that was not shown before was there all the same.
    if (then == had.end() ? index > before.view.last_index
                          : then->second != entry) {
      change.added.push_back(entry);
    }
  }
  return change;
}

std::vector<Badge> BadgesOf(const Frames& frames, uint64_t step,
                            raft::NodeId node) {
  const ShownNode& before = frames.At(step - 1, node);
  const ShownNode& after = frames.At(step, node);
  const invariants::NodeView& was = before.view;
  const invariants::NodeView& is = after.view;
  if (!is.up) {
    if (was.up) return {{"down", "down"}};
    return {};
  }
  const std::string term = fmt::format("T{}", is.term);
  if (!was.up) return {{"up", "up"}, {term, "term"}};
  std::vector<Badge> badges;
  if (is.role != was.role) {
    badges.push_back({fmt::format("{} {}", RoleWord(is.role), term), "term"});
  } else if (is.term != was.term) {
    const bool follows = is.role == raft::Role::kFollower;
    badges.push_back(
        {follows ? term : fmt::format("{} {}", RoleWord(is.role), term),
         "term"});
  }
  if (is.vote != raft::kNone && is.vote != node &&
      (is.vote != was.vote || is.term != was.term)) {
    badges.push_back({fmt::format("votes {}", is.vote), "votes"});
  }
  AddLog(frames, LogChangeOf(frames, step, node), badges);
  if (is.commit > was.commit) {
    badges.push_back({fmt::format("✓{}", is.commit), "ask"});
  }
  if (after.configuration != before.configuration) {
    badges.push_back({"members", "other"});
  }
  return badges;
}

}  // namespace harness
