#include "harness/action/core.h"

#include <gtest/gtest.h>

#include <vector>

#include "harness/action/scenes.h"

namespace harness {
namespace {

constexpr Fault kNone = Fault::kNone;
constexpr Fault kDown = Fault::kDown;
constexpr Fault kCutOff = Fault::kCutOff;
constexpr Fault kDeaf = Fault::kDeaf;
constexpr Fault kMute = Fault::kMute;
constexpr Fault kFrayed = Fault::kFrayed;

std::vector<Fault> Chosen(const World& world, const SettleOption& option) {
  Applier applier;
  const Outside outside = ChooseOutside(world, option, applier);
  return {outside.faults.begin(),
          outside.faults.begin() +
              static_cast<ptrdiff_t>(world.setup().total())};
}

using List = std::vector<Fault>;

TEST(Core, HasAQuorumWhateverIsAsked) {
  EXPECT_EQ(Chosen(Led(5), Lasts({kDown, kDown, kDown, kDown, kDown})),
            List({kNone, kNone, kNone, kDown, kDown}));
  EXPECT_EQ(Chosen(Led(3), Lasts({kMute, kNone, kNone})),
            List({kMute, kNone, kNone}));
  EXPECT_EQ(Chosen(Led(1), Lasts({kDeaf})), List({kNone}));
}

TEST(Core, NobodyStaysOutsideWhileAChangeIsNotApplied) {
  World world = Led(3, 1);
  Do(world, {"change node=1 peer=4"});
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kNone, kNone}));
  // In flight alone, it counts as well.
  DeliverAll(world);
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kDeaf, kNone}));
  Do(world, {"change node=2 peer=3 option=1"});
  ASSERT_TRUE(world.network.CarriesChange());
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kNone, kNone}));
}

// A cut holds back what a node has not said yet, but not for long.
TEST(Core, NobodyStaysOutsideWhileAChangeIsAskedForBehindACut) {
  harness::Setup setup = Led(3).setup();
  setup.drive = static_cast<uint64_t>(Drive::kSync);
  World world(setup);
  Do(world, {"settle"});
  const raft::NodeId follower = world.replica(2).leads() ? 3 : 2;
  Do(world, {follower == 2 ? "partition option=5" : "partition option=3"});
  const List deaf = {kNone, kNone, kDeaf};
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})), deaf);
  Do(world, {follower == 2 ? "change node=2 peer=1 option=1"
                           : "change node=3 peer=1 option=1"});
  EXPECT_FALSE(world.network.CarriesChange());
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kNone}));
}

// Who does not know of its removal disturbs the others for as long.
TEST(Core, AChangeThatOthersHaveAppliedKeepsNobodyInside) {
  World world = Led(3);
  Do(world, {"change node=1 peer=3 option=1"});
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kNone}));
  Do(world, {"deliver node=1 peer=2 type=MsgApp term=2 index=2",
             "deliver node=1 peer=3 type=MsgApp term=2 index=2",
             "partition option=3",
             "deliver node=2 peer=1 type=MsgAppResp term=2 index=3"});
  DeliverAll(world);
  ASSERT_EQ(world.replica(1).UnappliedChanges(), 0u);
  ASSERT_EQ(world.replica(3).UnappliedChanges(), 1u);
  EXPECT_EQ(Chosen(world, Lasts({kNone, kNone, kDeaf})),
            List({kNone, kNone, kDeaf}));
}

TEST(Core, OnlyNodesThatAreDownStayOutsideOfAPlainQuorum) {
  World world = Led(3);
  Do(world, {"crash node=2"});
  EXPECT_EQ(Chosen(world, {.settling = Settling::kQuorum}),
            List({kNone, kDown, kNone}));
  EXPECT_EQ(Chosen(world, {.settling = Settling::kAll}),
            List({kNone, kNone, kNone}));
}

// The same as Led(3, 1), but for one field.
List DeafWith(uint64_t Setup::* field, uint64_t value) {
  harness::Setup setup = Led(3, 1).setup();
  setup.*field = value;
  return Chosen(World(setup), Lasts({kDeaf, kNone, kNone, kNone}));
}

TEST(Core, DeafNodesAreCutOffWhereSomebodyWhoIsHeardIsNotPeaceful) {
  const List deaf = {kDeaf, kNone, kNone, kNone};
  const List cut_off = {kCutOff, kNone, kNone, kNone};
  EXPECT_EQ(DeafWith(&Setup::check_quorum, 0b1111), deaf);
  EXPECT_EQ(DeafWith(&Setup::check_quorum, 0b1110), cut_off);
  EXPECT_EQ(DeafWith(&Setup::check_quorum, 0b1101), cut_off);
  // Who is no member is heard as well.
  EXPECT_EQ(DeafWith(&Setup::pre_vote, 0b0111), cut_off);
  EXPECT_EQ(DeafWith(&Setup::jitter, 0), cut_off);
}

TEST(Core, WhoIsNotHeardNeedNotBePeaceful) {
  harness::Setup setup = Led(5).setup();
  setup.check_quorum = setup.pre_vote = 0b10111;
  EXPECT_EQ(Chosen(World(setup), Lasts({kNone, kNone, kNone, kMute, kDeaf})),
            List({kNone, kNone, kNone, kMute, kDeaf}));
}

TEST(Core, FrayedNodesMustNotHaveAQuorum) {
  World world = Led(5);
  const SettleOption frayed = Lasts({kNone, kNone, kNone, kNone, kFrayed});
  EXPECT_EQ(Chosen(world, frayed),
            List({kNone, kNone, kNone, kNone, kCutOff}));
  Do(world, {"cut node=1 peer=5", "cut node=5 peer=2"});
  EXPECT_EQ(Chosen(world, frayed),
            List({kNone, kNone, kNone, kNone, kCutOff}));
  // With two it has none.
  Do(world, {"cut node=3 peer=5"});
  EXPECT_EQ(Chosen(world, frayed),
            List({kNone, kNone, kNone, kNone, kFrayed}));
}

TEST(Core, LinksAreSeveredAsTheFaultsSay) {
  Outside outside;
  outside.faults = {kNone, kDeaf, kMute, kCutOff, kFrayed};
  const auto severed = [&](raft::NodeId from, raft::NodeId to) {
    return Severs(outside, from, to, false);
  };
  EXPECT_FALSE(severed(2, 1));
  EXPECT_TRUE(severed(1, 2));
  EXPECT_TRUE(severed(3, 1));
  EXPECT_FALSE(severed(1, 3));
  EXPECT_TRUE(severed(4, 1));
  EXPECT_TRUE(severed(1, 4));
  EXPECT_FALSE(severed(2, 3));
  EXPECT_FALSE(severed(5, 1));
  EXPECT_TRUE(Severs(outside, 5, 1, true));
  EXPECT_TRUE(Severs(outside, 1, 5, true));
  EXPECT_FALSE(Severs(outside, 2, 1, true));
}

}  // namespace
}  // namespace harness
