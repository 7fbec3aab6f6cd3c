#include "harness/world/proposal.h"

#include <gtest/gtest.h>

#include "raft/base/check.h"
#include "raft/wire/conf_change_codec.h"

namespace harness {
namespace {

raft::ConfChangeV2 Removal(raft::NodeId node) {
  raft::ConfChangeV2 change;
  change.changes.push_back({raft::ConfChangeType::kRemoveNode, node});
  change.context = raft::Payload("7");
  return change;
}

TEST(Proposal, ACommandIsANormalEntry) {
  kv::Command command;
  command.client = 1;
  command.key = "k";
  const raft::Entry entry = EntryOf(command, /*old_form=*/true);
  EXPECT_EQ(entry.type, raft::EntryType::kNormal);
  EXPECT_EQ(kv::Decode(entry.data.view()), command);
}

TEST(Proposal, AChangeIsTheSameInBothForms) {
  for (const bool old_form : {false, true}) {
    const raft::Entry entry = EntryOf(Removal(3), old_form);
    EXPECT_EQ(entry.type, old_form ? raft::EntryType::kConfChange
                                   : raft::EntryType::kConfChangeV2);
    EXPECT_EQ(raft::wire::DecodeConfChangeEntry(entry), Removal(3));
  }
}

TEST(Proposal, WhatTheOldFormCannotSayTravelsInTheNewOne) {
  raft::ConfChangeV2 joint = Removal(3);
  joint.transition = raft::ConfChangeTransition::kJointExplicit;
  raft::ConfChangeV2 two = Removal(3);
  two.changes.push_back({raft::ConfChangeType::kRemoveNode, 2});
  for (const raft::ConfChangeV2& change :
       {joint, two, raft::ConfChangeV2()}) {
    EXPECT_FALSE(HasOldForm(change));
    EXPECT_EQ(EntryOf(change, /*old_form=*/true).type,
              raft::EntryType::kConfChangeV2);
    EXPECT_THROW((void)OldForm(change), raft::Panic);
  }
}

}  // namespace
}  // namespace harness
