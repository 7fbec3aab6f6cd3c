// How fast a leader may send: probes, windows, limits (no paper: the
// reference's flow control).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

// A leader of two whose peer is probed and has answered nothing.
struct Leader : Node {
  explicit Leader(const Config& config = ConfigOf(1), size_t voters = 2)
      : Node(config, {.members = Voters(voters)}) {
    BecomeLeader();
  }
  // The peer has all that was sent: appends flow.
  void Replicate() {
    const Index last = core().log().LastIndex();
    ASSERT_TRUE(Step(AckOf(2, 1, core().term(), last)).has_value());
    ASSERT_EQ(progress(2).state, ProgressState::kReplicate);
    sent.clear();
  }
  size_t AppendsAfter(const std::string& data) {
    EXPECT_TRUE(raw().Propose(Payload(data)).has_value());
    Settle();
    return TakeSent(kApp).size();
  }
};

std::string Bytes(size_t count) { return std::string(count, 'a'); }

TEST(FlowControl, AProbedPeerGetsOneAppendUntilItAnswers) {
  Leader leader;
  // The first append, of the empty entry, is under way.
  EXPECT_TRUE(leader.progress(2).append_paused);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(leader.AppendsAfter("x"), 0u);
  // Not known to be there, so still the next one to send.
  EXPECT_EQ(leader.progress(2).next, 1u);
}

TEST(FlowControl, OnlyAnAnswerToAHeartbeatLetsAProbeOut) {
  Leader leader;
  leader.Tick(1);
  EXPECT_EQ(leader.TakeSent(kHeartbeat).size(), 1u);
  EXPECT_TRUE(leader.progress(2).append_paused);
  EXPECT_EQ(leader.AppendsAfter("x"), 0u);
  ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 1)).has_value());
  EXPECT_EQ(leader.TakeSent(kApp).size(), 1u);
  EXPECT_TRUE(leader.progress(2).append_paused);
}

TEST(FlowControl, AReplicatedPeerGetsEveryAppendAtOnce) {
  Leader leader;
  leader.Replicate();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(leader.AppendsAfter("x"), 1u);
  EXPECT_EQ(leader.progress(2).next, 12u);
  EXPECT_EQ(leader.progress(2).match, 1u);
}

TEST(FlowControl, ALostMessageTurnsReplicationIntoProbing) {
  Leader leader;
  leader.Replicate();
  leader.AppendsAfter("x");
  EXPECT_EQ(leader.progress(2).next, 3u);
  leader->ReportUnreachable(2);
  EXPECT_EQ(leader.progress(2).state, ProgressState::kProbe);
  EXPECT_EQ(leader.progress(2).next, leader.progress(2).match + 1);
}

TEST(FlowControl, AnAcknowledgementResumesItsPeerOnly) {
  Leader leader(ConfigOf(1), 3);
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, 1)).has_value());
  leader.sent.clear();
  EXPECT_TRUE(leader.raw().Propose(Payload("x")).has_value());
  leader.Settle();
  auto appends = leader.TakeSent(kApp);
  ASSERT_EQ(appends.size(), 1u);
  EXPECT_EQ(appends[0].to, 2u);
  ASSERT_EQ(appends[0].entries.size(), 1u);
  EXPECT_EQ(appends[0].entries[0].index, 2u);
  ASSERT_TRUE(leader.Step(AckOf(3, 1, 1, 1)).has_value());
  appends = leader.TakeSent(kApp);
  ASSERT_FALSE(appends.empty());
  EXPECT_EQ(appends[0].to, 3u);
  ASSERT_EQ(appends[0].entries.size(), 1u);
  EXPECT_EQ(appends[0].entries[0].index, 2u);
}

TEST(FlowControl, MessagesAndBytesInFlightAreLimited) {
  Config config = ConfigOf(1);
  config.max_size_per_message = 2048;
  config.max_inflight_messages = 3;
  config.max_inflight_bytes = 9000;
  Leader leader(config);
  leader.sent.clear();
  // The probe: the empty entry, and the first of ten of 1000 bytes.
  leader.AppendsAfter(Bytes(1000));
  ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 1)).has_value());
  std::vector<Message> appends = leader.TakeSent(kApp);
  ASSERT_EQ(appends.size(), 1u);
  ASSERT_EQ(appends[0].entries.size(), 2u);
  // The other nine, six of 5000, and six of 1000 again.
  for (int i = 1; i < 22; ++i) {
    leader.AppendsAfter(Bytes(i < 10 || i >= 16 ? 1000 : 5000));
  }
  // Each time all is acknowledged, and so many entries are in what follows: at
  // most three messages, and 9000 bytes but for the last of them.
  using Sizes = std::vector<size_t>;
  for (const Sizes& expected : {Sizes{2, 2, 2}, Sizes{2, 1, 1}, Sizes{1, 1},
                                Sizes{1, 1}, Sizes{1, 2, 2}, Sizes{2}}) {
    const Index last = appends.back().entries.back().index;
    ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, last)).has_value());
    appends = leader.TakeSent(kApp);
    std::erase_if(appends, [](const Message& m) { return m.entries.empty(); });
    Sizes sizes;
    for (const Message& append : appends)
      sizes.push_back(append.entries.size());
    EXPECT_EQ(sizes, expected);
    ASSERT_FALSE(appends.empty());
  }
}

