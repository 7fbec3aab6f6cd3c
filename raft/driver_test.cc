#include "raft/driver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/base/payload.h"
#include "raft/core/config.h"
#include "raft/describe/name.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace raft {
namespace {

using Lines = std::vector<std::string>;

SnapshotPtr SnapshotAt(Index index, Term term, IdList voters) {
  Snapshot snapshot;
  snapshot.index = index;
  snapshot.term = term;
  snapshot.conf_state.voters = std::move(voters);
  return std::make_shared<const Snapshot>(std::move(snapshot));
}

// Notes in one line each what it is asked to do.
class Journal : public Effects {
 public:
  explicit Journal(MemoryStorage& storage) : storage_(storage) {}

  Result<void> Write(const SnapshotPtr& snapshot,
                     std::span<const Entry> entries,
                     const HardState* hard_state, bool waits) override {
    std::string line = "write";
    if (snapshot != nullptr) {
      line += fmt::format(" snapshot {}", snapshot->index);
      (void)storage_.ApplySnapshot(snapshot);
    }
    for (const Entry& entry : entries) line += fmt::format(" {}", entry.index);
    storage_.Append(entries);
    if (hard_state != nullptr) {
      line += fmt::format(" state {}/{}/{}", hard_state->term, hard_state->vote,
                          hard_state->commit);
      storage_.SetHardState(*hard_state);
    }
    if (waits) line += " waits";
    lines_.push_back(std::move(line));
    if (write_fails) return Fail(ErrorCode::kIo, "no space left");
    return {};
  }
  void Send(Message&& message) override {
    lines_.push_back(fmt::format("send {} {} to {}", Name(message.type),
                                 message.index, message.to));
  }
  void Apply(const Entry& entry) override {
    lines_.push_back(fmt::format("apply {}", entry.index));
  }
  bool Accepts(const Entry&, const ConfChangeV2&) override { return true; }
  void ChangeFailed(const Entry& entry, const Error& error) override {
    lines_.push_back(
        fmt::format("change {} failed: {}", entry.index, error.Text()));
  }
  void Install(const Snapshot& snapshot) override {
    lines_.push_back(fmt::format("install {}", snapshot.index));
  }
  void Read(const Payload& context) override {
    lines_.push_back(fmt::format("read {}", context.view()));
  }

  // What was done since the last call.
  Lines Taken() { return std::exchange(lines_, {}); }

  bool write_fails = false;

 private:
  MemoryStorage& storage_;
  Lines lines_;
};

// Node 1, whose log begins after a snapshot at index 1 in term 1.
class Machine {
 public:
  Machine(bool async, IdList voters) {
    EXPECT_TRUE(storage.ApplySnapshot(SnapshotAt(1, 1, std::move(voters))));
    storage.SetHardState({.term = 1, .vote = kNone, .commit = 1});
    Config config;
    config.id = 1;
    config.election_tick = 10;
    config.heartbeat_tick = 1;
    config.max_inflight_messages = 8;
    config.max_size_per_message = kUnlimited;
    config.async_storage_writes = async;
    auto node = RawNode::Create(config, storage);
    EXPECT_TRUE(node.has_value());
    driver.emplace(std::move(*node));
  }
  // The same over its own storage.
  Machine(const Machine& other) : storage(other.storage) {
    driver.emplace(*other.driver, storage);
  }

