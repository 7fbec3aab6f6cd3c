#include "invariants/older_writes_count_for_nothing.h"

#include <gtest/gtest.h>

#include <optional>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

// Node 1 of term 5 hears of a write that it made in the term `written`, and
// takes more of its log for durable.
Scene Hears(std::optional<raft::Term> written) {
  Scene scene = WithLog(1, 5, {1, 1, 2});
  scene.step.heard_write = written;
  scene.step.trusts_more = true;
  return scene;
}

testing::AssertionResult IsFine(Scene scene) {
  return Holds(OlderWritesCountForNothing(scene.View(), Ghost()));
}

TEST(OlderWritesCountForNothing, FallsWhenOneCounts) {
  EXPECT_TRUE(Falls(OlderWritesCountForNothing(Hears(4).View(), Ghost()),
                    "older_writes_count_for_nothing",
                    "node 1 of term 5 heard of a write of term 4, and takes "
                    "more of its log for durable than before"));
}

TEST(OlderWritesCountForNothing, HoldsForOneOfItsTerm) {
  EXPECT_TRUE(IsFine(Hears(5)));
}

// An answer that has lost its term is not taken for one of this term.
TEST(OlderWritesCountForNothing, FallsForOneOfNoTerm) {
  EXPECT_TRUE(Falls(OlderWritesCountForNothing(Hears(0).View(), Ghost()),
                    "older_writes_count_for_nothing", "a write of term 0"));
}

TEST(OlderWritesCountForNothing, HoldsWhenNothingComesOfIt) {
  Scene scene = Hears(4);
  scene.step.trusts_more = false;
  EXPECT_TRUE(IsFine(scene));
}

TEST(OlderWritesCountForNothing, HoldsWithoutAnAnswer) {
  EXPECT_TRUE(IsFine(Hears(std::nullopt)));
}

}  // namespace
}  // namespace invariants
