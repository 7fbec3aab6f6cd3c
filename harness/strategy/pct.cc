#include "harness/strategy/pct.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/action/work.h"

namespace harness {
namespace {

// One step in so many is not an agent's.
constexpr uint64_t kOthersOneIn = 2;

}  // namespace

Pct::Pct(const Setup& setup, uint64_t steps, uint64_t depth, Random random)
    : random_(random), others_(WithoutFlow(DefaultWeights(setup)), random) {
  for (raft::NodeId from = 1; from <= setup.total(); ++from) {
    for (raft::NodeId to = 1; to <= setup.total(); ++to) {
      agents_.push_back({from, to});
    }
  }
  for (size_t i = agents_.size(); i > 1; --i) {
    const uint64_t other = random_.Below(i);
    std::swap(agents_[i - 1], agents_[other]);
  }
  for (uint64_t i = 1; i < depth; ++i) {
    const uint64_t change = random_.Below(steps == 0 ? 1 : steps);
    changes_.push_back(change);
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
  const bool others = random_.Below(kOthersOneIn) == 0;
  const auto can_act = [&world](const Agent& agent) {
    return CanAct(world, agent);
  };
  auto agent = std::find_if(agents_.begin(), agents_.end(), can_act);
  if (others || agent == agents_.end()) return others_.Next(world);
  while (!changes_.empty() && changes_.back() <= step) {
    changes_.pop_back();
    std::rotate(agent, agent + 1, agents_.end());
    agent = std::find_if(agents_.begin(), agents_.end(), can_act);
  }
  return Act(world, *agent);
}

uint64_t PctAgents(const Setup& setup) { return setup.total() * setup.total(); }

double PctGuarantee(uint64_t agents, uint64_t steps, uint64_t depth) {
  return 1.0 /
         (static_cast<double>(agents) *
          std::pow(static_cast<double>(steps), static_cast<double>(depth) - 1));
}

}  // namespace harness
