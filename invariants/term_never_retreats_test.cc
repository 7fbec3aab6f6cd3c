#include "invariants/term_never_retreats.h"

#include <gtest/gtest.h>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Ghost AfterAnswerIn(raft::Term term) {
  Scene scene = Quiet(1, term);
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, term)};
  Ghost ghost;
  Remember(scene.View(), ghost);
  return ghost;
}

TEST(TermNeverRetreats, HoldsWhenTheTermGrowsOrStays) {
  Scene scene = Quiet(1, 3);
  scene.step.before.term = 2;
  EXPECT_TRUE(Holds(TermNeverRetreats(scene.View(), Ghost())));
  EXPECT_TRUE(Holds(TermNeverRetreats(Quiet(1, 3).View(), Ghost())));
}

TEST(TermNeverRetreats, HoldsWhenACrashForgetsATermThatNobodyWasTold) {
  Ghost ghost = AfterAnswerIn(2);
  Remember(Crashed(1, 3).View(), ghost);
  EXPECT_TRUE(Holds(TermNeverRetreats(Restarted(1, 2).View(), ghost)));
}

TEST(TermNeverRetreats, DoesNotTakeAPreVoteForAPromise) {
  Scene scene = Quiet(1, 2);
  scene.sent = {MessageOf(raft::MessageType::kPreVoteResp, 2, 3)};
  Ghost ghost;
  Remember(scene.View(), ghost);
  EXPECT_TRUE(Holds(TermNeverRetreats(Restarted(1, 2).View(), ghost)));
}

TEST(TermNeverRetreats, FallsWhenTheTermShrinks) {
  Scene scene = Quiet(1, 2);
  scene.step.before.term = 3;
  EXPECT_TRUE(Falls(TermNeverRetreats(scene.View(), Ghost()),
                    "term_never_retreats",
                    "node 1 went from term 3 to term 2"));
}

TEST(TermNeverRetreats, FallsWhenACrashForgetsATermThatOthersWereTold) {
  EXPECT_TRUE(Falls(TermNeverRetreats(Restarted(1, 2).View(), AfterAnswerIn(3)),
                    "term_never_retreats",
                    "node 1 went from term 3 to term 2"));
}

TEST(TermNeverRetreats, FallsWhenAnAnswerIsOfATermLeftBehind) {
  Scene scene = Quiet(1, 3);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 4, 2)};
  EXPECT_TRUE(Falls(
      TermNeverRetreats(scene.View(), AfterAnswerIn(3)), "term_never_retreats",
      "node 1 answered node 4 in term 2 after an answer in term 3"));
}

}  // namespace
}  // namespace invariants
