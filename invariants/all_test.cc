#include "invariants/all.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

TEST(All, NamesEachInvariantOnceAndClaimsSomething) {
  std::set<std::string_view> names;
  for (const Invariant& invariant : All()) {
    EXPECT_TRUE(names.insert(invariant.name).second) << invariant.name;
    EXPECT_FALSE(invariant.claim.empty()) << invariant.name;
    EXPECT_TRUE(invariant.check != nullptr) << invariant.name;
  }
  EXPECT_GE(names.size(), 14u);
}

TEST(All, EveryInvariantHoldsInAQuietStep) {
  for (const Invariant& invariant : All()) {
    EXPECT_TRUE(Holds(invariant.check(Quiet(1, 2).View(), Ghost())));
    EXPECT_TRUE(Holds(invariant.check(Crashed(1, 2).View(), Ghost())));
    EXPECT_TRUE(Holds(invariant.check(Restarted(1, 2).View(), Ghost())));
  }
}

TEST(All, RemembersAStepThatHolds) {
  Ghost ghost;
  EXPECT_TRUE(Holds(CheckAll(Elected(1, 2).View(), ghost)));
  EXPECT_TRUE(
      Falls(CheckAll(Elected(2, 2).View(), ghost), "election_safety", ""));
}

TEST(All, DoesNotRememberAStepInWhichSomethingFell) {
  Ghost ghost;
  Scene scene = Elected(1, 2);
  scene.step.panic = "it is broken";
  EXPECT_TRUE(Falls(CheckAll(scene.View(), ghost), "no_panic", "it is broken"));
  EXPECT_EQ(ghost, Ghost());
}

// The log of a node that cannot be asked.
class BrokenLog : public LogView {
 public:
  std::optional<raft::Term> TermAt(raft::Index) const override {
    throw std::logic_error("its log has a gap");
  }
};

TEST(All, WhatANodeThrowsWhenItIsAskedFallsAndNamesWhoAsked) {
  Ghost ghost;
  Scene scene = WithLog(1, 2, {1, 2});
  Step step = scene.View();
  const BrokenLog broken;
  step.log = &broken;
  step.after.commit = 1;
  EXPECT_TRUE(Falls(CheckAll(step, ghost), "no_panic",
                    "node 1: its log has a gap, thrown to "));
  EXPECT_EQ(ghost, Ghost());
}

}  // namespace
}  // namespace invariants
