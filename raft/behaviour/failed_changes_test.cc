// Committed membership changes that are not made: the application hears so.
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/driver.h"
#include "raft/storage/memory_storage.h"

namespace raft::behaviour {
namespace {

// Node 1 and its driver; notes what becomes of its entries.
class Member : public Effects {
 public:
  Member(bool async, const ConfState& members) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->index = 1;
    snapshot->term = 1;
    snapshot->conf_state = members;
    EXPECT_TRUE(storage_.ApplySnapshot(std::move(snapshot)).has_value());
    storage_.SetHardState({.term = 1, .vote = kNone, .commit = 1});
    Config config = ConfigOf(1);
    config.async_storage_writes = async;
    driver_ = std::make_unique<Driver>(*RawNode::Create(config, storage_));
  }

  Result<void> Write(const SnapshotPtr&, std::span<const Entry> entries,
                     const HardState* hard_state, bool) override {
    storage_.Append(entries);
    if (hard_state != nullptr) storage_.SetHardState(*hard_state);
    return {};
  }
  void Send(Message&&) override {}
  void Apply(const Entry& entry) override {
    events.push_back("applied " + std::to_string(entry.index));
  }
  bool Accepts(const Entry&, const ConfChangeV2&) override { return accepts; }
  void ChangeFailed(const Entry& entry, const Error& error) override {
    events.push_back("failed " + std::to_string(entry.index));
    last_error = error;
  }
  void Install(const Snapshot&) override {}
  void Read(const Payload&) override {}

  RawNode& node() { return driver_->node(); }
  void Run() { driver_->Run(*this); }
  const ConfState& members() const { return driver_->conf_state(); }
  // As the only voter it commits at once.
  void Lead() {
    node().Campaign();
    Run();
    events.clear();
  }
  void Change(const ConfChangeV2& change) {
    EXPECT_TRUE(node().ProposeConfChange(change).has_value());
    Run();
  }

  bool accepts = true;
  std::vector<std::string> events;
  Error last_error;

 private:
  MemoryStorage storage_;
  std::unique_ptr<Driver> driver_;
};

using Events = std::vector<std::string>;

ConfChangeV2 Removal(NodeId id) {
  ConfChangeV2 change;
  change.changes.push_back({ConfChangeType::kRemoveNode, id});
  return change;
}

class FailedChanges : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(BothWays, FailedChanges, testing::Bool(),
                         [](const auto& info) {
                           return info.param ? "Async" : "Sync";
                         });

TEST_P(FailedChanges, TheLastVotersRemovalFailsAndTheNextChangeIsMade) {
  Member member(GetParam(), Members({1}, {2}));
  member.Lead();
  member.Change(Removal(1));
  EXPECT_EQ(member.events, Events({"failed 3", "applied 3"}));
  EXPECT_EQ(member.last_error.code, ErrorCode::kBadConfChange);
  EXPECT_EQ(member.last_error.Text(), "removed all voters");
  EXPECT_EQ(member.members(), Members({1}, {2}));

  member.events.clear();
  member.Change(Removal(2));
  EXPECT_EQ(member.events, Events({"applied 4"}));
  EXPECT_EQ(member.members(), Members({1}));
}

TEST_P(FailedChanges, WhatTheApplicationDoesNotAcceptIsNoFailure) {
  Member member(GetParam(), Members({1}, {2}));
  member.Lead();
  member.accepts = false;
  member.Change(Removal(2));
  EXPECT_EQ(member.events, Events({"applied 3"}));
  EXPECT_EQ(member.members(), Members({1}, {2}));
}

TEST_P(FailedChanges, BytesThatDoNotDecodeFail) {
  Member member(GetParam(), Members({1, 2}));
  Message append = AppendOf(2, 1, 2, {1, 1}, std::vector<Term>{2}, 2);
  append.entries[0].type = EntryType::kConfChangeV2;
  append.entries[0].data = Payload("?");
  ASSERT_TRUE(member.node().Step(std::move(append)).has_value());
  member.Run();
  EXPECT_EQ(member.events, Events({"failed 2", "applied 2"}));
  EXPECT_EQ(member.last_error.code, ErrorCode::kBadBytes);
  EXPECT_EQ(member.members(), Members({1, 2}));
}

}  // namespace
}  // namespace raft::behaviour
