#include "harness/strategy/timed.h"

#include <algorithm>
#include <initializer_list>
#include <limits>

namespace harness {
namespace {

constexpr uint64_t kTick = 1000;
constexpr uint64_t kLatency = kTick / 4;       // Of a message, on average.
constexpr uint64_t kDiskLatency = kTick / 5;   // Of a sync.
constexpr uint64_t kBetweenCalls = kTick / 2;  // Of all clients together.
constexpr uint64_t kBetweenFaults = 8 * kTick;
constexpr uint64_t kOutage = 25 * kTick;  // A few election timeouts.
constexpr uint64_t kLossOneIn = 200;      // Messages.
constexpr uint64_t kSlowOneIn = 30;       // Messages take ten times as long.

Weights Only(const Setup& setup, std::initializer_list<Verb> verbs) {
  const Weights standard = DefaultWeights(setup);
  Weights weights{};
  for (const Verb verb : verbs) {
    weights[static_cast<size_t>(verb)] = standard[static_cast<size_t>(verb)];
  }
  return weights;
}

}  // namespace

Timed::Timed(const Setup& setup, Random random)
    : total_(setup.total()),
      links_(total_ * total_),
      nodes_(total_),
      random_(random),
      calls_(Only(setup,
                  {Verb::kPropose, Verb::kRetry, Verb::kRead, Verb::kAbandon}),
             Random(random.Next())),
      faults_(
          Only(setup,
               {Verb::kCrash, Verb::kCut, Verb::kIsolate, Verb::kPartition,
                Verb::kFail, Verb::kTransfer, Verb::kChange, Verb::kReconfigure,
                Verb::kLeave, Verb::kBatch, Verb::kCompact, Verb::kForget,
                Verb::kCampaign, Verb::kUnreachable, Verb::kReport,
                Verb::kDuplicate}),
          Random(random.Next())) {
  // Some links and disks are slower than others for the whole run.
  for (Link& link : links_) link.latency = Around(kLatency);
  for (Node& node : nodes_) {
    node.pace = kTick - 20 + random_.Below(40);
    node.disk = Around(kDiskLatency);
    node.tick_at = random_.Below(kTick);
  }
  fault_at_ = Around(2 * kBetweenFaults);
  call_at_ = Around(kBetweenCalls);
}

Timed::Time Timed::Around(Time mean) {
  return mean / 2 + random_.Below(mean + 1);
}

// Messages that were sent since get a time at which they arrive.
void Timed::Watch(const World& world) {
  for (size_t i = 0; i < links_.size(); ++i) {
    Link& link = links_[i];
    const size_t there =
        world.network.On(i / total_ + 1, i % total_ + 1).size();
    if (link.due.size() > there) link.due.resize(there);
    while (link.due.size() < there) {
      const bool slow = random_.Below(kSlowOneIn) == 0;
      const Time latency = Around(slow ? 10 * link.latency : link.latency);
      link.due.push_back(now_ + latency);
    }
  }
}

// What a node does as soon as it can, but for the disk, which takes its time.
std::optional<Action> Timed::Work(const World& world) {
  for (raft::NodeId id = 1; id <= total_; ++id) {
    const Replica& replica = world.replica(id);
    Node& node = nodes_[id - 1];
    if (!replica.CanSync()) {
      node.sync_at = 0;
    } else if (node.sync_at == 0) {
      node.sync_at = now_ + Around(node.disk);
    }
    if (replica.CanHear()) return Action{.verb = Verb::kHear, .node = id};
    if (replica.CanApply()) return Action{.verb = Verb::kApply, .node = id};
    if (replica.CanTake()) return Action{.verb = Verb::kReady, .node = id};
  }
  return std::nullopt;
}

Action Timed::Tick(raft::NodeId node) {
  nodes_[node - 1].tick_at += nodes_[node - 1].pace;
  return {.verb = Verb::kTick, .node = node};
}

Action Timed::Deliver(const World& world, size_t number) {
  Link& link = links_[number];
  const auto first = std::min_element(link.due.begin(), link.due.end());
  const auto position = static_cast<size_t>(first - link.due.begin());
  link.due.erase(first);
  const bool lost = random_.Below(kLossOneIn) == 0;
  return Action::About(
      lost ? Verb::kDrop : Verb::kDeliver,
      world.network.NameOn(number / total_ + 1, number % total_ + 1, position));
}

// Something breaks, and is to be well again after a while.
Action Timed::Break(const World& world) {
  fault_at_ = now_ + Around(kBetweenFaults);
  const Action fault = faults_.Next(world);
  const Time until = now_ + Around(kOutage);
  if (fault.verb == Verb::kCrash || fault.verb == Verb::kFail) {
    recoveries_.push_back(
        {until, {.verb = Verb::kRestart, .node = fault.node}});
  } else if (fault.verb == Verb::kCut || fault.verb == Verb::kIsolate ||
             fault.verb == Verb::kPartition) {
    recoveries_.push_back({until, {.verb = Verb::kMend}});
  }
  return fault;
}

Action Timed::Next(const World& world) {
  Watch(world);
  if (const auto work = Work(world)) return *work;
  Time earliest = std::min(call_at_, fault_at_);
  for (const Node& node : nodes_) {
    earliest = std::min(earliest, node.tick_at);
    if (node.sync_at != 0) earliest = std::min(earliest, node.sync_at);
  }
  for (const Link& link : links_) {
    for (const Time due : link.due) earliest = std::min(earliest, due);
  }
  for (const Recovery& recovery : recoveries_) {
    earliest = std::min(earliest, recovery.at);
  }
  now_ = std::max(now_, earliest);
  for (size_t i = 0; i < recoveries_.size(); ++i) {
    if (recoveries_[i].at > now_) continue;
    const Action action = recoveries_[i].action;
    recoveries_.erase(recoveries_.begin() + static_cast<ptrdiff_t>(i));
    return action;
  }
  for (size_t i = 0; i < links_.size(); ++i) {
    for (const Time due : links_[i].due) {
      if (due <= now_) return Deliver(world, i);
    }
  }
  for (raft::NodeId id = 1; id <= total_; ++id) {
    Node& node = nodes_[id - 1];
    if (node.sync_at != 0 && node.sync_at <= now_) {
      node.sync_at = 0;
      return {.verb = Verb::kSync, .node = id};
    }
    if (node.tick_at <= now_) return Tick(id);
  }
  if (call_at_ <= now_) {
    call_at_ = now_ + Around(kBetweenCalls);
    return calls_.Next(world);
  }
  return Break(world);
}

}  // namespace harness
