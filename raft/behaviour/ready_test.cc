// What a node hands out, and when (the contract of Ready and Advance).
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/behaviour/cluster.h"
#include "raft/wire/encoded_size.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

std::vector<Index> IndexesOf(const EntryList& entries) {
  std::vector<Index> indexes;
  for (const Entry& entry : entries) indexes.push_back(entry.index);
  return indexes;
}

using Indexes = std::vector<Index>;

TEST(Ready, LocalMessagesAreNotTakenFromPeers) {
  for (int i = 0; i < kMessageTypes; ++i) {
    const auto type = static_cast<MessageType>(i);
    SCOPED_TRACE(i);
    Node node(ConfigOf(1), {.members = Voters(2)});
    const auto stepped = node.Step(MessageOf(type, 2, 1, 1));
    if (IsLocalMessage(type)) {
      ASSERT_FALSE(stepped.has_value());
      EXPECT_EQ(stepped.error().code, ErrorCode::kStepLocalMessage);
    } else if (!stepped) {
      EXPECT_NE(stepped.error().code, ErrorCode::kStepLocalMessage);
    }
  }
}

TEST(Ready, AnswersOfStrangersAreNotTaken) {
  Node node(ConfigOf(1), {.members = Voters(2)});
  for (const MessageType type :
       {kAppResp, kVoteResp, kHeartbeatResp, kPreVoteResp, kReadIndexResp}) {
    const auto stepped = node.Step(MessageOf(type, 9, 1, 1));
    ASSERT_FALSE(stepped.has_value());
    EXPECT_EQ(stepped.error().code, ErrorCode::kStepPeerNotFound);
  }
}

TEST(Ready, ABootstrappedNodeHandsOutItsMembersThenItsElection) {
  MemoryStorage storage;
  RawNode node = *RawNode::Create(ConfigOf(1), storage);
  const Peer self{.id = 1, .context = Payload("me")};
  ASSERT_TRUE(node.Bootstrap({&self, 1}).has_value());
  Ready ready;
  ASSERT_TRUE(node.HasReady());
  node.TakeReady(ready);
  EXPECT_EQ(ready.hard_state, (HardState{.term = 1, .vote = 0, .commit = 1}));
  EXPECT_EQ(IndexesOf(ready.entries), Indexes{1});
  EXPECT_EQ(IndexesOf(ready.committed_entries), Indexes{1});
  EXPECT_EQ(ready.entries[0].type, EntryType::kConfChange);
  EXPECT_TRUE(ready.must_sync);
  storage.Append(ready.entries);
  storage.SetHardState(*ready.hard_state);
  node.Advance();
  EXPECT_FALSE(node.HasReady());
  // Twice is once too often.
  EXPECT_FALSE(node.Bootstrap({&self, 1}).has_value());
  EXPECT_FALSE(
      RawNode::Create(ConfigOf(1), MemoryStorage())->Bootstrap({}).has_value());

  node.Campaign();
  node.TakeReady(ready);
  EXPECT_EQ(ready.hard_state, (HardState{.term = 2, .vote = 1, .commit = 1}));
  EXPECT_TRUE(ready.must_sync);
  EXPECT_EQ(ready.soft_state->role, Role::kCandidate);
  storage.SetHardState(*ready.hard_state);
  node.Advance();
  ASSERT_TRUE(node.HasReady());
  node.TakeReady(ready);
  EXPECT_EQ(ready.soft_state, (SoftState{.lead = 1, .role = Role::kLeader}));
  EXPECT_EQ(IndexesOf(ready.entries), Indexes{2});
  EXPECT_TRUE(ready.committed_entries.empty());
  storage.Append(ready.entries);
  node.Advance();
  node.TakeReady(ready);
  // A commit index alone need not wait for the disk.
  EXPECT_EQ(IndexesOf(ready.committed_entries), Indexes{2});
  EXPECT_TRUE(ready.entries.empty());
  EXPECT_FALSE(ready.must_sync);
  EXPECT_EQ(ready.hard_state->commit, 2u);
  node.Advance();
  EXPECT_FALSE(node.HasReady());
}

