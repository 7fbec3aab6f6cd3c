#include "harness/view/settle_parts.h"

#include <algorithm>

#include "invariants/view.h"

namespace harness {

SettleNotes::SettleNotes(const World& start)
    : traffic_(TrafficOf(start)), no_ops_(start.record.no_ops) {
  for (raft::NodeId id = 1; id <= start.setup().total(); ++id) {
    looks_.push_back(LookAt(start, id));
  }
}

void SettleNotes::Note(const World& now, const Action& action) {
  if (action.verb == Verb::kTick) {
    // In a round every node ticks once, in the order of their ids.
    if (ticked_ == raft::kNone || action.node <= ticked_) ++round_;
    ticked_ = action.node;
  }
  bool shows = action.verb == Verb::kMend;
  // An action touches one node, or the receiver of a message.
  const raft::NodeId touched =
      action.verb == Verb::kDeliver ? action.peer : action.node;
  if (now.Knows(touched)) {
    const Look look = LookAt(now, touched);
    shows |= look != looks_[touched - 1];
    looks_[touched - 1] = look;
  }
  const Traffic traffic = TrafficOf(now);
  shows |= traffic != traffic_ || action.verb == Verb::kDeliver;
  traffic_ = traffic;
  shows &= now.record.no_ops == no_ops_;
  no_ops_ = now.record.no_ops;
  parts_.push_back({round_, shows});
}

size_t SettleNotes::FirstShown() const {
  const size_t most = kPartsPerNode * looks_.size();
  size_t first = parts_.size();
  for (size_t shown = 0; first > 0; --first) {
    if (!parts_[first - 1].shows) continue;
    if (shown++ == most) break;
  }
  if (first == 0) return 0;
  const auto next = std::find_if(
      parts_.begin() + static_cast<std::ptrdiff_t>(first), parts_.end(),
      [&](const SettlePart& part) { return part.round > parts_[first].round; });
  const bool starts_one = parts_[first - 1].round < parts_[first].round;
  const auto left = std::count_if(
      next, parts_.end(), [](const SettlePart& part) { return part.shows; });
  if (starts_one || static_cast<size_t>(left) < most / 2) return first;
  return static_cast<size_t>(next - parts_.begin());
}

SettleNotes::Look SettleNotes::LookAt(const World& world, raft::NodeId node) {
  const invariants::NodeView view = world.replica(node).View();
  return {.up = view.up,
          .role = view.role,
          .term = view.term,
          .vote = view.vote,
          .lead = view.lead,
          .first = view.first_index,
          .last = view.last_index,
          .commit = view.commit,
          .applied = view.applied,
          .unsynced = world.replica(node).unsynced()};
}

SettleNotes::Traffic SettleNotes::TrafficOf(const World& world) {
  Traffic traffic{world.network.in_flight(), world.record.lost, 0};
  for (uint64_t client = 1; client <= world.clients.count(); ++client) {
    if (world.clients.OpenCall(client) != nullptr) ++traffic.open_calls;
  }
  return traffic;
}

}  // namespace harness
