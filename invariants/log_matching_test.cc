#include "invariants/log_matching.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Ghost AfterTwoEntries() {
  Scene scene = WithLog(1, 2, {1, 2});
  scene.appended = {EntryOf(1, 1, "a"), EntryOf(2, 2, "b")};
  Ghost ghost;
  Remember(scene.View(), ghost);
  return ghost;
}

TEST(LogMatching, HoldsWhenTheSameEntriesAreAppendedElsewhere) {
  Scene scene = WithLog(2, 2, {1, 2});
  scene.appended = {EntryOf(2, 2, "b")};
  EXPECT_TRUE(Holds(LogMatching(scene.View(), AfterTwoEntries())));
}

TEST(LogMatching, HoldsWhenAnotherTermHasAnotherEntry) {
  Scene scene = WithLog(2, 3, {1, 3});
  scene.appended = {EntryOf(2, 3, "c")};
  EXPECT_TRUE(Holds(LogMatching(scene.View(), AfterTwoEntries())));
}

TEST(LogMatching, HoldsWhereTheEntryBeforeIsNotKnown) {
  Scene scene = Quiet(2, 2);
  scene.log = FakeLog(4, {1, 2});
  scene.appended = {EntryOf(2, 2, "b")};
  EXPECT_TRUE(Holds(LogMatching(scene.View(), AfterTwoEntries())));
}

TEST(LogMatching, FallsWhenTheContentDiffers) {
  Scene scene = WithLog(2, 2, {1, 2});
  scene.appended = {EntryOf(2, 2, "c")};
  EXPECT_TRUE(Falls(LogMatching(scene.View(), AfterTwoEntries()),
                    "log_matching",
                    "node 2 has an entry of index 2 and term 2 with content"));
}

TEST(LogMatching, FallsWhenTheTypeDiffers) {
  Scene scene = WithLog(2, 2, {1, 2});
  scene.appended = {EntryOf(2, 2, "b")};
  scene.appended[0].type = raft::EntryType::kConfChangeV2;
  EXPECT_FALSE(Holds(LogMatching(scene.View(), AfterTwoEntries())));
}

TEST(LogMatching, FallsWhenTheEntryBeforeDiffers) {
  Scene scene = WithLog(2, 2, {2, 2});
  scene.appended = {EntryOf(2, 2, "b")};
  EXPECT_TRUE(
      Falls(LogMatching(scene.View(), AfterTwoEntries()), "log_matching",
            "node 2 has an entry of index 2 and term 2 after one of term 2, "
            "where term 1 was seen before"));
}

TEST(LogMatching, FallsInTheMiddleOfWhatIsAppended) {
  Scene scene = WithLog(2, 2, {2, 2});
  scene.appended = {EntryOf(1, 2, "x"), EntryOf(2, 2, "b")};
  EXPECT_FALSE(Holds(LogMatching(scene.View(), AfterTwoEntries())));
}

}  // namespace
}  // namespace invariants