  void Step(MessageType type, Message message) {
    message.type = type;
    message.to = 1;
    if (message.from == kNone) message.from = 2;
    if (message.term == 0) message.term = 2;
    EXPECT_TRUE(driver->node().Step(std::move(message)).has_value());
  }
  // Node 2, which leads in term 2, sends the entry at `index`.
  void Append(Index index, Index commit) {
    Message message;
    message.index = index - 1;
    message.log_term = index == 2 ? 1 : 2;
    message.commit = commit;
    message.entries.push_back(
        {.term = 2, .index = index, .data = Payload("e"), .type = {}});
    Step(MessageType::kApp, std::move(message));
  }
  void Install(Index index, IdList voters) {
    Message message;
    message.snapshot = SnapshotAt(index, 2, std::move(voters));
    Step(MessageType::kSnap, std::move(message));
  }
  // `from` has the entries up to `index`.
  void Acknowledge(Index index, NodeId from) {
    Message message;
    message.index = index;
    message.from = from;
    Step(MessageType::kAppResp, std::move(message));
  }
  // Makes node 1 leader in term 2, with all its work done.
  void Lead() {
    driver->node().Campaign();
    driver->Run(journal);
    if (driver->node().core().tracker().configuration().voters.Contains(2)) {
      Step(MessageType::kVoteResp, {});
      driver->Run(journal);
      Acknowledge(2, 2);
      Acknowledge(2, 3);
      driver->Run(journal);
    }
    EXPECT_EQ(driver->node().GetStatus().soft_state.role, Role::kLeader);
    EXPECT_EQ(driver->applied(), 2u);
    journal.Taken();
  }
  Result<void> Propose() { return driver->node().Propose(Payload("p")); }

  Lines Take() {
    driver->Take(journal);
    return journal.Taken();
  }
  Lines Synced() {
    driver->Synced(journal);
    return journal.Taken();
  }
  Lines Durable() {
    driver->Durable(journal);
    return journal.Taken();
  }
  Lines ApplyNext() {
    driver->ApplyNext(journal);
    return journal.Taken();
  }
  Lines Run() {
    driver->Run(journal);
    return journal.Taken();
  }
  uint64_t GetFingerprint() const {
    Fingerprint fingerprint;
    driver->AddTo(fingerprint);
    return fingerprint.Get();
  }

  MemoryStorage storage;
  Journal journal{storage};
  std::optional<Driver> driver;
};

class BothWays : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Driver, BothWays, testing::Bool(),
                         [](const auto& info) {
                           return info.param ? "Async" : "Sync";
                         });

TEST(DriverSync, WritesBeforeItSends) {
  Machine machine(/*async=*/false, {1, 2, 3});
  machine.Lead();
  ASSERT_TRUE(machine.Propose());
  EXPECT_EQ(machine.Take(), Lines({"write 3 waits"}));
  EXPECT_EQ(machine.driver->unsynced(), 1u);
  EXPECT_FALSE(machine.driver->CanTake());
  EXPECT_FALSE(machine.driver->CanApply());
  EXPECT_EQ(machine.Synced(),
            Lines({"send MsgApp 2 to 2", "send MsgApp 2 to 3"}));
  EXPECT_EQ(machine.driver->unsynced(), 0u);
}

TEST(DriverSync, ACommitIndexAloneDoesNotWaitAndApplicationComesAfterSending) {
  Machine machine(/*async=*/false, {1, 2, 3});
  machine.Lead();
  ASSERT_TRUE(machine.Propose());
  machine.Run();
  machine.Acknowledge(3, 2);
  EXPECT_EQ(machine.Take(), Lines({"write state 2/1/3", "send MsgApp 3 to 2",
                                   "send MsgApp 3 to 3"}));
  EXPECT_FALSE(machine.driver->CanSync());
  ASSERT_TRUE(machine.driver->CanApply());
  EXPECT_EQ(machine.driver->applied(), 2u);
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 3"}));
  EXPECT_EQ(machine.driver->applied(), 3u);
  EXPECT_FALSE(machine.driver->HasWork());
}

TEST(DriverSync, AnAnswerWaitsForWhatItPromises) {
  Machine machine(/*async=*/false, {1, 2, 3});
  machine.Append(2, /*commit=*/1);
  EXPECT_EQ(machine.Take(), Lines({"write 2 state 2/0/1 waits"}));
  EXPECT_EQ(machine.Synced(), Lines({"send MsgAppResp 2 to 2"}));
}

