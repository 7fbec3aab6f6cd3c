#include "invariants/match_is_durable.h"

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

PeerView Peer(raft::Index match, raft::Term term, raft::Index durable) {
  return {.id = 2,
          .match = match,
          .durable = {.term = term, .last_index = durable}};
}

TEST(MatchIsDurable, HoldsUpToWhatIsDurable) {
  EXPECT_TRUE(Holds(MatchIsDurable(Leads({Peer(5, 3, 5)}).View(), Ghost())));
}

TEST(MatchIsDurable, FallsBeyondIt) {
  EXPECT_TRUE(Falls(MatchIsDurable(Leads({Peer(5, 3, 4)}).View(), Ghost()),
                    "match_is_durable",
                    "leader 1 of term 3 counts on node 2 for entries up to 5, "
                    "where only 4 are durable"));
}

TEST(MatchIsDurable, FallsWhenThePeerForgotTheTermToo) {
  EXPECT_FALSE(Holds(MatchIsDurable(Leads({Peer(5, 2, 4)}).View(), Ghost())));
}

TEST(MatchIsDurable, HoldsForAPeerThatWentOnAndForTheLeaderItself) {
  EXPECT_TRUE(Holds(MatchIsDurable(Leads({Peer(5, 4, 2)}).View(), Ghost())));
  PeerView crashed = Peer(5, 3, 4);
  crashed.durable.last_term = 4;
  EXPECT_TRUE(Holds(MatchIsDurable(Leads({crashed}).View(), Ghost())));
  PeerView self = Peer(5, 3, 4);
  self.id = 1;
  EXPECT_TRUE(Holds(MatchIsDurable(Leads({self}).View(), Ghost())));
}

}  // namespace
}  // namespace invariants