TEST(FlowControl, AFullWindowHoldsAppendsBack) {
  Config config = ConfigOf(1);
  config.max_inflight_messages = 4;
  Leader leader(config);
  leader.Replicate();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(leader.AppendsAfter("x"), 1u);
  EXPECT_TRUE(leader.progress(2).inflights.Full());
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
    leader.Settle();
    for (const Message& append : leader.TakeSent(kApp)) {
      EXPECT_TRUE(append.entries.empty());
    }
  }
}

TEST(FlowControl, EachAcknowledgementFreesItsPlaceAndStaleOnesFreeNone) {
  Config config = ConfigOf(1);
  config.max_inflight_messages = 4;
  Leader leader(config);
  leader.Replicate();
  for (int i = 0; i < 4; ++i) leader.AppendsAfter("x");
  for (Index acknowledged = 2; acknowledged < 6; ++acknowledged) {
    ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, acknowledged)).has_value());
    leader.sent.clear();
    EXPECT_EQ(leader.AppendsAfter("x"), 1u);
    EXPECT_TRUE(leader.progress(2).inflights.Full());
    for (Index stale = 1; stale < acknowledged; ++stale) {
      ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, stale)).has_value());
      EXPECT_TRUE(leader.progress(2).inflights.Full());
    }
  }
}

TEST(FlowControl, AFullWindowLetsOneEmptyAppendOutPerHeartbeatAnswer) {
  Config config = ConfigOf(1);
  config.max_inflight_messages = 4;
  Leader leader(config);
  leader.Replicate();
  for (int i = 0; i < 4; ++i) leader.AppendsAfter("x");
  for (int tries = 1; tries < 5; ++tries) {
    for (int i = 0; i < tries; ++i) {
      ASSERT_TRUE(leader.Step(MessageOf(kHeartbeatResp, 2, 1, 1)).has_value());
      const auto appends = leader.TakeSent(kApp);
      ASSERT_EQ(appends.size(), 1u);
      EXPECT_TRUE(appends[0].entries.empty());
      EXPECT_TRUE(leader.progress(2).append_paused);
    }
    EXPECT_EQ(leader.AppendsAfter("x"), 0u);
  }
}

TEST(FlowControl, UncommittedPayloadIsLimited) {
  Config config = ConfigOf(1);
  constexpr size_t kEntries = 8;
  config.max_uncommitted_entries_size = kEntries * 1024;
  Leader leader(config, 3);
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, 1)).has_value());
  ASSERT_TRUE(leader.Step(AckOf(3, 1, 1, 1)).has_value());
  EXPECT_EQ(leader.core().uncommitted_size(), 0u);
  const auto propose = [&](const std::string& data) {
    const auto proposed = leader.raw().Propose(Payload(data));
    leader.Settle();
    if (proposed) return ErrorCode::kStopped;  // Not refused.
    return proposed.error().code;
  };
  for (size_t i = 0; i < kEntries; ++i) {
    EXPECT_EQ(propose(Bytes(1024)), ErrorCode::kStopped);
  }
  EXPECT_EQ(leader.core().uncommitted_size(), kEntries * 1024);
  EXPECT_EQ(propose(Bytes(1024)), ErrorCode::kProposalDropped);
  // Entries without payload always pass.
  EXPECT_EQ(propose(""), ErrorCode::kStopped);
  // What is committed and applied makes room; an empty tail takes anything.
  const Index last = leader.core().log().LastIndex();
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, last)).has_value());
  EXPECT_EQ(leader.core().uncommitted_size(), 0u);
  EXPECT_EQ(propose(Bytes(2 * kEntries * 1024)), ErrorCode::kStopped);
  EXPECT_EQ(propose(Bytes(1024)), ErrorCode::kProposalDropped);
  EXPECT_EQ(propose(""), ErrorCode::kStopped);
  ASSERT_TRUE(
      leader.Step(AckOf(2, 1, 1, leader.core().log().LastIndex())).has_value());
  EXPECT_EQ(leader.core().uncommitted_size(), 0u);
}

TEST(FlowControl, NoAppendIsLargerThanItsLimitAndSomeAreFull) {
  constexpr uint64_t kLimit = 2048;
  Cluster cluster(3, [](Config& c) { c.max_size_per_message = kLimit; });
  cluster.Campaign(1);
  cluster.Isolate(1);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(cluster.Propose(1, Bytes(1000)).has_value());
  }
  cluster.Recover();
  bool over_half = false;
  cluster.passes = [&](const Message& message) {
    uint64_t bytes = 0;
    for (const Entry& entry : message.entries) bytes += entry.data.size();
    EXPECT_LE(bytes, kLimit);
    over_half |= bytes > kLimit / 2;
    return true;
  };
  cluster.Tick(1);
  cluster.Tick(1);
  EXPECT_TRUE(over_half);
  EXPECT_EQ(cluster[3].core().log().LastIndex(), 6u);
}

TEST(FlowControl, BatchedProposalsTravelInOneAppend) {
  Config config = ConfigOf(1);
  config.batch_appends = true;
  Leader leader(config);
  leader.Replicate();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(leader->Propose(Payload("x")).has_value());
  }
  leader.Settle();
  const auto appends = leader.TakeSent(kApp);
  ASSERT_EQ(appends.size(), 1u);
  EXPECT_EQ(appends[0].entries.size(), 5u);
  EXPECT_EQ(leader.progress(1).match, 6u);
}

}  // namespace
}  // namespace raft::behaviour
