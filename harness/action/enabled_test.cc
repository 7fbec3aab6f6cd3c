#include "harness/action/enabled.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/action/apply.h"
#include "raft/base/fingerprint.h"

namespace harness {
namespace {

// Chooses among what is enabled, by a sum of what happened so far.
class Chooser {
 public:
  explicit Chooser(uint64_t seed) { hash_.Add(seed); }
  const Action& Choose(const std::vector<Action>& actions) {
    hash_.Add(actions.size());
    return actions[hash_.Get() % actions.size()];
  }

 private:
  raft::Fingerprint hash_;
};

bool NamesPeer(Verb verb) {
  switch (verb) {
    case Verb::kCut:
    case Verb::kHeal:
    case Verb::kChange:
    case Verb::kTransfer:
    case Verb::kReport:
    case Verb::kUnreachable:
      return true;
    default:
      return false;
  }
}

bool HasOption(Verb verb) {
  return verb == Verb::kChange || verb == Verb::kReport ||
         verb == Verb::kPartition;
}

std::vector<Action> EnabledIn(const World& world) {
  std::vector<Action> actions;
  Enabled(world, actions);
  return actions;
}

Setup SetupOf(uint64_t seed) {
  Setup setup;
  setup.nodes = 1 + seed % 3;
  setup.spares = seed % 2;
  setup.drive = seed % 4;
  setup.clients = 2;
  setup.keys = 2;
  setup.max_skew = seed % 4 * 5;
  setup.reuse_ids = seed % 5 == 4;
  setup.link_capacity = 2;
  return setup;
}

TEST(Enabled, EveryActionOfTheListHappens) {
  Applier applier;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    World world(SetupOf(seed));
    Chooser chooser(seed);
    for (int step = 0; step < 60; ++step) {
      const std::vector<Action> actions = EnabledIn(world);
      ASSERT_FALSE(actions.empty());
      for (const Action& action : actions) {
        World copy = world;
        (void)applier.Apply(copy, action);
        EXPECT_EQ(copy.record.no_ops, 0u) << Describe(action);
      }
      ASSERT_FALSE(applier.Apply(world, chooser.Choose(actions)).has_value());
    }
  }
}

TEST(Enabled, NoActionIsListedTwice) {
  World world(SetupOf(5));
  Applier applier;
  Chooser chooser(5);
  for (int step = 0; step < 60; ++step) {
    const std::vector<Action> actions = EnabledIn(world);
    for (size_t i = 0; i < actions.size(); ++i) {
      EXPECT_EQ(std::count(actions.begin(), actions.end(), actions[i]), 1)
          << Describe(actions[i]);
    }
    ASSERT_FALSE(applier.Apply(world, chooser.Choose(actions)).has_value());
  }
}

// All actions with small fields: what is not listed must be a no-op, or do
// what a listed one does (a crash that keeps more than there is).
TEST(Enabled, WhatIsNotListedDoesNotHappen) {
  Applier applier;
  for (uint64_t seed = 0; seed < 6; ++seed) {
    World world(SetupOf(seed));
    const uint64_t total = world.setup().total();
    Chooser chooser(seed);
    for (int step = 0; step < 25; ++step) {
      const std::vector<Action> actions = EnabledIn(world);
      for (uint64_t verb = static_cast<uint64_t>(Verb::kTick); verb < kVerbs;
           ++verb) {
        if (static_cast<Verb>(verb) == Verb::kSettle) continue;
        for (uint64_t code = 0; code < (total + 2) * 3 * 4; ++code) {
          Action action{.verb = static_cast<Verb>(verb)};
          const uint64_t rest = code / (total + 2);
          if (action.verb < Verb::kPropose || action.verb > Verb::kAbandon) {
            action.node = code % (total + 2);
            if (NamesPeer(action.verb)) action.peer = rest % 4;
            if (HasOption(action.verb)) action.option = rest / 4 % 3;
            if (action.verb == Verb::kReconfigure) {
              action.option = rest % 4;
              action.key = rest / 4 % 3;
            }
          } else {
            action.node = code % (total + 2);
            action.client = rest % 3;
          }
          if (action.verb == Verb::kAbandon || action.verb == Verb::kMend ||
              action.verb == Verb::kPartition) {
            action.node = 0;
          }
          if (std::find(actions.begin(), actions.end(), action) !=
              actions.end()) {
            continue;
          }
          World copy = world;
          (void)applier.Apply(copy, action);
          EXPECT_EQ(copy.record.no_ops, 1u) << Describe(action);
        }
      }
      ASSERT_FALSE(applier.Apply(world, chooser.Choose(actions)).has_value());
    }
  }
}

}  // namespace
}  // namespace harness
