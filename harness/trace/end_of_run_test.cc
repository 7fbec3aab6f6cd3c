#include "harness/trace/end_of_run.h"

#include <gtest/gtest.h>

#include <string>

namespace harness {
namespace {

// A put answers what was there before; empty: nothing was.
HistoryEvent Put(uint64_t client, const std::string& value,
                 const std::string& before, uint64_t called_at,
                 uint64_t answered_at) {
  HistoryEvent event;
  event.client = client;
  event.sequence = called_at;
  event.command.client = client;
  event.command.sequence = called_at;
  event.command.key = "k";
  event.command.value = value;
  event.called_at = called_at;
  event.answered_at = answered_at;
  event.outcome.ok = true;
  event.outcome.found = !before.empty();
  event.outcome.value = raft::Payload(before);
  return event;
}

HistoryEvent Read(uint64_t client, const std::string& value, uint64_t called_at,
                  uint64_t answered_at) {
  HistoryEvent event = Put(client, "", value, called_at, answered_at);
  event.is_read = true;
  event.command.kind = kv::Command::Kind::kGet;
  return event;
}

TEST(EndOfRun, AReadOfWhatWasOverwrittenFalls) {
  World world{harness::Setup()};
  world.record.history = {Put(1, "v1.1", "", 1, 2),
                          Put(1, "v1.3", "v1.1", 3, 4), Read(2, "v1.1", 5, 6)};
  const auto violation = CheckEndOfRun(world);
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->invariant, "linearizability");
  EXPECT_EQ(world.record.undecided, 0u);
}

TEST(EndOfRun, WhatTheBudgetLeavesUndecidedIsCounted) {
  World world{harness::Setup()};
  // Of writes that come at once and of which two write the same, the order
  // has to be searched for.
  world.record.history = {
      Put(1, "v1.1", "", 1, 9), Put(2, "v2.1", "v1.1", 2, 8),
      Put(3, "v1.1", "v2.1", 3, 7), Read(1, "v1.1", 10, 11)};
  lin::Budget none;
  none.steps = none.first_steps = 0;
  EXPECT_FALSE(CheckEndOfRun(world, none).has_value());
  EXPECT_EQ(world.record.undecided, 1u);
  // With the usual budget there is an order.
  world.record.undecided = 0;
  EXPECT_FALSE(CheckEndOfRun(world).has_value());
  EXPECT_EQ(world.record.undecided, 0u);
}

}  // namespace
}  // namespace harness
