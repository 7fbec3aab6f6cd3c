#include "invariants/commits_own_term.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene LeaderCommits(raft::Index commit) {
  Scene scene = Commits(1, 3, {1, 2, 3}, commit);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  return scene;
}

TEST(CommitsOwnTerm, HoldsForAnEntryOfTheTerm) {
  EXPECT_TRUE(Holds(CommitsOwnTerm(LeaderCommits(3).View(), Ghost())));
}

TEST(CommitsOwnTerm, FallsForAnOlderOne) {
  EXPECT_TRUE(Falls(CommitsOwnTerm(LeaderCommits(2).View(), Ghost()),
                    "commits_own_term",
                    "leader 1 of term 3 committed entry 2 of term 2 by "
                    "counting"));
}

TEST(CommitsOwnTerm, HoldsForAFollowerAndWithoutNews) {
  EXPECT_TRUE(
      Holds(CommitsOwnTerm(Commits(1, 3, {1, 2, 3}, 2).View(), Ghost())));
  EXPECT_TRUE(Holds(CommitsOwnTerm(LeaderCommits(0).View(), Ghost())));
}

}  // namespace
}  // namespace invariants
