#include "invariants/changes_are_taken.h"

#include <gtest/gtest.h>

#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"
#include "raft/wire/conf_change_codec.h"

namespace invariants {
namespace {

raft::Entry ChangeEntry(size_t parts) {
  raft::ConfChangeV2 change;
  for (size_t i = 0; i < parts; ++i) {
    change.changes.push_back({raft::ConfChangeType::kAddNode, 4});
  }
  raft::Entry entry;
  entry.data = raft::Payload(raft::wire::Encode(change));
  entry.type = raft::EntryType::kConfChangeV2;
  return entry;
}

// A leader of term 2 that has applied entries 1 to 3 is asked for a write and
// a change of `parts`; the change becomes an empty entry, or stays one.
struct Asked {
  explicit Asked(bool refused = true, size_t parts = 1)
      : proposed({EntryOf(0, 0, "write"), ChangeEntry(parts)}) {
    members.voters = {1, 2, 3};
    scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
    scene.step.before.applied = 3;
    scene.step.asked_under = &members;
    scene.appended = proposed;
    if (refused) scene.appended[1] = raft::Entry();
  }

  std::optional<Violation> Check() {
    scene.step.proposed = proposed;
    return ChangesAreTaken(scene.View(), Ghost());
  }

  raft::ConfState members;
  std::vector<raft::Entry> proposed;
  Scene scene = WithLog(1, 2, {1, 1, 2, 2, 2});
};

TEST(ChangesAreTaken, HoldsForAChangeThatStays) {
  EXPECT_TRUE(Holds(Asked(/*refused=*/false).Check()));
}

TEST(ChangesAreTaken, FallsForARefusalWithoutReason) {
  EXPECT_TRUE(Falls(Asked().Check(), "changes_are_taken",
                    "though none was pending"));
}

TEST(ChangesAreTaken, HoldsWhileAnotherIsNotApplied) {
  Asked asked;
  asked.scene.step.pending_changes = 1;
  EXPECT_TRUE(Holds(asked.Check()));
  asked.scene.step.appends_all_changes = true;
  EXPECT_TRUE(Falls(asked.Check(), "changes_are_taken", "empty entry"));
}

TEST(ChangesAreTaken, HoldsUntilTheLeaderHasAppliedAnEntryOfItsTerm) {
  Asked asked;
  asked.scene.step.before.applied = 2;
  EXPECT_TRUE(Holds(asked.Check()));
}

TEST(ChangesAreTaken, JointMembershipsAreOnlyLeft) {
  Asked asked;
  asked.members.voters_outgoing = {1};
  EXPECT_TRUE(Holds(asked.Check()));
  Asked leave(/*refused=*/true, /*parts=*/0);
  EXPECT_TRUE(Holds(leave.Check()));
  leave.members.voters_outgoing = {1};
  EXPECT_TRUE(Falls(leave.Check(), "changes_are_taken", "empty entry"));
}

TEST(ChangesAreTaken, OnlyTheFirstOfABatchIsOwedAnything) {
  Asked asked(/*refused=*/false);
  asked.proposed.push_back(ChangeEntry(1));
  asked.scene.appended.emplace_back();
  EXPECT_TRUE(Holds(asked.Check()));
}

TEST(ChangesAreTaken, HoldsForAProposalThatIsDropped) {
  Asked asked;
  asked.scene.appended.clear();
  EXPECT_TRUE(Holds(asked.Check()));
}

}  // namespace
}  // namespace invariants
