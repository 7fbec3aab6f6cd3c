#include "invariants/snapshots_cover_entries.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 applies the entries 3 and 4 and has accepted a snapshot of `accepted`.
Scene Applies(raft::Index accepted) {
  Scene scene = Quiet(1, 2);
  scene.applied = {EntryOf(3, 1), EntryOf(4, 2)};
  scene.step.accepted_snapshot = accepted;
  return scene;
}

testing::AssertionResult IsFine(Scene scene) {
  return Holds(SnapshotsCoverEntries(scene.View(), Ghost()));
}

TEST(SnapshotsCoverEntries, FallsWhenOneIsApplied) {
  for (const raft::Index accepted : {3, 4, 9}) {
    EXPECT_TRUE(Falls(SnapshotsCoverEntries(Applies(accepted).View(), Ghost()),
                      "snapshots_cover_entries",
                      fmt::format("node 1 applied entry 3, which a snapshot of "
                                  "{} covers",
                                  accepted)));
  }
}

TEST(SnapshotsCoverEntries, HoldsForWhatStandsAfterIt) {
  EXPECT_TRUE(IsFine(Applies(2)));
  EXPECT_TRUE(IsFine(Applies(0)));
}

TEST(SnapshotsCoverEntries, HoldsWhenNothingIsApplied) {
  Scene scene = Applies(9);
  scene.applied.clear();
  EXPECT_TRUE(IsFine(scene));
}

}  // namespace
}  // namespace invariants
