#include "invariants/logs_grow_in_a_term.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of term 2 had a log that ended at `last`; now it has this one.
Scene Cut(raft::EntryId last, std::vector<raft::Term> terms) {
  Scene scene = Quiet(1, 2);
  scene.log = FakeLog(1, std::move(terms));
  scene.step.last_before = last;
  scene.step.truncated_from = 2;
  return scene;
}

TEST(LogsGrowInATerm, FallsWhenEntriesOfTheTermAreGone) {
  EXPECT_TRUE(
      Falls(LogsGrowInATerm(Cut({2, 3}, {0, 1, 2}).View(), Ghost()),
            "logs_grow_in_a_term",
            "node 1 of term 2 had entry 3 of that term, and has it no more"));
}

TEST(LogsGrowInATerm, FallsWhenAnotherEntryStandsThere) {
  EXPECT_FALSE(
      Holds(LogsGrowInATerm(Cut({2, 2}, {0, 1, 1, 2}).View(), Ghost())));
}

TEST(LogsGrowInATerm, HoldsWhenEntriesOfOlderTermsGiveWay) {
  EXPECT_TRUE(Holds(LogsGrowInATerm(Cut({1, 3}, {0, 1, 2}).View(), Ghost())));
}

TEST(LogsGrowInATerm, HoldsWhenTheTermBegins) {
  Scene scene = Cut({2, 3}, {0, 1, 2});
  scene.step.before.term = 1;
  EXPECT_TRUE(Holds(LogsGrowInATerm(scene.View(), Ghost())));
}

TEST(LogsGrowInATerm, HoldsWhenTheSameEntryStandsThere) {
  EXPECT_TRUE(
      Holds(LogsGrowInATerm(Cut({2, 2}, {0, 1, 2, 2}).View(), Ghost())));
}

TEST(LogsGrowInATerm, HoldsWhereASnapshotStandsForIt) {
  Scene scene = Cut({2, 2}, {});
  scene.log = FakeLog(6, {2, 2});
  EXPECT_TRUE(Holds(LogsGrowInATerm(scene.View(), Ghost())));
}

TEST(LogsGrowInATerm, HoldsInACrash) {
  Scene scene = Restarted(1, 2, {1});
  scene.step.last_before = {2, 3};
  scene.step.truncated_from = 2;
  EXPECT_TRUE(Holds(LogsGrowInATerm(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
