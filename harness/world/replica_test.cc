#include "harness/world/replica.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/world/output.h"
#include "harness/world/setup.h"
#include "raft/example/kv/command.h"
#include "raft/types.h"

namespace harness {
namespace {

// The leader of a cluster of its own, with asynchronous storage writes.
class Alone {
 public:
  Alone() {
    Setup setup;
    setup.nodes = 1;
    setup.drive = static_cast<uint64_t>(Drive::kAsync);
    replica_.emplace(setup, 1);
    replica_->Campaign(output_);
    while (replica_->HasWork()) {
      if (replica_->CanTake()) replica_->Take(output_);
      if (replica_->CanSync()) replica_->Sync(output_);
      if (replica_->CanApply()) replica_->Apply(output_);
    }
  }

  // Writes an entry, in a write of its own that waits for its sync.
  void Write(uint64_t sequence) {
    kv::Command command;
    command.client = 1;
    command.sequence = sequence;
    replica_->Propose(command, output_);
    replica_->Take(output_);
  }

  Replica& replica() { return *replica_; }
  Output& output() { return output_; }

 private:
  std::optional<Replica> replica_;
  Output output_;
};

// A sync fails while three writes wait for theirs.
raft::Index LastAfterAFailure(size_t keep) {
  Alone node;
  EXPECT_TRUE(node.replica().leads());
  const raft::Index before = node.replica().LastEntry().index;
  for (uint64_t write = 1; write <= 3; ++write) node.Write(write);
  EXPECT_EQ(node.replica().unsynced(), 3u);
  node.replica().Fail(keep, node.output());
  EXPECT_FALSE(node.replica().up());
  EXPECT_FALSE(node.replica().broken());
  return node.replica().LogEnd().index - before;
}

TEST(Replica, AFailedSyncIsTheEndAndKeepsAnyPrefixOfAllThatWasWritten) {
  for (size_t keep = 0; keep <= 3; ++keep) {
    EXPECT_EQ(LastAfterAFailure(keep), keep);
  }
}

TEST(Replica, StartsFromWhatAFailedSyncHasLeft) {
  Alone node;
  const raft::Index before = node.replica().LastEntry().index;
  node.Write(1);
  node.Write(2);
  node.replica().Fail(1, node.output());
  node.replica().Restart(node.output());
  ASSERT_TRUE(node.replica().up());
  EXPECT_EQ(node.replica().LastEntry().index, before + 1);
}

}  // namespace
}  // namespace harness