TEST(DriverSync, OneReadyIsOutAtATime) {
  Machine machine(/*async=*/false, {1, 2, 3});
  machine.Append(2, 1);
  machine.Take();
  machine.Append(3, 1);
  EXPECT_FALSE(machine.driver->CanTake());
  EXPECT_THROW(machine.Take(), Panic);
  machine.Synced();
  EXPECT_EQ(machine.Take(), Lines({"write 3 waits"}));
}

TEST_P(BothWays, AWriteThatFailsHaltsIt) {
  Machine machine(GetParam(), {1, 2, 3});
  machine.Append(2, 1);
  machine.journal.write_fails = true;
  EXPECT_EQ(machine.Take(), Lines({"write 2 state 2/0/1 waits"}));
  EXPECT_TRUE(machine.driver->halted());
  EXPECT_FALSE(machine.driver->HasWork());
  machine.Append(3, 1);
  EXPECT_FALSE(machine.driver->HasWork());
}

TEST_P(BothWays, ASyncThatFailsHaltsItAndNothingIsAnswered) {
  Machine machine(GetParam(), {1, 2, 3});
  machine.Append(2, 1);
  machine.Take();
  const uint64_t before = machine.GetFingerprint();
  machine.driver->Failed();
  EXPECT_TRUE(machine.driver->halted());
  EXPECT_FALSE(machine.driver->HasWork());
  EXPECT_EQ(machine.journal.Taken(), Lines());
  EXPECT_NE(machine.GetFingerprint(), before);
  EXPECT_THROW(machine.driver->Failed(), Panic);
}

TEST(DriverAsync, SendsAppendsAtOnceAndAnswersWhenTheyAreDurable) {
  Machine leader(/*async=*/true, {1, 2, 3});
  leader.Lead();
  ASSERT_TRUE(leader.Propose());
  EXPECT_EQ(leader.Take(), Lines({"send MsgApp 2 to 2", "send MsgApp 2 to 3",
                                  "write 3 waits"}));
  Machine follower(/*async=*/true, {1, 2, 3});
  follower.Append(2, 1);
  EXPECT_EQ(follower.Take(), Lines({"write 2 state 2/0/1 waits"}));
  EXPECT_EQ(follower.Synced(), Lines({"send MsgAppResp 2 to 2"}));
}

TEST(DriverAsync, AVoteWaitsUntilItIsDurable) {
  Machine machine(/*async=*/true, {1, 2, 3});
  Message vote;
  vote.index = 1;
  vote.log_term = 1;
  machine.Step(MessageType::kVote, vote);
  EXPECT_EQ(machine.Take(), Lines({"write state 2/2/1 waits"}));
  EXPECT_EQ(machine.Synced(), Lines({"send MsgVoteResp 0 to 2"}));
}

TEST(DriverAsync, SyncedAnswersTheOldestWriteFirst) {
  Machine machine(/*async=*/true, {1, 2, 3});
  for (Index index = 2; index <= 4; ++index) {
    machine.Append(index, 1);
    machine.Take();
    EXPECT_EQ(machine.driver->unsynced(), index - 1);
  }
  for (Index index = 2; index <= 4; ++index) {
    EXPECT_EQ(machine.Synced(),
              Lines({fmt::format("send MsgAppResp {} to 2", index)}));
    EXPECT_EQ(machine.driver->unsynced(), 4 - index);
  }
  EXPECT_FALSE(machine.driver->CanSync());
}

TEST(DriverAsync, TheNodeMayHearLaterOfWhatOthersHaveHeard) {
  Machine machine(/*async=*/true, {1, 2, 3});
  const auto unstable = [&] {
    return machine.driver->node().core().log().unstable().entries().size();
  };
  machine.Append(2, 1);
  machine.Take();
  EXPECT_FALSE(machine.driver->CanHear());
  EXPECT_EQ(machine.Durable(), Lines({"send MsgAppResp 2 to 2"}));
  EXPECT_FALSE(machine.driver->CanSync());
  EXPECT_EQ(unstable(), 1u);
  ASSERT_TRUE(machine.driver->CanHear());
  EXPECT_TRUE(machine.driver->HasWork());

  // A copy has it to hear, too; to go on with it is not to have heard it.
  Machine copy(machine);
  EXPECT_EQ(copy.GetFingerprint(), machine.GetFingerprint());
  machine.driver->Hear();
  EXPECT_EQ(unstable(), 0u);
  EXPECT_FALSE(machine.driver->HasWork());
  EXPECT_NE(copy.GetFingerprint(), machine.GetFingerprint());
  EXPECT_EQ(copy.Run(), Lines());
  EXPECT_EQ(copy.GetFingerprint(), machine.GetFingerprint());
}

