#include "harness/strategy/slowed_down.h"

#include <utility>

namespace harness {
namespace {

// What is slow does its work once in so many times that it could.
constexpr uint64_t kSlowOneIn = 32;
constexpr uint64_t kSlowLinkOneIn = 4;  // Links, where some are slow at all.

}  // namespace

Slow DrawSlow(const Setup& setup, Random& random) {
  Slow slow{};
  for (const Verb verb : {Verb::kReady, Verb::kSync, Verb::kApply}) {
    if (random.Below(3) != 0) continue;
    slow.nodes[static_cast<size_t>(verb)] = 1 + random.Below(setup.total());
  }
  if (random.Below(3) == 0) {
    for (uint64_t i = 0; i < setup.total() * setup.total(); ++i) {
      slow.links.push_back(random.Below(kSlowLinkOneIn) == 0);
    }
  }
  return slow;
}

SlowedDown::SlowedDown(std::unique_ptr<Strategy> strategy, Slow slow,
                       Random random)
    : strategy_(std::move(strategy)), slow_(std::move(slow)), random_(random) {}

bool SlowedDown::IsSlow(const World& world, const Action& action) const {
  switch (action.verb) {
    case Verb::kReady:
    case Verb::kSync:
    case Verb::kApply:
      return slow_.nodes[static_cast<size_t>(action.verb)] == action.node;
    case Verb::kDeliver:
    case Verb::kDrop:
    case Verb::kDuplicate:
      return !slow_.links.empty() &&
             slow_.links[(action.node - 1) * world.setup().total() +
                         action.peer - 1];
    default:
      return false;
  }
}

Action SlowedDown::Next(const World& world) {
  for (int tries = 0; tries < 4; ++tries) {
    const Action action = strategy_->Next(world);
    if (!IsSlow(world, action) || random_.Below(kSlowOneIn) == 0) return action;
  }
  return {.verb = Verb::kTick,
          .node = 1 + random_.Below(world.setup().total())};
}

}  // namespace harness
