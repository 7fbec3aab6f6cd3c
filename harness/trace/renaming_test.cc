#include "harness/trace/renaming.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "harness/action/apply.h"
#include "harness/world/setup.h"
#include "raft/base/check.h"

namespace harness {
namespace {

Action Parsed(std::string_view text) {
  const auto action = ParseAction(text);
  RAFT_CHECK(action.has_value(), "{}: {}", text, action.error().Text());
  return *action;
}

// Appends at 1, 2, 3 and 4 are on their way from 1 to 2.
World FourAppends() {
  World world{Setup()};
  Applier applier;
  for (const std::string_view text :
       {"timeout node=1", "deliver node=1 peer=2 type=MsgVote term=2 index=1",
        "deliver node=2 peer=1 type=MsgVoteResp term=2",
        "duplicate node=1 peer=2 type=MsgApp term=2 index=1",
        "deliver node=1 peer=2 type=MsgApp term=2 index=1",
        "deliver node=2 peer=1 type=MsgAppResp term=2 index=2",
        "drop node=1 peer=2 type=MsgApp term=2 index=2",
        "propose node=1 client=1", "propose node=1 client=2",
        "propose node=1 client=3"}) {
    EXPECT_FALSE(applier.Apply(world, Parsed(text)).has_value()) << text;
  }
  EXPECT_EQ(world.network.On(1, 2).size(), 4u);
  return world;
}

std::string Renamed(Renaming how, std::string_view text, size_t choice) {
  const World world = FourAppends();
  Action action = Parsed(text);
  EXPECT_EQ(Rename(world, how, action), choice) << text;
  return Describe(action);
}

TEST(Renaming, AMessageThatIsThereKeepsItsName) {
  constexpr std::string_view kThere =
      "deliver node=1 peer=2 type=MsgApp term=2 index=3";
  for (const Renaming how : {Renaming::kNearest, Renaming::kNewest,
                             Renaming::kOldest, Renaming::kNone}) {
    EXPECT_EQ(Renamed(how, kThere, 0), kThere);
  }
}

TEST(Renaming, OneThatIsNotThereBecomesAnotherOfItsTypeAndLink) {
  constexpr std::string_view kGone =
      "drop node=1 peer=2 type=MsgApp term=2 index=3 nth=1";
  EXPECT_EQ(Renamed(Renaming::kNearest, kGone, 4),
            "drop node=1 peer=2 type=MsgApp term=2 index=3");
  EXPECT_EQ(Renamed(Renaming::kNewest, kGone, 4),
            "drop node=1 peer=2 type=MsgApp term=2 index=4");
  EXPECT_EQ(Renamed(Renaming::kOldest, kGone, 4),
            "drop node=1 peer=2 type=MsgApp term=2 index=1");
  EXPECT_EQ(Renamed(Renaming::kNone, kGone, 4), kGone);
}

TEST(Renaming, WhereThereIsNoneOfTheTypeNothingIsChosen) {
  constexpr std::string_view kElsewhere =
      "deliver node=2 peer=3 type=MsgApp term=2 index=3";
  EXPECT_EQ(Renamed(Renaming::kNearest, kElsewhere, 0), kElsewhere);
}

}  // namespace
}  // namespace harness
