#include "invariants/match_never_retreats.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Leads(std::vector<PeerView> peers) {
  Scene scene = Quiet(1, 3);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.peers = std::move(peers);
  return scene;
}

Scene From(raft::Index before, raft::Index after) {
  Scene scene = Leads({{.id = 2, .match = after}, {.id = 3, .match = 1}});
  scene.peers_before = {{.id = 2, .match = before}};
  return scene;
}

TEST(MatchNeverRetreats, HoldsWhenItStaysOrGrows) {
  EXPECT_TRUE(Holds(MatchNeverRetreats(From(4, 4).View(), Ghost())));
  EXPECT_TRUE(Holds(MatchNeverRetreats(From(4, 9).View(), Ghost())));
}

TEST(MatchNeverRetreats, FallsWhenItShrinks) {
  EXPECT_TRUE(Falls(MatchNeverRetreats(From(4, 3).View(), Ghost()),
                    "match_never_retreats",
                    "leader 1 took back the match of node 2 from 4 to 3"));
}

TEST(MatchNeverRetreats, HoldsForANewLeader) {
  Scene scene = From(4, 0);
  scene.peers_before.clear();
  EXPECT_TRUE(Holds(MatchNeverRetreats(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