TEST(DriverAsync, WhatWasNotHeardOfIsHeardBeforeWhatFollows) {
  Machine machine(/*async=*/true, {1});
  machine.driver->node().Campaign();
  machine.Take();
  EXPECT_EQ(machine.Durable(), Lines());
  EXPECT_EQ(machine.driver->node().core().role(), Role::kCandidate);
  machine.driver->Hear();  // Its own vote.
  EXPECT_EQ(machine.driver->node().core().role(), Role::kLeader);
  ASSERT_TRUE(machine.Propose());
  machine.Take();
  machine.Durable();
  EXPECT_EQ(machine.driver->node().core().log().committed(), 1u);
  ASSERT_TRUE(machine.Propose());
  machine.Take();
  machine.Synced();
  EXPECT_FALSE(machine.driver->CanHear());
  EXPECT_EQ(machine.driver->node().core().log().committed(), 4u);
}

TEST(DriverAsync, ApplicationsGoOnWhileWritesWait) {
  Machine machine(/*async=*/true, {1, 2, 3});
  machine.Append(2, 1);
  machine.Run();
  machine.Append(3, 2);
  EXPECT_EQ(machine.Take(), Lines({"write 3 state 2/0/2 waits"}));
  ASSERT_TRUE(machine.driver->CanApply());
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 2"}));
  EXPECT_EQ(machine.driver->applied(), 2u);
  EXPECT_EQ(machine.driver->unsynced(), 1u);
  EXPECT_EQ(machine.Synced(), Lines({"send MsgAppResp 3 to 2"}));
}

TEST(DriverAsync, WritesGoOnWhileApplicationsWait) {
  Machine machine(/*async=*/true, {1, 2, 3});
  machine.Append(2, 1);
  machine.Run();
  machine.Append(3, 2);
  machine.Take();
  machine.Synced();
  machine.Append(4, 3);
  machine.Take();
  EXPECT_EQ(machine.Synced(), Lines({"send MsgAppResp 4 to 2"}));
  EXPECT_EQ(machine.driver->applied(), 1u);
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 2"}));
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 3"}));
}

TEST_P(BothWays, ASnapshotIsInstalledOnceAndWhenItIsDurable) {
  Machine machine(GetParam(), {1, 2, 3});
  machine.Install(10, {1, 2, 4});
  EXPECT_EQ(machine.Take(), Lines({"write snapshot 10 state 2/0/10 waits"}));
  EXPECT_EQ(machine.driver->applied(), 1u);
  EXPECT_EQ(machine.Synced(), Lines({"install 10", "send MsgAppResp 10 to 2"}));
  EXPECT_EQ(machine.driver->applied(), 10u);
  EXPECT_EQ(machine.driver->conf_state().voters, IdList({1, 2, 4}));
  // The same again is only acknowledged.
  machine.Install(10, {1, 2, 4});
  EXPECT_EQ(machine.Run().back(), "send MsgAppResp 10 to 2");
  EXPECT_EQ(machine.driver->applied(), 10u);
}

TEST_P(BothWays, EntriesAfterASnapshotAreApplied) {
  Machine machine(GetParam(), {1, 2, 3});
  machine.Install(10, {1, 2, 3});
  machine.Run();
  machine.Append(11, 11);
  machine.Run();
  EXPECT_EQ(machine.driver->applied(), 11u);
}