TEST(Ready, ARestartHandsOutWhatIsCommittedAndNoHardState) {
  Node node(ConfigOf(1), {.members = Voters(2),
                          .log = {1, 1},
                          .hard_state = {.term = 1, .vote = 0, .commit = 1}});
  ASSERT_TRUE(node->HasReady());
  Ready ready;
  node->TakeReady(ready);
  EXPECT_FALSE(ready.hard_state.has_value());
  EXPECT_FALSE(ready.soft_state.has_value());
  EXPECT_TRUE(ready.entries.empty());
  EXPECT_EQ(IndexesOf(ready.committed_entries), Indexes{1});
  EXPECT_FALSE(ready.must_sync);
  node->Advance();
  EXPECT_FALSE(node->HasReady());
}

TEST(Ready, ARestartFromASnapshotHandsOutWhatFollowsIt) {
  MemoryStorage storage;
  Snapshot snapshot;
  snapshot.index = 2;
  snapshot.term = 1;
  snapshot.conf_state = Voters(2);
  ASSERT_TRUE(storage.ApplySnapshot(std::make_shared<const Snapshot>(snapshot))
                  .has_value());
  Entry entry;
  entry.term = 1;
  entry.index = 3;
  storage.Append({&entry, 1});
  storage.SetHardState({.term = 1, .vote = 0, .commit = 3});
  RawNode node = *RawNode::Create(ConfigOf(1), storage);
  Ready ready;
  node.TakeReady(ready);
  EXPECT_FALSE(ready.hard_state.has_value());
  EXPECT_EQ(ready.snapshot, nullptr);
  EXPECT_EQ(IndexesOf(ready.committed_entries), Indexes{3});
  node.Advance();
  EXPECT_FALSE(node.HasReady());
}

TEST(Ready, AVoteInTheSameTermWaitsForTheDisk) {
  Node node(ConfigOf(1), {.members = Voters(3), .hard_state = {.term = 1}});
  ASSERT_TRUE(node->Step(VoteRequest(kVote, 2, 1, 1, {0, 0})).has_value());
  Ready ready;
  node->TakeReady(ready);
  EXPECT_EQ(ready.hard_state, (HardState{.term = 1, .vote = 2, .commit = 0}));
  EXPECT_TRUE(ready.must_sync);
}

TEST(Ready, TheNextOneComesOnlyAfterAdvance) {
  Node node(ConfigOf(1), {.members = Members({1})});
  node.BecomeLeader();
  ASSERT_TRUE(node->Propose(Payload("one")).has_value());
  Ready ready;
  node->TakeReady(ready);
  ASSERT_TRUE(node->Propose(Payload("two")).has_value());
  Ready second;
  EXPECT_THROW(node->TakeReady(second), Panic);
}

TEST(Ready, EveryOneNeedsAnAdvance) {
  Node node(ConfigOf(1), {.members = Members({1})});
  Ready ready;
  node->TakeReady(ready);
  EXPECT_EQ(Describe(ready), "<empty Ready>");
  EXPECT_THROW(node->TakeReady(ready), Panic);
}

TEST(Ready, WhatComesAfterwardsIsInTheNextOne) {
  Node node(ConfigOf(1), {.members = Voters(3)});
  node.BecomeLeader();
  ASSERT_TRUE(node.Step(AckOf(2, 1, 1, 1)).has_value());
  node.sent.clear();
  ASSERT_TRUE(node->Propose(Payload("one")).has_value());
  Ready ready;
  node->TakeReady(ready);
  ASSERT_EQ(ready.messages.size(), 1u);
  EXPECT_EQ(ready.messages[0].entries[0].data.view(), "one");
  ASSERT_TRUE(node->Propose(Payload("two")).has_value());
  node.Write(ready);
  node->Advance();
  node->TakeReady(ready);
  ASSERT_EQ(ready.messages.size(), 1u);
  EXPECT_EQ(ready.messages[0].entries[0].data.view(), "two");
  EXPECT_EQ(IndexesOf(ready.entries), Indexes{3});
}

TEST(Ready, ReadStatesAreHandedOutOnce) {
  Node node(ConfigOf(1), {.members = Members({1})});
  node.BecomeLeader();
  node->ReadIndex(Payload("context"));
  ASSERT_TRUE(node->HasReady());
  Ready ready;
  node->TakeReady(ready);
  ASSERT_EQ(ready.read_states.size(), 1u);
  EXPECT_EQ(ready.read_states[0], (ReadState{1, Payload("context")}));
  node->Advance();
  EXPECT_FALSE(node->HasReady());
}

