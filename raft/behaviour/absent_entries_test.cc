// A storage that keeps old entries on the disk only: who lacks them waits until
// they were read, gets no snapshot, and keeps nobody else waiting.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "raft/base/check.h"
#include "raft/behaviour/cluster.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace raft::behaviour {
namespace {

// Entries below `in_memory_from` are being read, and perhaps their terms.
class SlowStorage : public MemoryStorage {
 public:
  using MemoryStorage::MemoryStorage;
  Result<void> Entries(Index low, Index high, uint64_t max_bytes,
                       EntryList& entries) const override {
    if (low < in_memory_from) return Absent();
    return MemoryStorage::Entries(low, high, max_bytes, entries);
  }
  Result<raft::Term> TermAt(Index index) const override {
    if (terms_too && index < in_memory_from) return Absent();
    return MemoryStorage::TermAt(index);
  }
  Index in_memory_from = 0;
  bool terms_too = false;

 private:
  static std::unexpected<Error> Absent() {
    return Fail(ErrorCode::kLogTemporarilyUnavailable);
  }
};

// Leads three nodes in term 1, has applied ten entries, and knows nothing of
// the logs of the others.
class Leader {
 public:
  Leader() {
    Snapshot members;
    members.conf_state = Voters(3);
    const auto started =
        storage.ApplySnapshot(std::make_shared<const Snapshot>(members));
    RAFT_CHECK(started.has_value(), "no members");
    storage.Append(EntriesOfTerms(std::vector<Term>(10, 1)));
    storage.SetHardState({.term = 1, .vote = 1, .commit = 10});
    Config config = ConfigOf(1);
    config.applied = 10;
    node_.emplace(*RawNode::Create(config, storage));
    node_->Campaign();
    Settle();
    Step(MessageOf(MessageType::kVoteResp, 2, 1, 2));
    sent.clear();
  }

  void Step(Message message) {
    const auto stepped = node_->Step(std::move(message));
    RAFT_CHECK(stepped.has_value(), "{}", stepped.error().Text());
    Settle();
  }
  void Tick() {
    node_->Tick();
    Settle();
  }
  // Messages to `to` since this was asked last, of this type.
  std::vector<Message> TakeSent(NodeId to, MessageType type) {
    std::vector<Message> found;
    for (Message& message : std::exchange(sent, {})) {
      if (message.to == to && message.type == type) found.push_back(message);
    }
    return found;
  }
  const Progress& progress(NodeId peer) const {
    return *node_->core().tracker().progress().Find(peer);
  }

  SlowStorage storage;
  std::vector<Message> sent;

 private:
  void Settle() {
    Ready ready;
    while (node_->HasReady()) {
      node_->TakeReady(ready);
      storage.Append(ready.entries);
      if (ready.hard_state) storage.SetHardState(*ready.hard_state);
      for (Message& message : ready.messages) sent.push_back(message);
      node_->Advance();
    }
  }

  std::optional<RawNode> node_;
};

// A peer says that it has only the first two entries.
void ReportTwoEntries(Leader& leader) {
  leader.Step(RejectionOf(2, 1, 2, 10, {1, 2}));
}

class AbsentEntries : public testing::TestWithParam<bool> {};

TEST_P(AbsentEntries, ArriveOnceTheyWereRead) {
  Leader leader;
  leader.storage.terms_too = GetParam();
  leader.storage.in_memory_from = 8;
  ReportTwoEntries(leader);
  EXPECT_TRUE(leader.TakeSent(2, MessageType::kApp).empty());
  EXPECT_NE(leader.progress(2).state, ProgressState::kSnapshot);
  // It goes on to be heard of meanwhile.
  leader.Tick();
  EXPECT_EQ(leader.TakeSent(2, MessageType::kHeartbeat).size(), 1u);

  leader.storage.in_memory_from = 0;
  leader.Step(MessageOf(MessageType::kHeartbeatResp, 2, 1, 2));
  const auto appends = leader.TakeSent(2, MessageType::kApp);
  ASSERT_EQ(appends.size(), 1u);
  EXPECT_EQ(appends[0].index, 2u);
  EXPECT_EQ(appends[0].entries.size(), 9u);
}

TEST_P(AbsentEntries, NeedNoSnapshot) {
  Leader leader;
  ASSERT_TRUE(
      leader.storage.CreateSnapshot(5, std::nullopt, Payload()).has_value());
  leader.storage.terms_too = GetParam();
  leader.storage.in_memory_from = 8;
  ReportTwoEntries(leader);
  leader.Step(MessageOf(MessageType::kHeartbeatResp, 2, 1, 2));
  EXPECT_TRUE(leader.TakeSent(2, MessageType::kSnap).empty());
  // What is gone does.
  ASSERT_TRUE(leader.storage.Compact(5).has_value());
  leader.storage.in_memory_from = 0;
  leader.Step(MessageOf(MessageType::kHeartbeatResp, 2, 1, 2));
  EXPECT_EQ(leader.TakeSent(2, MessageType::kSnap).size(), 1u);
}

TEST_P(AbsentEntries, OfOnePeerDoNotHoldUpAnother) {
  Leader leader;
  leader.storage.terms_too = GetParam();
  leader.storage.in_memory_from = 8;
  ReportTwoEntries(leader);
  leader.sent.clear();
  leader.Step(RejectionOf(3, 1, 2, 10, {1, 9}));
  const auto appends = leader.TakeSent(3, MessageType::kApp);
  ASSERT_EQ(appends.size(), 1u);
  EXPECT_EQ(appends[0].index, 9u);
}

INSTANTIATE_TEST_SUITE_P(WithTheirTermsOrNot, AbsentEntries, testing::Bool());

TEST(AbsentEntries, ThatAreNotAppliedAreABrokenContract) {
  SlowStorage storage;
  Snapshot members;
  members.conf_state = Voters(1);
  ASSERT_TRUE(storage.ApplySnapshot(std::make_shared<const Snapshot>(members))
                  .has_value());
  storage.Append(EntriesOfTerms(std::vector<Term>(3, 1)));
  storage.SetHardState({.term = 1, .vote = 1, .commit = 3});
  storage.in_memory_from = 3;
  RawNode node = *RawNode::Create(ConfigOf(1), storage);
  Ready ready;
  EXPECT_THROW(node.TakeReady(ready), Panic);
}

}  // namespace
}  // namespace raft::behaviour
