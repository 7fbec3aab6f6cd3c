#include "invariants/changes_are_made.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"
#include "raft/wire/conf_change_codec.h"

namespace invariants {
namespace {

raft::ConfState Of(raft::IdList voters) {
  raft::ConfState members;
  members.voters = voters;
  return members;
}

// Node 1 applied, at index 5, that `removed` is no voter any more.
struct Removal {
  Removal(raft::NodeId removed, const raft::ConfState& before,
          const raft::ConfState& after)
      : began(before), ended(after) {
    raft::ConfChangeV2 change;
    change.changes.push_back({raft::ConfChangeType::kRemoveNode, removed});
    raft::Entry entry = EntryOf(5, 2, raft::wire::Encode(change));
    entry.type = raft::EntryType::kConfChangeV2;
    scene.applied = {entry};
    scene.step.after.applied = 5;
    scene.step.membership_began = &began;
    scene.step.membership = &ended;
  }

  std::optional<Violation> Check() {
    scene.step.asked_changes = asked;
    return ChangesAreMade(scene.View(), Ghost());
  }

  raft::ConfState began;
  raft::ConfState ended;
  std::vector<AskedChange> asked = {
      {.index = 5, .accepted = true, .failed = false}};
  Scene scene = Quiet(1, 2);
};

TEST(ChangesAreMade, HoldsForWhatTheChangeAsksFor) {
  EXPECT_TRUE(Holds(Removal(3, Of({1, 2, 3}), Of({1, 2})).Check()));
}

TEST(ChangesAreMade, FallsForAnythingElse) {
  for (const raft::ConfState& other :
       {Of({1, 2, 3}), Of({1, 3}), Of({1}), Of({})}) {
    EXPECT_TRUE(Falls(Removal(3, Of({1, 2, 3}), other).Check(),
                      "changes_are_made", "where it leads to voters [1, 2]"));
  }
}

TEST(ChangesAreMade, FallsWhereAllNodesFailAlikeToMakeIt) {
  Removal removal(3, Of({1, 2, 3}), Of({1, 2, 3}));
  removal.asked[0].failed = true;
  EXPECT_TRUE(Falls(removal.Check(), "changes_are_made",
                    "it can be made, and was not"));
}

TEST(ChangesAreMade, HoldsForARefusalOfWhichTheApplicationIsTold) {
  Removal removal(1, Of({1}), Of({1}));
  removal.asked[0].failed = true;
  EXPECT_TRUE(Holds(removal.Check()));
  removal.asked[0].failed = false;
  EXPECT_TRUE(Falls(removal.Check(), "changes_are_made",
                    "it cannot be made, and the application was not told"));
}

TEST(ChangesAreMade, HoldsForWhatTheApplicationDoesNotWant) {
  Removal removal(3, Of({1, 2, 3}), Of({1, 2, 3}));
  removal.asked[0].accepted = false;
  EXPECT_TRUE(Holds(removal.Check()));
  removal.asked[0].failed = true;
  EXPECT_TRUE(Falls(removal.Check(), "changes_are_made", "had refused it"));
  removal.asked.clear();
  EXPECT_TRUE(Falls(removal.Check(), "changes_are_made", "was not asked"));
}

TEST(ChangesAreMade, ASnapshotBringsWhatCameBeforeIt) {
  Removal removal(3, Of({1, 2, 3}), Of({7, 8}));
  auto snapshot = std::make_shared<raft::Snapshot>();
  snapshot->index = 5;
  snapshot->conf_state = Of({7, 8});
  removal.scene.step.installed = snapshot;
  EXPECT_TRUE(Holds(removal.Check()));
}

}  // namespace
}  // namespace invariants
