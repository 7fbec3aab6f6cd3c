#include "invariants/match_is_acknowledged.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Leader 1 of term 3 counts on node 2 for `match` entries, after four, having
// heard of `told`.
Scene Counts(raft::Index match, raft::Index told) {
  Scene scene = WithLog(1, 3, {1, 1, 1, 1, 3, 3});
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.peers_before = {{.id = 1, .match = 5}, {.id = 2, .match = 4}};
  scene.peers = {{.id = 1, .match = 6}, {.id = 2, .match = match}};
  scene.step.delivered = Delivered{.type = raft::MessageType::kAppResp,
                                   .from = 2,
                                   .term = 3,
                                   .index = told};
  return scene;
}

TEST(MatchIsAcknowledged, HoldsForWhatWasSaid) {
  EXPECT_TRUE(Holds(MatchIsAcknowledged(Counts(5, 5).View(), Ghost())));
  EXPECT_TRUE(Holds(MatchIsAcknowledged(Counts(4, 2).View(), Ghost())));
}

TEST(MatchIsAcknowledged, FallsForMoreAndForLess) {
  EXPECT_TRUE(Falls(MatchIsAcknowledged(Counts(6, 5).View(), Ghost()),
                    "match_is_acknowledged",
                    "leader 1 of term 3 counts on node 2 for entries up to 6; "
                    "it did so up to 4, and hears of 5"));
  EXPECT_FALSE(Holds(MatchIsAcknowledged(Counts(4, 5).View(), Ghost())));
}

TEST(MatchIsAcknowledged, FallsForWhatNobodySaysInItsTerm) {
  for (const auto change : {0, 1, 2, 3}) {
    Scene scene = Counts(5, 5);
    if (change == 0) scene.step.delivered.reset();
    if (change == 1) scene.step.delivered->reject = true;
    if (change == 2) scene.step.delivered->term = 2;
    if (change == 3) scene.step.delivered->from = 3;
    EXPECT_FALSE(Holds(MatchIsAcknowledged(scene.View(), Ghost()))) << change;
  }
}

TEST(MatchIsAcknowledged, FallsWhenANewLeaderCountsOnOthers) {
  Scene scene = Counts(1, 0);
  scene.peers_before.clear();
  EXPECT_FALSE(Holds(MatchIsAcknowledged(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
