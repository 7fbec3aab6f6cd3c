// Who may be elected, and by whom (Raft paper §5.2, §5.4.1).
#include <gtest/gtest.h>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

TEST(Elections, AMajorityThatAnswersElects) {
  Cluster three(3);
  three.Campaign(1);
  EXPECT_EQ(three.Roles(), "L1 F1 F1");
  Cluster crippled(3);
  crippled.Isolate(2);
  crippled.Isolate(3);
  crippled.Campaign(1);
  EXPECT_EQ(crippled.Roles(), "C1 F0 F0");
}

TEST(Elections, ACandidateWinsOnlyWhenItsOwnVoteIsDurable) {
  Config config = ConfigOf(1);
  config.async_storage_writes = true;
  Node node(config, {.members = Voters(3)});
  node->Campaign();
  Ready ready;
  node->TakeReady(ready);
  // The append thread is slow; both peers are not.
  Message append;
  for (Message& message : ready.messages) {
    if (message.to == kLocalAppendThread) append = message;
  }
  for (const NodeId peer : {2, 3}) {
    Message vote;
    vote.type = MessageType::kVoteResp;
    vote.from = peer;
    vote.to = 1;
    vote.term = 1;
    ASSERT_TRUE(node->Step(std::move(vote)).has_value());
  }
  EXPECT_EQ(node.core().role(), Role::kCandidate);
  ASSERT_FALSE(append.responses.empty());
  for (Message& response : append.responses) {
    ASSERT_TRUE(node->Step(std::move(response)).has_value());
  }
  EXPECT_EQ(node.core().role(), Role::kLeader);
}

}  // namespace
}  // namespace raft::behaviour
