#include "harness/strategy/pct.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/action/work.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// One step in so many is not an agent's.
constexpr uint64_t kOthersOneIn = 2;

}  // namespace

Pct::Pct(const Setup& setup, uint64_t steps, uint64_t depth, Random random)
    : random_(random),
      others_(WithoutFlow(DefaultWeights(setup)), Random(random_.Next())) {
  RAFT_CHECK(depth > 0, "pct has a depth of 1 at least");
  for (raft::NodeId from = 1; from <= setup.total(); ++from) {
    for (raft::NodeId to = 1; to <= setup.total(); ++to) {
      agents_.push_back({.from = from, .to = to});
    }
  }
  DrawPriorities(depth);
  DrawChanges(steps, depth);
}

void Pct::DrawPriorities(uint64_t lowest) {
  for (size_t i = agents_.size(); i > 1; --i) {
    const uint64_t other = random_.Below(i);
    std::swap(agents_[i - 1], agents_[other]);
  }
  uint64_t priority = lowest + agents_.size();
  for (Agent& agent : agents_) agent.priority = --priority;
}

void Pct::DrawChanges(uint64_t steps, uint64_t depth) {
  for (uint64_t priority = 1; priority < depth; ++priority) {
    const uint64_t step = random_.Below(steps == 0 ? 1 : steps);
    changes_.push_back({.step = step, .priority = priority});
  }
  std::sort(changes_.rbegin(), changes_.rend());
}

bool Pct::CanAct(const World& world, const Agent& agent) {
  if (agent.from != agent.to) {
    return !world.network.On(agent.from, agent.to).empty();
  }
  return world.replica(agent.from).HasWork();
}

Action Pct::Act(const World& world, const Agent& agent) {
  if (agent.from != agent.to) {
    return Action::About(Verb::kDeliver,
                         world.network.NameOn(agent.from, agent.to, 0));
  }
  return {.verb = *OldestWork(world.replica(agent.from)), .node = agent.from};
}

Action Pct::Next(const World& world) {
  const uint64_t step = step_++;
  if (random_.Below(kOthersOneIn) == 0) return others_.Next(world);
  const auto acts = std::find_if(
      agents_.begin(), agents_.end(),
      [&world](const Agent& agent) { return CanAct(world, agent); });
  if (acts == agents_.end()) return others_.Next(world);
  const Action action = Act(world, *acts);
  MakeChange(acts, step);
  return action;
}

// At most one for each of the agents' steps: of changes that have come together
// while no agent could act, none is lost.
void Pct::MakeChange(Agents::iterator acted, uint64_t step) {
  if (changes_.empty() || changes_.back().step > step) return;
  Agent agent = *acted;
  agent.priority = changes_.back().priority;
  changes_.pop_back();
  agents_.erase(acted);
  const auto below = std::find_if(
      agents_.begin(), agents_.end(),
      [&](const Agent& other) { return other.priority < agent.priority; });
  agents_.insert(below, agent);
}

uint64_t PctAgents(const Setup& setup) { return setup.total() * setup.total(); }

double PctGuarantee(uint64_t agents, uint64_t steps, uint64_t depth) {
  return 1.0 /
         (static_cast<double>(agents) *
          std::pow(static_cast<double>(steps), static_cast<double>(depth) - 1));
}

}  // namespace harness
