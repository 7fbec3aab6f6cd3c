// Scenes: worlds for the tests of what is made of many actions.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/action/lasting.h"
#include "harness/world/world.h"

namespace harness {

// Makes actions happen that are written as in traces.
inline void Do(World& world, std::initializer_list<std::string_view> texts) {
  Applier applier;
  for (const std::string_view text : texts) {
    const auto action = ParseAction(text);
    ASSERT_TRUE(action.has_value()) << text;
    const auto violation = applier.Apply(world, *action);
    ASSERT_FALSE(violation.has_value()) << violation->evidence;
  }
}

// Delivers what is in flight, and what follows, until nothing is.
inline void DeliverAll(World& world) {
  Applier applier;
  while (world.network.in_flight() > 0) {
    applier.Apply(world,
                  Action::About(Verb::kDeliver, world.network.NameOf(0)));
  }
}

// So many nodes, with check-quorum and pre-vote, and node 1 leads them.
inline World Led(uint64_t nodes, uint64_t spares = 0) {
  Setup setup;
  setup.nodes = nodes;
  setup.spares = spares;
  setup.check_quorum = setup.pre_vote = 511;
  World world(setup);
  Do(world, {"timeout node=1"});
  DeliverAll(world);
  EXPECT_EQ(world.replica(1).View().role, raft::Role::kLeader);
  return world;
}

inline SettleOption Lasts(std::initializer_list<Fault> faults) {
  SettleOption option{.settling = Settling::kLasting};
  std::copy(faults.begin(), faults.end(), option.faults.begin());
  return option;
}

}  // namespace harness
