#include "invariants/snapshots_go_to_active_peers.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Leader 1 sends node 2 a snapshot.
Scene Sends() {
  Scene scene = Elected(1, 2);
  scene.step.before.role = raft::Role::kLeader;
  scene.peers_before = {{.id = 2}};
  scene.peers = {{.id = 2, .awaits_snapshot = true}};
  return scene;
}

TEST(SnapshotsGoToActivePeers, FallsWhenNothingWasHeardFromThePeer) {
  EXPECT_TRUE(Falls(SnapshotsGoToActivePeers(Sends().View(), Ghost()),
                    "snapshots_go_to_active_peers",
                    "leader 1 has sent node 2 a snapshot"));
}

TEST(SnapshotsGoToActivePeers, HoldsWhenSomethingWas) {
  Scene scene = Sends();
  scene.memory.heard = 1 << 2;
  EXPECT_TRUE(Holds(SnapshotsGoToActivePeers(scene.View(), Ghost())));
  scene = Sends();
  scene.step.delivered = Delivered{
      .type = raft::MessageType::kAppResp, .from = 2, .term = 2, .reject = true};
  EXPECT_TRUE(Holds(SnapshotsGoToActivePeers(scene.View(), Ghost())));
}

TEST(SnapshotsGoToActivePeers, FallsWhateverTheLeaderBelieves) {
  Scene scene = Sends();
  scene.peers_before[0].active = scene.peers[0].active = true;
  EXPECT_FALSE(Holds(SnapshotsGoToActivePeers(scene.View(), Ghost())));
}

TEST(SnapshotsGoToActivePeers, HoldsForOneThatWasSentBefore) {
  Scene scene = Sends();
  scene.peers_before[0].awaits_snapshot = true;
  EXPECT_TRUE(Holds(SnapshotsGoToActivePeers(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
