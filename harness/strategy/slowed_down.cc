#include "harness/strategy/slowed_down.h"

#include <utility>

#include "harness/action/work.h"
#include "harness/strategy/large.h"

namespace harness {
namespace {

// From what is late to what seems to be gone.
constexpr uint64_t kLeastSlowOneIn = 16;
constexpr uint64_t kSlownesses = 6;  // Each twice as slow as the one before.
// Of the links, where some are slow at all.
constexpr uint64_t kSlowLinkOneIn = 4;
constexpr uint64_t kSlowIfLargeLinkOneIn = 2;

}  // namespace

Slow DrawSlow(const Setup& setup, Random& random) {
  Slow slow{};
  for (const Work& work : kWork) {
    if (random.Below(3) != 0) continue;
    slow.nodes[static_cast<size_t>(work.verb)] =
        1 + random.Below(setup.total());
  }
  if (random.Below(3) == 0) {
    const bool if_large = random.Below(2) == 0;
    const Pace pace = if_large ? Pace::kSlowIfLarge : Pace::kSlow;
    const uint64_t one_in = if_large ? kSlowIfLargeLinkOneIn : kSlowLinkOneIn;
    for (uint64_t i = 0; i < setup.total() * setup.total(); ++i) {
      slow.links.push_back(random.Below(one_in) == 0 ? pace : Pace::kFull);
    }
  }
  slow.one_in = kLeastSlowOneIn << random.Below(kSlownesses);
  return slow;
}

SlowedDown::SlowedDown(std::unique_ptr<Strategy> strategy, Slow slow,
                       Random random)
    : strategy_(std::move(strategy)), slow_(std::move(slow)), random_(random) {}

bool SlowedDown::IsSlow(const World& world, const Action& action) const {
  if (IsWork(action.verb)) {
    return slow_.nodes[static_cast<size_t>(action.verb)] == action.node;
  }
  switch (action.verb) {
    case Verb::kDeliver:
    case Verb::kDrop:
    case Verb::kDuplicate: {
      if (slow_.links.empty()) return false;
      const Pace pace = slow_.links[(action.node - 1) * world.setup().total() +
                                    action.peer - 1];
      return pace == Pace::kSlow ||
             (pace == Pace::kSlowIfLarge && IsLarge(action.type));
    }
    default:
      return false;
  }
}

Action SlowedDown::Next(const World& world) {
  for (int tries = 0; tries < 4; ++tries) {
    const Action action = strategy_->Next(world);
    if (!IsSlow(world, action) || random_.Below(slow_.one_in) == 0)
      return action;
  }
  return {.verb = Verb::kTick,
          .node = 1 + random_.Below(world.setup().total())};
}

}  // namespace harness
