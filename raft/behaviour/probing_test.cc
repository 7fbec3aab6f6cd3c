// How a leader finds where a follower's log meets its own (Raft paper §5.3).
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

// A leader of three in term 1 over a log of terms [0 1]; none has answered.
struct Leader : Node {
  Leader()
      : Node(ConfigOf(1),
             {.members = Voters(3), .log = {1, 1}, .hard_state = {.term = 1}}) {
    BecomeLeader();  // Term 2; its empty entry is entry 3.
  }
};

TEST(Probing, HeartbeatsCarryNoEntriesAndNoMoreCommitThanThePeerHas) {
  Node leader(ConfigOf(1), {.members = Voters(5)});
  leader.BecomeLeader();
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
  }
  leader.Settle();
  const std::vector<Index> matches = {0, 5, 5, 4, 2, 0};  // By id.
  for (const NodeId peer : {2, 3, 4}) {
    ASSERT_TRUE(leader.Step(AckOf(peer, 1, 1, matches[peer])).has_value());
  }
  // The same without an answer of node 3.
  Node behind(ConfigOf(1), {.members = Voters(5)});
  behind.BecomeLeader();
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(behind->Propose(Payload("x")).has_value());
  }
  behind.Settle();
  for (const NodeId peer : {2, 4}) {
    ASSERT_TRUE(behind.Step(AckOf(peer, 1, 1, matches[peer])).has_value());
  }
  for (Node* const node : {&leader, &behind}) {
    const Index committed = node->core().log().committed();
    EXPECT_EQ(committed, node == &leader ? 4u : 2u);
    node->sent.clear();
    node->Tick(1);
    const auto heartbeats = node->TakeSent(kHeartbeat);
    ASSERT_EQ(heartbeats.size(), 4u);
    for (const Message& heartbeat : heartbeats) {
      EXPECT_EQ(heartbeat.index, 0u);
      EXPECT_EQ(heartbeat.log_term, 0u);
      EXPECT_TRUE(heartbeat.entries.empty());
      const Index match = node->progress(heartbeat.to).match;
      EXPECT_EQ(heartbeat.commit, std::min(match, committed));
    }
  }
  EXPECT_GT(behind.progress(2).match, behind.core().log().committed());
}

TEST(Probing, HeartbeatsComeAsOftenAsConfigured) {
  Config config = ConfigOf(1);
  config.heartbeat_tick = 3;
  Node leader(config, {.members = Voters(3)});
  leader.BecomeLeader();
  for (int tick = 1; tick <= 12; ++tick) {
    leader.Tick(1);
    EXPECT_EQ(leader.TakeSent(kHeartbeat).size(), tick % 3 == 0 ? 2u : 0u);
  }
}

TEST(Probing, OnlyALeaderBeats) {
  for (const Role role : {Role::kFollower, Role::kCandidate, Role::kLeader}) {
    Node node(ConfigOf(1), {.members = Voters(3)});
    if (role == Role::kLeader) node.BecomeLeader();
    if (role == Role::kCandidate) node->Campaign();
    node.Settle();
    node.sent.clear();
    node.Tick(1);
    EXPECT_EQ(node.TakeSent(kHeartbeat).size(), role == Role::kLeader ? 2 : 0);
  }
}

TEST(Probing, AHeartbeatAnswerOfAPeerThatIsBehindIsFollowedByAnAppend) {
  Leader leader;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 2)).has_value());
    EXPECT_EQ(leader.TakeSent(kApp).size(), 1u);
  }
  // Once it has all, there is nothing to say.
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 2, 3)).has_value());
  leader.sent.clear();
  ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 2)).has_value());
  EXPECT_TRUE(leader.TakeSent(kApp).empty());
}