TEST(Ready, OnlyALeadersStatusKnowsThePeers) {
  Node node(ConfigOf(1), {.members = Members({1}, {2})});
  EXPECT_EQ(node->GetStatus().progress.size(), 0u);
  node.BecomeLeader();
  const Status status = node->GetStatus();
  EXPECT_EQ(status.progress.size(), 2u);
  EXPECT_EQ(*status.progress.Find(1), node.progress(1));
  EXPECT_EQ(status.configuration, node.core().tracker().configuration());
  EXPECT_EQ(status.soft_state.role, Role::kLeader);
}

// Three entries of 1000 bytes each, and 2048 may be handed out at once.
Config Paged() {
  Config config = ConfigOf(1);
  config.max_committed_size_per_ready = 2048;
  return config;
}

TEST(Ready, AStatusSaysWhoLeavesAJointConfiguration) {
  for (const bool leaves : {false, true}) {
    ConfState members = Members({1, 2}, {}, {1});
    members.auto_leave = leaves;
    Node node(ConfigOf(1), {.members = members});
    EXPECT_EQ(node->GetStatus().configuration.auto_leave, leaves);
  }
}

TEST(Ready, CommittedEntriesArePagedBySize) {
  Node node(Paged(), {.members = Members({1})});
  node.BecomeLeader();
  const std::string data(1000, 'a');
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(node->Propose(Payload(data)).has_value());
  }
  Ready ready;
  std::vector<size_t> pages;
  while (node->HasReady()) {
    node->TakeReady(ready);
    if (!ready.committed_entries.empty()) {
      pages.push_back(ready.committed_entries.size());
    }
    node.Write(ready);
    node.Apply(ready);
    node->Advance();
  }
  EXPECT_EQ(pages, (std::vector<size_t>{2, 1}));
}

// An answer to it would be work for the thread: entries to apply, say.
TEST(Ready, NoPeerHasTheIdOfAThread) {
  for (const NodeId thread : {kLocalAppendThread, kLocalApplyThread}) {
    for (int i = 0; i < kMessageTypes; ++i) {
      const auto type = static_cast<MessageType>(i);
      if (type == kStorageAppendResp || type == kStorageApplyResp) continue;
      SCOPED_TRACE(i);
      Config config = ConfigOf(1);
      config.async_storage_writes = true;
      Node node(config, {.members = Voters(1)});
      Message message = MessageOf(type, thread, 1, 1);
      message.entries.resize(1);
      const auto stepped = node.Step(std::move(message));
      ASSERT_FALSE(stepped.has_value());
      EXPECT_EQ(stepped.error().code, IsLocalMessage(type)
                                          ? ErrorCode::kStepLocalMessage
                                          : ErrorCode::kImpossible);
    }
  }
}

// Its log would forget them, and what is committed of them.
TEST(Ready, NobodySaysThatEntriesAreWrittenThatWereNotHandedOut) {
  const Term terms[] = {1, 1};
  for (const Term term : {0, 1}) {
    Config config = ConfigOf(1);
    config.async_storage_writes = true;
    Node node(config, {.members = Voters(3)});
    ASSERT_TRUE(node->Step(AppendOf(2, 1, 1, {}, terms, 1)).has_value());
    Message answer = MessageOf(kStorageAppendResp, kLocalAppendThread, 1, term);
    answer.index = 2;
    answer.log_term = 1;
    const auto stepped = node->Step(std::move(answer));
    ASSERT_FALSE(stepped.has_value()) << term;
    EXPECT_EQ(stepped.error().code, ErrorCode::kImpossible);
    EXPECT_EQ(node.core().log().LastIndex(), 2u);
  }
}

TEST(Ready, WithAsynchronousWritesTheLimitIsOnWhatIsOutstanding) {
  Config config = Paged();
  config.async_storage_writes = true;
  Node node(config, {.members = Members({1})});
  node.BecomeLeader();
  const std::string data(1000, 'a');
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(node->Propose(Payload(data)).has_value());
  }
  Ready ready;
  std::vector<Message> applies;
  const auto take = [&] {
    while (node->HasReady()) {
      node->TakeReady(ready);
      node.Write(ready);
      for (Message& message : ready.messages) {
        if (message.to == kLocalApplyThread) applies.push_back(message);
        if (message.to != kLocalAppendThread) continue;
        for (Message& response : message.responses) {
          ASSERT_TRUE(node->Step(Message(response)).has_value());
        }
      }
    }
  };
  take();
  ASSERT_EQ(applies.size(), 1u);
  EXPECT_EQ(applies[0].entries.size(), 2u);
  // Only the acknowledgement of the first page lets the rest out.
  for (Message& response : applies[0].responses) {
    ASSERT_TRUE(node->Step(Message(response)).has_value());
  }
  take();
  ASSERT_EQ(applies.size(), 2u);
  EXPECT_EQ(applies[1].entries.size(), 1u);
}

