#include "harness/action/batch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"
#include "raft/types.h"

namespace harness {
namespace {

Action ActionOf(std::string_view text) { return *ParseAction(text); }

// Node 1 does all it has to do.
void Work(World& world) {
  Applier applier;
  for (int round = 0; round < 5; ++round) {
    for (const char* text : {"ready node=1", "sync node=1", "apply node=1"}) {
      EXPECT_FALSE(applier.Apply(world, ActionOf(text)).has_value());
    }
  }
}

// A cluster of one, which commits what it is asked for as it works, with others
// that may join it.
World LoneLeader(uint64_t no_validation = 0) {
  harness::Setup setup;
  setup.nodes = 1;
  setup.spares = 2;
  setup.drive = static_cast<uint64_t>(Drive::kSync);
  setup.disable_conf_change_validation = no_validation;
  World world(setup);
  Applier applier;
  EXPECT_FALSE(applier.Apply(world, ActionOf("timeout node=1")).has_value());
  Work(world);
  EXPECT_TRUE(world.replica(1).leads());
  return world;
}

// `c` and the number of a client, or `+` and that of a node.
std::string Outline(const World& world, std::string_view text) {
  const auto parts = PartsOf(world, ActionOf(text));
  if (!parts) return "none";
  std::string outline;
  for (const BatchPart& part : *parts) {
    outline += part.client != 0
                   ? "c" + std::to_string(part.client)
                   : "+" + std::to_string(part.change.changes[0].node_id);
  }
  return outline;
}

TEST(Batch, CallsAndChangesTakeTurns) {
  const World world = LoneLeader();
  EXPECT_EQ(Outline(world, "batch node=1 option=5 key=6"), "c1+2c3+3");
  EXPECT_EQ(Outline(world, "batch node=1 option=7 key=2"), "c1+2c2c3");
  EXPECT_EQ(Outline(world, "batch node=1 key=6"), "+2+3");
}

TEST(Batch, WhatMakesNoSenseIsNone) {
  const World world = LoneLeader();
  EXPECT_EQ(Outline(world, "batch node=1"), "none");
  EXPECT_EQ(Outline(world, "batch node=1 option=8"), "none") << "no client 4";
  EXPECT_EQ(Outline(world, "batch node=1 key=8"), "none") << "no node 4";
  EXPECT_EQ(Outline(world, "batch node=1 key=2 nth=3"), "none");
  EXPECT_EQ(Outline(world, "batch node=1 option=1 nth=1"), "none")
      << "without a change it is the same as with another one";
}

TEST(Batch, FittingLeavesOutWhatMakesNone) {
  World world = LoneLeader();
  Applier applier;
  applier.Apply(world, ActionOf("read node=2 client=2"));
  const Action fitting =
      Fitting(world, ActionOf("batch node=1 option=15 key=14"));
  EXPECT_EQ(Describe(fitting), "batch node=1 key=6 option=5");
  EXPECT_EQ(Describe(Fitting(world, ActionOf("batch node=1 key=8 nth=1"))),
            "batch node=1");
}

TEST(Batch, BeginsTheCallsOfClientsThatHaveNone) {
  World world = LoneLeader();
  Applier applier;
  applier.Apply(world, ActionOf("propose node=2 client=1 option=1"));
  EXPECT_FALSE(
      applier.Apply(world, ActionOf("batch node=1 option=3")).has_value());
  EXPECT_EQ(world.record.history.size(), 2u);
  EXPECT_EQ(world.clients.OpenCall(1)->command.kind,
            kv::Command::Kind::kDelete);
  EXPECT_EQ(world.clients.OpenCall(2)->command.kind, kv::Command::Kind::kPut);
  EXPECT_EQ(world.replica(1).View().last_index, 4u);
}

TEST(Batch, OfItsChangesOnlyTheFirstStaysOne) {
  World world = LoneLeader();
  Applier applier;
  EXPECT_FALSE(applier.Apply(world, ActionOf("batch node=1 option=3 key=6"))
                   .has_value());
  EXPECT_EQ(world.replica(1).View().last_index, 6u);
  EXPECT_EQ(world.replica(1).UnappliedChanges(), 1u);
}

TEST(Batch, WhoAppendsAllChangesIsAskedForOneAtATime) {
  World world = LoneLeader(/*no_validation=*/1);
  EXPECT_EQ(Outline(world, "batch node=1 key=6"), "none");
  EXPECT_EQ(Describe(Fitting(world, ActionOf("batch node=1 key=6"))),
            "batch node=1 key=4");
  EXPECT_EQ(Outline(world, "batch node=2 key=4"), "none") << "2 does not lead";
  Applier applier;
  applier.Apply(world, ActionOf("batch node=1 key=2"));
  EXPECT_EQ(world.replica(1).UnappliedChanges(), 1u);
  EXPECT_EQ(Outline(world, "batch node=1 key=4"), "none");
  EXPECT_EQ(Outline(world, "batch node=1 option=1"), "c1");
  Work(world);
  EXPECT_EQ(Outline(world, "batch node=1 key=4"), "+3");
}

}  // namespace
}  // namespace harness