// Node 2 is in the term of node 1 before that one is elected there, and tells it
// of that term as an old leader of a lower one. The notice comes late.
TEST(Probing, TheNoticeOfALowerTermIsNoAnswerToAProbe) {
  Node leader(ConfigOf(1), {.members = Voters(2),
                            .log = {1, 1, 1},
                            .hard_state = {.term = 4, .vote = 1, .commit = 3}});
  leader.BecomeLeader();
  ASSERT_TRUE(leader.storage
                  .CreateSnapshot(3, Voters(2), Payload())
                  .has_value());
  ASSERT_TRUE(leader.storage.Compact(3).has_value());
  ASSERT_EQ(leader.progress(2).state, ProgressState::kProbe);
  const Progress before = leader.progress(2);
  ASSERT_GT(before.next, 1u);

  ASSERT_TRUE(leader.Step(AckOf(2, 1, leader.core().term(), 0)).has_value());
  EXPECT_TRUE(leader.sent.empty());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  EXPECT_EQ(leader.progress(2).next, before.next);
  EXPECT_EQ(leader.progress(2).append_paused, before.append_paused);
  EXPECT_TRUE(leader.progress(2).recent_active);
}

TEST(Probing, AnEmptyFollowersAnswerToAProbeAtTheBeginningCounts) {
  Node leader(ConfigOf(1), {.members = Voters(2)});
  leader.BecomeLeader();
  ASSERT_EQ(leader.progress(2).next, 1u);
  ASSERT_TRUE(leader.Step(AckOf(2, 1, leader.core().term(), 0)).has_value());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kReplicate);
}

TEST(Probing, AnswersMoveMatchAndNext) {
  struct Row {
    const char* name;
    Message answer;
    Index match, next;
    size_t appends;
    Index previous;  // Of the first append.
    Index commit;
  };
  const std::vector<Row> rows = {
      {"a stale rejection", RejectionOf(2, 1, 2, 3, {0, 3}), 0, 3, 0, 0, 0},
      {"a rejection", RejectionOf(2, 1, 2, 2, {0, 1}), 0, 2, 1, 1, 0},
      {"an acknowledgement", AckOf(2, 1, 2, 3), 3, 4, 2, 3, 3},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Leader leader;
    // What was probed for: entry 3, after entry 2.
    ASSERT_EQ(leader.progress(2).next, 3u);
    ASSERT_TRUE(leader.Step(row.answer).has_value());
    EXPECT_EQ(leader.progress(2).match, row.match);
    EXPECT_EQ(leader.progress(2).next, row.next);
    EXPECT_EQ(leader.core().log().committed(), row.commit);
    std::vector<Message> appends = leader.TakeSent(kApp);
    std::erase_if(appends, [](const Message& m) { return m.to != 2; });
    EXPECT_EQ(appends.size(), row.appends > 0 ? 1u : 0u);
    EXPECT_EQ(appends.empty() ? 0 : appends[0].index, row.previous);
  }
}

TEST(Probing, AnAcknowledgementOfWhatIsKnownStartsReplication) {
  Leader leader;
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 2, 3)).has_value());
  leader->ReportUnreachable(2);
  ASSERT_EQ(leader.progress(2).state, ProgressState::kProbe);
  leader.sent.clear();
  ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
  leader.Settle();
  leader.sent.clear();
  // No news, and still: somebody is there, and the logs meet there.
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 2, 3)).has_value());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kReplicate);
  const auto appends = leader.TakeSent(kApp);
  ASSERT_FALSE(appends.empty());
  EXPECT_EQ(appends.back().to, 2u);
  EXPECT_EQ(appends.back().entries.back().index, 4u);
}

