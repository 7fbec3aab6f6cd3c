#include "invariants/commits_what_it_was_told.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 had committed 2, gets the message, and commits `commit`.
Scene Gets(const Delivered& message, raft::Index commit) {
  Scene scene = WithLog(1, 3, {1, 1, 1, 1, 1, 1, 1});
  scene.step.before.commit = 2;
  scene.step.after.commit = commit;
  scene.step.delivered = message;
  return scene;
}

TEST(CommitsWhatItWasTold, KeepsToWhatAnAppendVouchesFor) {
  const Delivered append{.type = raft::MessageType::kApp,
                         .from = 2,
                         .term = 3,
                         .index = 3,
                         .commit = 6,
                         .last = 5};
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(Gets(append, 5).View(), Ghost())));
  EXPECT_TRUE(Falls(CommitsWhatItWasTold(Gets(append, 6).View(), Ghost()),
                    "commits_what_it_was_told",
                    "node 1 of term 3 has committed 6 after MsgApp of term 3 "
                    "from 2, which says that 5 is, and 2 was before"));
}

TEST(CommitsWhatItWasTold, KeepsToWhatHeartbeatsSnapshotsAndClaimsSay) {
  Delivered message{.type = raft::MessageType::kHeartbeat,
                    .from = 2,
                    .term = 3,
                    .commit = 4};
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(Gets(message, 4).View(), Ghost())));
  EXPECT_FALSE(Holds(CommitsWhatItWasTold(Gets(message, 5).View(), Ghost())));
  message = {.type = raft::MessageType::kSnap, .from = 2, .last = 7};
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(Gets(message, 7).View(), Ghost())));
  message = {.type = raft::MessageType::kVoteResp, .from = 2, .commit = 9};
  EXPECT_FALSE(Holds(CommitsWhatItWasTold(Gets(message, 3).View(), Ghost())));
  message.claimed = raft::EntryId{.term = 1, .index = 3};
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(Gets(message, 3).View(), Ghost())));
}

TEST(CommitsWhatItWasTold, LetsLeadersCountAndCandidatesLookAtTheirLogs) {
  const Delivered answer{.type = raft::MessageType::kAppResp, .from = 2};
  Scene scene = Gets(answer, 3);
  EXPECT_FALSE(Holds(CommitsWhatItWasTold(scene.View(), Ghost())));
  scene.step.after.role = raft::Role::kLeader;
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(scene.View(), Ghost())));
  scene.step.after.role = raft::Role::kCandidate;
  EXPECT_TRUE(Holds(CommitsWhatItWasTold(scene.View(), Ghost())));
}

}  // namespace
}  // namespace invariants
