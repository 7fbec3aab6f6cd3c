// Reads that need no log entry (Raft thesis §6.4).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

ReadState Answer(Index index, std::string_view context) {
  return {index, Payload(context)};
}

void Read(Cluster& cluster, NodeId id, std::string_view context) {
  cluster[id]->ReadIndex(Payload(context));
  cluster.Settle();
}

TEST(Reads, AreAnsweredWithTheCommitIndexWhereverTheyAreAsked) {
  for (const bool lease : {false, true}) {
    Cluster cluster(3, [&](Config& c) {
      c.check_quorum = lease;
      if (lease) c.read_only_option = ReadOnlyOption::kLeaseBased;
    });
    cluster.Campaign(1);
    struct Row {
      NodeId node;
      int proposals;
      Index index;
      const char* context;
    };
    for (const Row& row : std::vector<Row>{{1, 10, 11, "c1"},
                                           {2, 10, 21, "c2"},
                                           {3, 10, 31, "c3"},
                                           {1, 10, 41, "c4"},
                                           {2, 10, 51, "c5"},
                                           {3, 10, 61, "c6"}}) {
      for (int i = 0; i < row.proposals; ++i) {
        ASSERT_TRUE(cluster.Propose(1).has_value());
      }
      Read(cluster, row.node, row.context);
      ASSERT_EQ(cluster[row.node].reads.size(), 1u);
      EXPECT_EQ(cluster[row.node].reads[0], Answer(row.index, row.context));
      cluster[row.node].reads.clear();
    }
  }
}

TEST(Reads, ALearnerMayAsk) {
  Cluster cluster(std::vector<Start>(2, Start{.members = Members({1}, {2})}));
  cluster.Campaign(1);
  ASSERT_TRUE(cluster.Propose(1).has_value());
  for (const NodeId id : {1, 2}) {
    Read(cluster, id, "context");
    ASSERT_EQ(cluster[id].reads.size(), 1u);
    EXPECT_EQ(cluster[id].reads[0], Answer(2, "context"));
  }
}

TEST(Reads, WithoutAQuorumNothingIsConfirmed) {
  Cluster cluster(3);
  cluster.Campaign(1);
  cluster.Isolate(1);
  Read(cluster, 1, "lost");
  EXPECT_TRUE(cluster[1].reads.empty());
  cluster.Recover();
  cluster.Tick(1, 1);
  ASSERT_EQ(cluster[1].reads.size(), 1u);
  EXPECT_EQ(cluster[1].reads[0], Answer(1, "lost"));
}

TEST(Reads, AFollowerWithoutALeaderDropsThem) {
  Cluster cluster(3);
  Read(cluster, 2, "lost");
  cluster.Campaign(1);
  cluster.Tick(1, 3);
  EXPECT_TRUE(cluster[2].reads.empty());
}

TEST(Reads, WaitUntilANewLeaderHasCommittedInItsTerm) {
  const Start start{.members = Voters(3),
                    .log = {1, 1},
                    .hard_state = {.term = 1, .commit = 1}};
  Cluster cluster(std::vector<Start>(3, start));
  cluster.Ignore(kApp);
  cluster.Campaign(1);
  ASSERT_EQ(cluster[1].core().role(), Role::kLeader);
  Read(cluster, 1, "early");
  EXPECT_TRUE(cluster[1].reads.empty());
  EXPECT_EQ(cluster[1].core().pending_reads().size(), 1u);
  cluster.Recover();
  cluster.Tick(1, 1);
  cluster.Tick(1, 1);
  EXPECT_EQ(cluster[1].core().log().committed(), 3u);
  ASSERT_EQ(cluster[1].reads.size(), 1u);
  EXPECT_EQ(cluster[1].reads[0], Answer(3, "early"));
  EXPECT_TRUE(cluster[1].core().pending_reads().empty());
  Read(cluster, 1, "late");
  ASSERT_EQ(cluster[1].reads.size(), 2u);
  EXPECT_EQ(cluster[1].reads[1], Answer(3, "late"));
}

TEST(Reads, ConfirmedOnesAreForgotten) {
  Cluster cluster(2);
  cluster.Campaign(1);
  EXPECT_EQ(cluster[1].core().read_only().waiting(), 0u);
  Read(cluster, 1, "one");
  Read(cluster, 1, "two");
  EXPECT_EQ(cluster[1].reads.size(), 2u);
  EXPECT_EQ(cluster[1].core().read_only().waiting(), 0u);
}

// A request that a network has doubled, and heartbeat answers that it has
// delayed, must not confirm a later read of a leader that is none any more.
TEST(Reads, LateAnswersToADoubledRequestConfirmNoLaterRead) {
  Cluster cluster(3);
  cluster.Campaign(1);
  std::vector<Message> late;
  cluster.passes = [&](const Message& message) {
    if (message.type != kHeartbeatResp) return true;
    late.push_back(message);
    return false;
  };
  Read(cluster, 1, "same");
  Read(cluster, 1, "same");
  ASSERT_GE(late.size(), 4u);
  // The first round confirms.
  cluster.Recover();
  const std::vector<Message> answers = late;
  cluster.Step(answers[0]);
  EXPECT_FALSE(cluster[1].reads.empty());
  // Another leads and writes; the old one does not know.
  cluster.Isolate(1);
  cluster.Campaign(2);
  ASSERT_TRUE(cluster.Propose(2, "news").has_value());
  const size_t confirmed = cluster[1].reads.size();
  Read(cluster, 1, "later");
  Read(cluster, 1, "same");
  ASSERT_EQ(cluster[1].core().role(), Role::kLeader);
  ASSERT_EQ(cluster[1].core().term(), 1u);
  for (const Message& answer : answers) {
    (void)cluster[1].Step(answer);
  }
  for (size_t i = confirmed; i < cluster[1].reads.size(); ++i) {
    EXPECT_NE(cluster[1].reads[i].context.view(), "later");
  }
  // The two that were asked in time, and not the third.
  EXPECT_EQ(cluster[1].reads.size(), 2u);
}

TEST(Reads, AnOldLeaderPassesARequestOnWithItsFirstSendersName) {
  Cluster cluster(3);
  cluster.Campaign(1);
  // Nodes 2 and 3 ask node 1, which is not the leader any more when it hears
  // them.
  cluster[2]->ReadIndex(Payload("two"));
  cluster[2].Settle();
  const auto asked = cluster[2].TakeSent(kReadIndex);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].term, 0u);
  EXPECT_EQ(asked[0].from, 2u);
  cluster.Campaign(3);
  ASSERT_EQ(cluster[1].core().lead(), 3u);
  Node& one = cluster[1];
  ASSERT_TRUE(one.Step(asked[0]).has_value());
  const auto passed = one.TakeSent(kReadIndex);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(passed[0].from, 2u);
  EXPECT_EQ(passed[0].to, 3u);
  EXPECT_EQ(passed[0].term, 0u);
  cluster.Step(passed[0]);
  ASSERT_EQ(cluster[2].reads.size(), 1u);
  EXPECT_EQ(cluster[2].reads[0].context.view(), "two");
}

}  // namespace
}  // namespace raft::behaviour
