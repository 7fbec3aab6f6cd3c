#include "invariants/membership_model.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace invariants {
namespace {

using raft::ConfChangeTransition;
using raft::ConfChangeType;

raft::ConfState Of(raft::IdList voters, raft::IdList learners = {}) {
  raft::ConfState members;
  members.voters = voters;
  members.learners = learners;
  return members;
}

raft::ConfState Joint(raft::IdList voters, raft::IdList outgoing,
                      raft::IdList learners, raft::IdList next) {
  raft::ConfState members = Of(voters, learners);
  members.voters_outgoing = outgoing;
  members.learners_next = next;
  return members;
}

raft::ConfChangeV2 Change(
    std::initializer_list<raft::ConfChangeSingle> parts,
    ConfChangeTransition transition = ConfChangeTransition::kAuto) {
  raft::ConfChangeV2 change;
  change.transition = transition;
  for (const raft::ConfChangeSingle& part : parts) {
    change.changes.push_back(part);
  }
  return change;
}

constexpr auto kAdd = ConfChangeType::kAddNode;
constexpr auto kRemove = ConfChangeType::kRemoveNode;
constexpr auto kLearn = ConfChangeType::kAddLearnerNode;
constexpr auto kExplicit = ConfChangeTransition::kJointExplicit;

TEST(MembershipModel, OneVoterComesOrGoesAtOnce) {
  EXPECT_EQ(MembershipAfter(Of({1, 3}), Change({{kAdd, 2}})), Of({1, 2, 3}));
  EXPECT_EQ(MembershipAfter(Of({1, 2}), Change({{kRemove, 1}})), Of({2}));
  EXPECT_EQ(MembershipAfter(Of({1, 2}), Change({{kLearn, 1}})), Of({2}, {1}));
  EXPECT_EQ(MembershipAfter(Of({2}, {1}), Change({{kAdd, 1}})), Of({1, 2}));
  EXPECT_EQ(MembershipAfter(Of({2}, {1}), Change({{kRemove, 1}})), Of({2}));
  EXPECT_EQ(MembershipAfter(Of({2}), Change({{kRemove, 1}})), Of({2}));
}

TEST(MembershipModel, TwoPartsGoThroughAJointMembership) {
  raft::ConfState joint = Joint({1, 4}, {1, 2, 3}, {5}, {3});
  joint.auto_leave = true;
  EXPECT_EQ(MembershipAfter(Of({1, 2, 3}, {4}),
                            Change({{kAdd, 4},
                                    {kRemove, 2},
                                    {kLearn, 3},
                                    {kLearn, 5}})),
            joint);
  EXPECT_EQ(MembershipAfter(joint, Change({})), Of({1, 4}, {3, 5}));
}

TEST(MembershipModel, AnExplicitTransitionIsJointAndStays) {
  EXPECT_EQ(MembershipAfter(Of({1}), Change({{kAdd, 2}}, kExplicit)),
            Joint({1, 2}, {1}, {}, {}));
  EXPECT_EQ(MembershipAfter(Of({1}), Change({}, kExplicit)),
            Joint({1}, {1}, {}, {}));
}

TEST(MembershipModel, WhatNamesNobodyChangesNothing) {
  EXPECT_EQ(MembershipAfter(Of({1}, {2}), Change({{kAdd, raft::kNone}})),
            Of({1}, {2}));
  EXPECT_EQ(MembershipAfter(Of({1}, {2}),
                            Change({{ConfChangeType::kUpdateNode, 1}})),
            Of({1}, {2}));
}

TEST(MembershipModel, SomeVoterStays) {
  EXPECT_EQ(MembershipAfter(Of({1}), Change({{kRemove, 1}})), std::nullopt);
  EXPECT_EQ(MembershipAfter(Of({1}), Change({{kLearn, 1}})), std::nullopt);
  EXPECT_EQ(
      MembershipAfter(Of({1, 2}), Change({{kRemove, 1}, {kLearn, 2}})),
      std::nullopt);
}

TEST(MembershipModel, JointOnesAreOnlyLeftAndOthersNever) {
  const raft::ConfState joint = Joint({1}, {1, 2}, {}, {});
  EXPECT_EQ(MembershipAfter(joint, Change({{kAdd, 3}})), std::nullopt);
  EXPECT_EQ(MembershipAfter(joint, Change({{kAdd, 3}}, kExplicit)),
            std::nullopt);
  EXPECT_EQ(MembershipAfter(joint, Change({}, kExplicit)), std::nullopt);
  EXPECT_EQ(MembershipAfter(Of({1}), Change({})), std::nullopt);
}

TEST(MembershipModel, WhatThereIsNotIsRefused) {
  EXPECT_EQ(
      MembershipAfter(Of({1}), Change({{kAdd, raft::kLocalAppendThread}})),
      std::nullopt);
  EXPECT_EQ(MembershipAfter(
                Of({1}), Change({{static_cast<ConfChangeType>(9), 1}})),
            std::nullopt);
}

}  // namespace
}  // namespace invariants
