#include "harness/view/flights.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "harness/action/apply.h"

namespace harness {
namespace {

constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

// Where on its link the message lies that the action names; kNowhere if it
// names none.
size_t NamedBy(const Action& action, std::span<const raft::Message> link) {
  if (action.verb != Verb::kDeliver && action.verb != Verb::kDrop &&
      action.verb != Verb::kDuplicate) {
    return kNowhere;
  }
  uint64_t nth = action.nth;
  for (size_t i = 0; i < link.size(); ++i) {
    if (link[i].type != action.type || link[i].term != action.term ||
        link[i].index != action.index) {
      continue;
    }
    if (nth-- == 0) return i;
  }
  return kNowhere;
}

// The same messages on links that lose nothing.
Network Widened(const Network& network) {
  Network wide(network.nodes(), std::numeric_limits<size_t>::max());
  for (raft::NodeId from = 1; from <= network.nodes(); ++from) {
    for (raft::NodeId to = 1; to <= network.nodes(); ++to) {
      for (const raft::Message& message : network.On(from, to)) {
        wide.Send(from, raft::Message(message));
      }
    }
  }
  return wide;
}

bool LooksTheSame(const World& a, const World& b) {
  for (raft::NodeId id = 1; id <= a.setup().total(); ++id) {
    if (a.replica(id).View() != b.replica(id).View()) return false;
  }
  return true;
}

}  // namespace

void Flights::Follow(const World& before, const World& after) {
  const size_t nodes = after.network.nodes();
  for (raft::NodeId from = 1; from <= nodes; ++from) {
    for (raft::NodeId to = 1; to <= nodes; ++to) {
      FollowLink(before, after, from, to);
    }
  }
  ShownStep& step = frames_.steps.back();
  step.lost = after.record.lost - before.record.lost;
  if (step.lost != 0) FollowLost(before, after);
}

void Flights::FollowLink(const World& before, const World& after,
                         raft::NodeId from, raft::NodeId to) {
  const ShownStep& step = frames_.steps.back();
  const auto was = before.network.On(from, to);
  const auto is = after.network.On(from, to);
  Link& link = links_[(from - 1) * after.network.nodes() + to - 1];
  const bool is_named =
      !step.no_op && step.action.node == from && step.action.peer == to;
  const size_t named = is_named ? NamedBy(step.action, was) : kNowhere;
  const bool copies = named != kNowhere && step.action.verb == Verb::kDuplicate;
  const bool drops = named != kNowhere && step.action.verb == Verb::kDrop;

  // What is left keeps its order, and what is new lies behind it.
  Link now;
  for (size_t i = 0; i < was.size(); ++i) {
    const bool taken = named == i && !copies;
    if (!taken && now.size() < is.size() && is[now.size()] == was[i]) {
      now.push_back(link[i]);
    } else {
      End(link[i], drops ? Fate::kDropped : FateAt(to, after));
    }
  }
  while (now.size() < is.size()) {
    now.push_back(Add(is[now.size()], from, to));
    if (copies) frames_.messages.back().copy_of = link[named];
  }
  link = std::move(now);
}

// What was lost on the way out is nowhere to be seen: so the step is made once
// more, on links that lose nothing.
void Flights::FollowLost(const World& before, const World& after) {
  // A beginning of a settle phase cannot be made once more without its end.
  if (frames_.steps.back().left_out) return;
  World wide = before;
  wide.network = Widened(before.network);
  Applier().Apply(wide, frames_.steps.back().action);
  // An action of many messages goes on differently when none is lost: what it
  // lost is then not known, only how much.
  if (!LooksTheSame(wide, after)) return;
  const size_t nodes = after.network.nodes();
  for (raft::NodeId from = 1; from <= nodes; ++from) {
    for (raft::NodeId to = 1; to <= nodes; ++to) {
      const auto kept = after.network.On(from, to);
      size_t next = 0;
      for (const raft::Message& message : wide.network.On(from, to)) {
        if (next < kept.size() && kept[next] == message) {
          ++next;
          continue;
        }
        const bool cut = after.network.IsCut(from, to);
        End(Add(message, from, to), cut ? Fate::kCut : Fate::kFull);
      }
    }
  }
}

size_t Flights::Add(const raft::Message& message, raft::NodeId from,
                    raft::NodeId to) {
  ShownMessage shown;
  shown.from = from;
  shown.to = to;
  shown.type = message.type;
  shown.term = message.term;
  shown.index = message.index;
  shown.log_term = message.log_term;
  shown.commit = message.commit;
  shown.reject = message.reject;
  for (const raft::Entry& entry : message.entries) {
    shown.entries.push_back(entries_.PositionOf(entry));
  }
  if (message.snapshot != nullptr) shown.snapshot = message.snapshot->index;
  shown.sent = frames_.steps.size() - 1;
  frames_.messages.push_back(std::move(shown));
  const size_t position = frames_.messages.size() - 1;
  frames_.steps.back().sent.push_back(position);
  return position;
}

void Flights::End(size_t message, Fate fate) {
  frames_.messages[message].fate = fate;
  frames_.messages[message].ended = frames_.steps.size() - 1;
  frames_.steps.back().ended.push_back(message);
}

Fate Flights::FateAt(raft::NodeId to, const World& after) const {
  const auto& touched = frames_.steps.back().touched;
  if (std::find(touched.begin(), touched.end(), to) != touched.end()) {
    return Fate::kDelivered;
  }
  return after.replica(to).up() ? Fate::kLost : Fate::kDown;
}

}  // namespace harness