// Both sides skip whole terms: the follower says where its log can meet the
// leader's, the leader where its own can meet that.
TEST(Probing, ARejectionSkipsWholeTerms) {
  struct Row {
    std::vector<Term> leader;
    std::vector<Term> follower;
    Index compacted;  // By the follower.
    EntryId hint;     // Of the follower.
    EntryId next;     // After which the leader probes.
  };
  const std::vector<Row> rows = {
      {{1, 3, 3, 3, 5, 5, 5, 5, 5}, {1, 1, 1, 1, 2, 2}, 0, {2, 6}, {1, 1}},
      {{1, 3, 3, 3, 5, 5, 5, 5, 5}, {1, 3, 3, 3, 3, 3, 3}, 0, {3, 7}, {3, 4}},
      {{1, 1, 1, 4, 5}, {1, 1, 1, 4}, 0, {4, 4}, {4, 4}},
      {{1, 1, 1, 6, 6, 6, 6}, {1, 1, 1, 6, 6}, 0, {6, 5}, {6, 5}},
      {{1, 1, 1, 1, 1}, {1, 1}, 0, {1, 2}, {1, 2}},
      {{1, 1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 4, 4, 4, 4}, 0, {0, 0}, {0, 0}},
      {{1, 3, 3, 5, 5, 5, 5}, {1, 3, 3, 3, 3}, 3, {3, 5}, {3, 3}},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    const Row& row = rows[i];
    const Term term = row.leader.back();
    const Start start{
        .members = Voters(2), .log = row.leader, .hard_state = {.term = term}};
    Node leader(ConfigOf(1), start);
    Config config = ConfigOf(2);
    config.applied = row.compacted;
    Node follower(config,
                  {.members = Voters(2),
                   .log = row.follower,
                   .hard_state = {.term = term, .commit = row.compacted}});
    if (row.compacted != 0) {
      ASSERT_TRUE(follower.storage
                      .CreateSnapshot(row.compacted, std::nullopt, Payload())
                      .has_value());
      ASSERT_TRUE(follower.storage.Compact(row.compacted).has_value());
    }
    leader->Campaign();
    leader.Settle();
    ASSERT_TRUE(leader.Step(MessageOf(kVoteResp, 2, 1, term + 1)).has_value());
    ASSERT_EQ(leader.core().role(), Role::kLeader);
    // The probe is after the last entry of the old log.
    auto probes = leader.TakeSent(kApp);
    ASSERT_EQ(probes.size(), 1u);
    EXPECT_EQ(probes[0].index, row.leader.size());
    EXPECT_EQ(probes[0].log_term, row.leader.back());
    ASSERT_TRUE(follower.Step(probes[0]).has_value());
    const auto answers = follower.TakeSent(kAppResp);
    ASSERT_EQ(answers.size(), 1u);
    ASSERT_TRUE(answers[0].reject);
    EXPECT_EQ((EntryId{answers[0].log_term, answers[0].reject_hint}), row.hint);
    ASSERT_TRUE(leader.Step(answers[0]).has_value());
    probes = leader.TakeSent(kApp);
    ASSERT_EQ(probes.size(), 1u);
    EXPECT_EQ((EntryId{probes[0].log_term, probes[0].index}), row.next);
    // And it converges.
    for (int round = 0; round < 20 && !probes.empty(); ++round) {
      for (const Message& probe : probes) {
        ASSERT_TRUE(follower.Step(probe).has_value());
      }
      for (const Message& answer : follower.TakeSent(kAppResp)) {
        ASSERT_TRUE(leader.Step(answer).has_value());
      }
      probes = leader.TakeSent(kApp);
    }
    EXPECT_EQ(follower.core().log().LastEntryId(),
              leader.core().log().LastEntryId());
  }
}

TEST(Probing, ALateRejectionOfAProbedPeerNeverMovesBelowWhatMatches) {
  Leader leader;
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 2, 3)).has_value());
  ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
  leader.Settle();
  leader->ReportUnreachable(2);
  ASSERT_EQ(leader.progress(2).state, ProgressState::kProbe);
  leader.sent.clear();
  // It rejects what was probed for, with a hint from before it had entry 3.
  ASSERT_TRUE(leader.Step(RejectionOf(2, 1, 2, 3, {1, 1})).has_value());
  EXPECT_EQ(leader.progress(2).match, 3u);
  EXPECT_EQ(leader.progress(2).next, 4u);
  for (const Message& append : leader.TakeSent(kApp)) {
    EXPECT_EQ(append.index, 3u);
  }
}

TEST(Probing, ALateRejectionNeverMovesBelowWhatMatches) {
  Leader leader;
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 2, 3)).has_value());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
    leader.Settle();
  }
  leader.sent.clear();
  // The append after entry 5 came before the one after entry 3.
  ASSERT_TRUE(leader.Step(RejectionOf(2, 1, 2, 5, {1, 2})).has_value());
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  EXPECT_EQ(leader.progress(2).match, 3u);
  EXPECT_EQ(leader.progress(2).next, 4u);
  const auto appends = leader.TakeSent(kApp);
  ASSERT_EQ(appends.size(), 1u);
  EXPECT_EQ(appends[0].index, 3u);
}

}  // namespace
}  // namespace raft::behaviour
