#include "raft/types.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "raft/base/payload.h"

namespace raft {
namespace {

using enum MessageType;

TEST(IsLocalMessage, HoldsForTheseAndNoOthers) {
  const std::set<MessageType> local = {kHup,
                                       kBeat,
                                       kUnreachable,
                                       kSnapStatus,
                                       kCheckQuorum,
                                       kStorageAppend,
                                       kStorageAppendResp,
                                       kStorageApply,
                                       kStorageApplyResp};
  for (int i = 0; i < kMessageTypes; ++i) {
    const auto type = static_cast<MessageType>(i);
    EXPECT_EQ(IsLocalMessage(type), local.contains(type)) << "type " << i;
  }
}

TEST(IsResponseMessage, HoldsForTheseAndNoOthers) {
  const std::set<MessageType> responses = {
      kAppResp,       kVoteResp,    kHeartbeatResp,     kUnreachable,
      kReadIndexResp, kPreVoteResp, kStorageAppendResp, kStorageApplyResp,
  };
  for (int i = 0; i < kMessageTypes; ++i) {
    const auto type = static_cast<MessageType>(i);
    EXPECT_EQ(IsResponseMessage(type), responses.contains(type))
        << "type " << i;
  }
}

ConfChangeV2 Change(ConfChangeTransition transition, int changes) {
  ConfChangeV2 change;
  change.transition = transition;
  for (int i = 0; i < changes; ++i) {
    change.changes.push_back({ConfChangeType::kAddNode, 1});
  }
  return change;
}

TEST(LeavesJoint, HoldsForAnAutoTransitionWithoutChanges) {
  using enum ConfChangeTransition;
  EXPECT_TRUE(Change(kAuto, 0).LeavesJoint());
  EXPECT_FALSE(Change(kAuto, 1).LeavesJoint());
  EXPECT_FALSE(Change(kJointImplicit, 0).LeavesJoint());
  EXPECT_FALSE(Change(kJointImplicit, 1).LeavesJoint());
  EXPECT_FALSE(Change(kJointExplicit, 0).LeavesJoint());
  EXPECT_FALSE(Change(kJointExplicit, 1).LeavesJoint());
}

TEST(LeavesJoint, DoesNotDependOnTheContext) {
  ConfChangeV2 change;
  change.context = Payload("context");
  EXPECT_TRUE(change.LeavesJoint());
  change.transition = ConfChangeTransition::kJointExplicit;
  EXPECT_FALSE(change.LeavesJoint());
}

TEST(EntersJoint, HoldsForSeveralChangesOrAnExplicitWish) {
  using enum ConfChangeTransition;
  EXPECT_FALSE(Change(kAuto, 0).EntersJoint());
  EXPECT_FALSE(Change(kAuto, 1).EntersJoint());
  EXPECT_TRUE(Change(kAuto, 2).EntersJoint());
  EXPECT_TRUE(Change(kJointImplicit, 1).EntersJoint());
  EXPECT_TRUE(Change(kJointExplicit, 0).EntersJoint());
}

TEST(LeavesAutomatically, HoldsUnlessTheTransitionIsExplicit) {
  using enum ConfChangeTransition;
  EXPECT_TRUE(Change(kAuto, 2).LeavesAutomatically());
  EXPECT_TRUE(Change(kJointImplicit, 2).LeavesAutomatically());
  EXPECT_FALSE(Change(kJointExplicit, 2).LeavesAutomatically());
}

TEST(AsV2, KeepsTheChangeAndItsContext) {
  const ConfChange change{.id = 7,
                          .type = ConfChangeType::kRemoveNode,
                          .node_id = 3,
                          .context = Payload("context")};
  const ConfChangeV2 v2 = AsV2(change);
  EXPECT_EQ(v2.transition, ConfChangeTransition::kAuto);
  ASSERT_EQ(v2.changes.size(), 1);
  EXPECT_EQ(v2.changes[0], (ConfChangeSingle{ConfChangeType::kRemoveNode, 3}));
  EXPECT_EQ(v2.context, change.context);
}

}  // namespace
}  // namespace raft
