// Five nodes get on with it, also while some are down or cut off.
#include <gtest/gtest.h>

#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

constexpr size_t kNodes = 5;

void Elect(Cluster& cluster) {
  cluster.Campaign(1);
  ASSERT_EQ(cluster[1].core().role(), Role::kLeader);
}

void ProposeMany(Cluster& cluster, int count) {
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(cluster.Propose(1, "some data").has_value());
  }
}

void ExpectAllCommitted(Cluster& cluster, Index committed) {
  // Who was away says so when it hears a heartbeat.
  for (int i = 0; i < 3; ++i) cluster.Tick(1, 1);
  for (NodeId id = 1; id <= kNodes; ++id) {
    EXPECT_EQ(cluster[id].core().log().committed(), committed) << id;
    EXPECT_EQ(cluster[id].LogTerms(), cluster[1].LogTerms()) << id;
  }
}

TEST(ProgressOfAll, AHundredProposalsAreCommittedEverywhere) {
  Cluster cluster(kNodes);
  Elect(cluster);
  ProposeMany(cluster, 100);
  ExpectAllCommitted(cluster, 101);
}

TEST(ProgressOfAll, NodesThatRestartCatchUp) {
  Cluster cluster(kNodes);
  Elect(cluster);
  ProposeMany(cluster, 30);
  for (const NodeId id : {2, 5}) {
    cluster.Isolate(id);
    ProposeMany(cluster, 30);
    cluster.Restart(id);
    EXPECT_EQ(cluster[id].core().role(), Role::kFollower);
  }
  cluster.Recover();
  ProposeMany(cluster, 30);
  ExpectAllCommitted(cluster, 121);
  // What was committed before a restart is applied again, and all of it once.
  Index applied = 0;
  for (const Entry& entry : cluster[5].applied) {
    EXPECT_EQ(entry.index, applied + 1);
    applied = entry.index;
  }
  EXPECT_EQ(applied, 121u);
}

TEST(ProgressOfAll, NodesThatWereCutOffCatchUp) {
  Cluster cluster(kNodes);
  Elect(cluster);
  ProposeMany(cluster, 30);
  cluster.Isolate(2);
  ProposeMany(cluster, 30);
  cluster.Isolate(3);
  ProposeMany(cluster, 30);
  cluster.Recover();
  ProposeMany(cluster, 30);
  ExpectAllCommitted(cluster, 121);
}

TEST(ProgressOfAll, AWholeClusterThatRestartsGoesOn) {
  Cluster cluster(kNodes);
  Elect(cluster);
  ProposeMany(cluster, 10);
  for (NodeId id = 1; id <= kNodes; ++id) cluster.Restart(id);
  Elect(cluster);
  EXPECT_EQ(cluster[1].core().term(), 2u);
  ProposeMany(cluster, 10);
  ExpectAllCommitted(cluster, 22);
}

}  // namespace
}  // namespace raft::behaviour
