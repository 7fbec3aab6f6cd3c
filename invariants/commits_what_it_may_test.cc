#include "invariants/commits_what_it_may.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

constexpr raft::NodeId kVoters[] = {1, 2, 3};
constexpr raft::NodeId kOutgoing[] = {1, 4};

// Leader 1 of term 3, whose entries 2 and 3 are of its term; 2 is committed.
Scene Leads(raft::Index match) {
  Scene scene = Commits(1, 3, {2, 3, 3}, 2);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.step.voters = kVoters;
  scene.peers = {{.id = 1, .match = 3}, {.id = 2, .match = match}, {.id = 3}};
  return scene;
}

TEST(CommitsWhatItMay, HoldsUpToWhatAQuorumHas) {
  EXPECT_TRUE(Holds(CommitsWhatItMay(Leads(2).View(), Ghost())));
}

TEST(CommitsWhatItMay, FallsBehindIt) {
  EXPECT_TRUE(Falls(CommitsWhatItMay(Leads(3).View(), Ghost()),
                    "commits_what_it_may",
                    "leader 1 of term 3 knows that a quorum has entry 3, and "
                    "has committed only 2"));
}

TEST(CommitsWhatItMay, AsksBothHalvesOfAJointMembership) {
  Scene scene = Leads(3);
  scene.step.voters_outgoing = kOutgoing;
  EXPECT_TRUE(Holds(CommitsWhatItMay(scene.View(), Ghost())));
  scene.peers.push_back({.id = 4, .match = 3});
  EXPECT_FALSE(Holds(CommitsWhatItMay(scene.View(), Ghost())));
}

TEST(CommitsWhatItMay, HoldsForEntriesOfOlderTerms) {
  Scene scene = Leads(3);
  scene.log = FakeLog(1, {0, 2, 2, 2});
  EXPECT_TRUE(Holds(CommitsWhatItMay(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