// A storage that gives more than it is asked for.
class Generous : public MemoryStorage {
 public:
  explicit Generous(const MemoryStorage& other) : MemoryStorage(other) {}
  Result<void> Entries(Index low, Index high, uint64_t,
                       EntryList& entries) const override {
    return MemoryStorage::Entries(low, high, kUnlimited, entries);
  }
};

TEST(Ready, AStorageThatIgnoresTheLimitLeavesNoGap) {
  MemoryStorage storage;
  Snapshot members;
  members.conf_state = Members({1});
  ASSERT_TRUE(storage.ApplySnapshot(std::make_shared<const Snapshot>(members))
                  .has_value());
  std::vector<Entry> entries(10);
  for (size_t i = 0; i < entries.size(); ++i) {
    entries[i].term = 1;
    entries[i].index = i + 1;
    entries[i].data = Payload("a");
  }
  storage.Append(entries);
  storage.SetHardState({.term = 1, .vote = 1, .commit = 10});
  Generous generous(storage);
  Config config = ConfigOf(1);
  // Nine entries fit.
  config.max_size_per_message = 9 * wire::EncodedSize(entries[0]);
  RawNode node = *RawNode::Create(config, generous);
  Ready ready;
  Index applied = 0;
  Index commit = 10;
  bool told = false;
  while (node.HasReady()) {
    node.TakeReady(ready);
    if (!std::exchange(told, true)) {
      // The commit index moves on while the first page is out.
      Message append = AppendOf(2, 1, 1, {1, 10}, std::vector<Term>{1}, 11);
      ASSERT_TRUE(node.Step(std::move(append)).has_value());
    }
    generous.Append(ready.entries);
    for (const Entry& entry : ready.committed_entries) {
      EXPECT_EQ(entry.index, applied + 1);
      applied = entry.index;
    }
    if (ready.hard_state) {
      EXPECT_GE(ready.hard_state->commit, commit);
      commit = ready.hard_state->commit;
    }
    node.Advance();
  }
  EXPECT_EQ(applied, 11u);
  EXPECT_EQ(commit, 11u);
}

TEST(Ready, TheUncommittedLimitHoldsInAPartition) {
  Config config = ConfigOf(1);
  const std::string data = "testdata";
  config.max_uncommitted_entries_size = 16 * data.size();
  Node node(config, {.members = Voters(2)});
  node.BecomeLeader();
  ASSERT_TRUE(node.Step(AckOf(2, 1, 1, 1)).has_value());
  for (int i = 0; i < 1024; ++i) (void)node->Propose(Payload(data));
  EXPECT_EQ(node.core().log().LastIndex(), 17u);
  node.Settle();
  EXPECT_EQ(node.core().uncommitted_size(), 16 * data.size());
  // Committed is not enough: they count until they are applied.
  ASSERT_TRUE(node->Step(AckOf(2, 1, 1, 17)).has_value());
  EXPECT_EQ(node.core().log().committed(), 17u);
  EXPECT_EQ(node.core().uncommitted_size(), 16 * data.size());
  Ready ready;
  node->TakeReady(ready);
  EXPECT_EQ(node.core().uncommitted_size(), 16 * data.size());
  node.Write(ready);
  node.Apply(ready);
  node->Advance();
  EXPECT_EQ(node.core().uncommitted_size(), 0u);
}

TEST(Ready, AProposalWithoutALeaderIsDropped) {
  Node node(ConfigOf(1), {.members = Voters(2)});
  const auto proposed = node->Propose(Payload("x"));
  ASSERT_FALSE(proposed.has_value());
  EXPECT_EQ(proposed.error().code, ErrorCode::kProposalDropped);
}

TEST(Ready, EmptyStatesAreEqual) {
  EXPECT_EQ(SoftState(), SoftState());
  EXPECT_NE(SoftState(), (SoftState{.lead = 1, .role = Role::kFollower}));
  EXPECT_NE(SoftState(), (SoftState{.lead = 0, .role = Role::kLeader}));
  EXPECT_TRUE(HardState().empty());
  EXPECT_NE(HardState(), (HardState{.term = 0, .vote = 1, .commit = 0}));
}

}  // namespace
}  // namespace raft::behaviour
