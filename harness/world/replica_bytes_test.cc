#include "harness/world/replica_bytes.h"

#include <gtest/gtest.h>

#include "raft/base/check.h"

namespace harness {
namespace {

TEST(ReplicaBytes, ACallComesBack) {
  const CallId call{.client = 3, .sequence = uint64_t{1} << 40 | 7};
  EXPECT_EQ(DecodeCall(EncodeCall(call)), call);
  EXPECT_THROW(DecodeCall(raft::Payload("short")), raft::Panic);
}

TEST(ReplicaBytes, AnImageComesBack) {
  const auto image = DecodeImage(EncodeImage(258, kv::Store()));
  ASSERT_TRUE(image.has_value());
  EXPECT_EQ(image->last_change, 258u);
  EXPECT_EQ(image->store, kv::Store());
  EXPECT_EQ(DecodeImage(raft::Payload("short")).error().code,
            raft::ErrorCode::kBadBytes);
}

TEST(ReplicaBytes, MembersBeginWithASnapshotAndOthersWithNothing) {
  struct Setup setup;
  setup.nodes = 2;
  setup.learners = 1;
  const auto first = *FirstDisk(setup, 3).Snapshot();
  EXPECT_EQ(first->index, 1u);
  EXPECT_EQ(first->conf_state.voters, raft::IdList({1, 2}));
  EXPECT_EQ(first->conf_state.learners, raft::IdList({3}));
  EXPECT_TRUE(DecodeImage(first->data).has_value());
  EXPECT_EQ((*FirstDisk(setup, 4).Snapshot())->index, 0u);
}

}  // namespace
}  // namespace harness