TEST(DriverAsync, EntriesThatASnapshotCoversAreNotAppliedAnyMore) {
  Machine machine(/*async=*/true, {1, 2, 3});
  machine.Append(2, 1);
  machine.Append(3, 1);
  machine.Run();
  machine.Append(4, 3);
  machine.Take();  // 2 and 3 are to be applied.
  ASSERT_TRUE(machine.driver->CanApply());
  machine.Install(10, {1, 2, 3});
  machine.Take();
  machine.Synced();
  EXPECT_EQ(machine.Synced().front(), "install 10");
  ASSERT_TRUE(machine.driver->CanApply());
  EXPECT_EQ(machine.ApplyNext(), Lines());
  EXPECT_EQ(machine.driver->applied(), 10u);
  EXPECT_FALSE(machine.driver->CanApply());
}

TEST(DriverAsync, AReadWaitsUntilTheStateMachineIsFarEnough) {
  Machine machine(/*async=*/true, {1});
  machine.Lead();
  ASSERT_TRUE(machine.Propose());
  machine.Take();
  machine.Synced();
  machine.Take();
  machine.driver->node().ReadIndex(Payload("r"));
  ASSERT_TRUE(machine.driver->CanTake());
  EXPECT_EQ(machine.Take(), Lines());
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 3", "read r"}));
  // Now nothing has to be applied for it.
  machine.driver->node().ReadIndex(Payload("s"));
  machine.driver->Run(machine.journal);
  EXPECT_EQ(machine.journal.Taken().front(), "read s");
}

TEST(DriverSync, AReadWaitsUntilTheStateMachineIsFarEnough) {
  Machine machine(/*async=*/false, {1});
  machine.Lead();
  ASSERT_TRUE(machine.Propose());
  machine.Take();
  machine.Synced();  // What is durable on the only voter is committed.
  machine.driver->node().ReadIndex(Payload("r"));
  machine.driver->node().ReadIndex(Payload("s"));
  EXPECT_EQ(machine.Take(), Lines({"write state 2/1/3"}));
  EXPECT_EQ(machine.ApplyNext(), Lines({"apply 3", "read r", "read s"}));
  EXPECT_FALSE(machine.driver->HasWork());
}

TEST_P(BothWays, WorkThatIsNotThereIsABug) {
  Machine machine(GetParam(), {1, 2, 3});
  EXPECT_FALSE(machine.driver->HasWork());
  EXPECT_THROW(machine.Take(), Panic);
  EXPECT_THROW(machine.Synced(), Panic);
  EXPECT_THROW(machine.Durable(), Panic);
  EXPECT_THROW(machine.driver->Hear(), Panic);
  EXPECT_THROW(machine.ApplyNext(), Panic);
  EXPECT_EQ(machine.Run(), Lines());
}

TEST_P(BothWays, ACopyOntoAnotherStorageGoesOnEqually) {
  // Copied with a write, then an application, then nothing outstanding.
  for (int copied_after = 0; copied_after < 3; ++copied_after) {
    Machine machine(GetParam(), {1, 2, 3});
    machine.Append(2, 2);
    machine.Take();
    if (copied_after > 0) machine.Synced();
    if (copied_after > 1) machine.Run();
    Machine copy(machine);
    EXPECT_EQ(copy.GetFingerprint(), machine.GetFingerprint());
    const uint64_t before = machine.GetFingerprint();

    const auto go_on = [](Machine& one) {
      Lines lines = one.Run();
      one.Append(3, 3);
      for (std::string& line : one.Run()) lines.push_back(std::move(line));
      return lines;
    };
    const Lines done = go_on(copy);
    EXPECT_FALSE(done.empty());
    EXPECT_EQ(machine.GetFingerprint(), before);
    EXPECT_EQ(machine.storage.LastIndex(), 2u);
    EXPECT_EQ(go_on(machine), done);
    EXPECT_EQ(copy.GetFingerprint(), machine.GetFingerprint());
    EXPECT_TRUE(copy.storage == machine.storage);
    EXPECT_EQ(copy.driver->applied(), 3u);
  }
}

}  // namespace
}  // namespace raft
