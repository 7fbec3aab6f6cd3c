#include "harness/view/settle_parts.h"

#include <algorithm>

#include "invariants/view.h"

namespace harness {
namespace {

bool IsBeat(raft::MessageType type) {
  return type == raft::MessageType::kHeartbeat ||
         type == raft::MessageType::kHeartbeatResp;
}

}  // namespace

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
  parts_.push_back({round_, ShownBy(now, action)});
}

Shows SettleNotes::ShownBy(const World& now, const Action& action) {
  const bool delivers = action.verb == Verb::kDeliver;
  // An action touches one node, or the receiver of a message.
  const raft::NodeId touched = delivers ? action.peer : action.node;
  bool changes = action.verb == Verb::kMend;
  if (now.Knows(touched)) {
    const Look look = LookAt(now, touched);
    changes |= look != looks_[touched - 1];
    looks_[touched - 1] = look;
  }
  const Traffic before = traffic_;
  traffic_ = TrafficOf(now);
  const bool beats =
      before.beats != traffic_.beats || (delivers && IsBeat(action.type));
  changes |= before.others != traffic_.others || before.lost != traffic_.lost ||
             before.open_calls != traffic_.open_calls ||
             (delivers && !IsBeat(action.type));
  const bool no_op = now.record.no_ops != no_ops_;
  no_ops_ = now.record.no_ops;
  if (no_op) return Shows::kNothing;
  return changes ? Shows::kMuch : beats ? Shows::kBeats : Shows::kNothing;
}

size_t SettleNotes::FirstShown() const {
  const size_t most = kPartsPerNode * looks_.size();
  size_t first = parts_.size();
  for (size_t shown = 0; first > 0; --first) {
    if (parts_[first - 1].shows != Shows::kMuch) continue;
    if (shown++ == most) break;
  }
  if (first == 0) return 0;
  const auto next = std::find_if(
      parts_.begin() + static_cast<std::ptrdiff_t>(first), parts_.end(),
      [&](const SettlePart& part) { return part.round > parts_[first].round; });
  const bool starts_one = parts_[first - 1].round < parts_[first].round;
  const auto left = std::count_if(
      next, parts_.end(),
      [](const SettlePart& part) { return part.shows == Shows::kMuch; });
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
  Traffic traffic{.lost = world.record.lost};
  const size_t nodes = world.setup().total();
  for (raft::NodeId from = 1; from <= nodes; ++from) {
    for (raft::NodeId to = 1; to <= nodes; ++to) {
      for (const raft::Message& message : world.network.On(from, to)) {
        ++(IsBeat(message.type) ? traffic.beats : traffic.others);
      }
    }
  }
  for (uint64_t client = 1; client <= world.clients.count(); ++client) {
    if (world.clients.OpenCall(client) != nullptr) ++traffic.open_calls;
  }
  return traffic;
}

}  // namespace harness
