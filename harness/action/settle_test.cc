#include "harness/action/settle.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "harness/action/demands.h"
#include "harness/action/scenes.h"

namespace harness {
namespace {

SettleResult SettleOf(World& world, const SettleOption& option,
                      Doer& doer, const std::atomic<bool>* interrupted = nullptr) {
  return Settle(world, option, doer, {.each = {}, .interrupted = interrupted});
}

SettleResult SettleOf(World& world, const SettleOption& option) {
  Applier applier;
  return SettleOf(world, option, applier);
}

TEST(Settle, ACoreGoesOnWhateverIsWrongWithItsLeader) {
  for (const Fault fault : {Fault::kDown, Fault::kCutOff, Fault::kDeaf,
                            Fault::kMute, Fault::kFrayed}) {
    World world = Led(3);
    const SettleResult result = SettleOf(world, Lasts({fault}));
    EXPECT_EQ(result.settled.missing, "");
    EXPECT_FALSE(result.violation.has_value());
    EXPECT_EQ(world.replica(1).up(), fault != Fault::kDown);
    const bool severed = fault != Fault::kDown;
    EXPECT_EQ(world.network.IsCut(2, 1) || world.network.IsCut(1, 2), severed);
    const bool two_leads = world.replica(2).leads();
    EXPECT_TRUE(two_leads || world.replica(3).leads());
    // The write that was asked for.
    EXPECT_GT(world.replica(two_leads ? 2 : 3).applied(), 2u);
  }
}

TEST(Settle, ADeafLeaderIsWaitedForAsLongAsItMayLead) {
  harness::Setup setup;
  EXPECT_EQ(SettleBound(setup), 40 * 20u);
  EXPECT_EQ(SettleBound(setup, true), 40 * 20u + 20);
  setup.max_skew = 3;
  EXPECT_EQ(SettleBound(setup, true), SettleBound(setup) + 20 + 3);
}

TEST(Settle, WhatWasOnTheWayToADeafNodeIsLost) {
  World world = Led(3);
  Do(world, {"propose node=1 client=1"});
  ASSERT_GT(world.network.On(1, 3).size(), 0u);
  EXPECT_EQ(SettleOf(world, Lasts({Fault::kNone, Fault::kNone, Fault::kDeaf}))
                .settled.missing,
            "");
  EXPECT_LT(world.replica(3).View().last_index,
            world.replica(1).View().last_index);
}

// Nothing arrives.
class Losing : public Doer {
 public:
  std::optional<invariants::Violation> Apply(World& world,
                                             const Action& action) override {
    Action done = action;
    if (done.verb == Verb::kDeliver) done.verb = Verb::kDrop;
    return applier_.Apply(world, done);
  }

 private:
  Applier applier_;
};

TEST(Settle, SaysWhatIsMissingAtTheBound) {
  Losing losing;
  World world{harness::Setup()};
  const auto settled = SettleOf(world, {}, losing).settled;
  EXPECT_EQ(settled.missing, "nobody leads");
  EXPECT_EQ(settled.rounds, SettleBound(harness::Setup()));
  EXPECT_EQ(settled.bound, settled.rounds);
}

TEST(Settle, BesideFrayedNodesItIsCommitsThatAreDemanded) {
  Losing losing;
  World world = Led(3);
  Do(world, {"cut node=2 peer=1", "cut node=1 peer=3"});
  const SettleOption frayed = Lasts({Fault::kFrayed});
  EXPECT_EQ(SettleOf(world, frayed, losing).settled.missing,
            "nothing commits after entry 2");
}

// Nobody hears that the leadership is to be handed over.
class Stubborn : public Doer {
 public:
  std::optional<invariants::Violation> Apply(World& world,
                                             const Action& action) override {
    if (action.verb != Verb::kTransfer) return applier_.Apply(world, action);
    ++asked;
    return std::nullopt;
  }
  int asked = 0;

 private:
  Applier applier_;
};

TEST(Settle, AHandoverThatNothingHindersHasFiveTries) {
  Stubborn stubborn;
  World world = Led(3);
  const auto settled = SettleOf(world, {}, stubborn).settled;
  EXPECT_EQ(settled.missing, "leader 1 does not hand over to node 3");
  EXPECT_EQ(stubborn.asked, 6);
  EXPECT_LT(settled.rounds, 60u);
}

// Every message that arrives is sent again: two nodes that answer each other
// for ever.
class Echoing : public Doer {
 public:
  explicit Echoing(Verb after) : after_(after) {}
  std::optional<invariants::Violation> Apply(World& world,
                                             const Action& action) override {
    echoes_ |= action.verb == after_;
    if (echoes_ && action.verb == Verb::kDeliver) {
      Action again = action;
      again.verb = Verb::kDuplicate;
      applier_.Apply(world, again);
    }
    return applier_.Apply(world, action);
  }

 private:
  Applier applier_;
  Verb after_;
  bool echoes_ = false;
};

TEST(Settle, AStormEndsThePhaseAtOnce) {
  Echoing echoing(Verb::kTick);
  World world = Led(3);
  const auto settled = SettleOf(world, {}, echoing).settled;
  EXPECT_LE(settled.rounds, 2u);
  EXPECT_EQ(settled.missing,
            "round " + std::to_string(settled.rounds) +
                " does not come to rest within 100000 actions");
}

TEST(Settle, SoDoesOneOfTheHandover) {
  Echoing echoing(Verb::kTransfer);
  World world = Led(3);
  const auto settled = SettleOf(world, {}, echoing).settled;
  EXPECT_NE(settled.missing.find("does not come to rest"), std::string::npos)
      << settled.missing;
}

TEST(Settle, AnInterruptEndsItAndNothingIsDemanded) {
  const std::atomic<bool> interrupted = true;
  Applier applier;
  World world = Led(3);
  const SettleResult result = SettleOf(world, {}, applier, &interrupted);
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.settled.rounds, 0u);
  applier.interrupted = &interrupted;
  EXPECT_FALSE(applier.Apply(world, {.verb = Verb::kSettle}).has_value());
}

TEST(Settle, AnOptionThatMeansNothingIsANoOp) {
  World world = Led(3);
  const uint64_t before = world.GetFingerprint();
  Do(world, {"settle option=2", "settle option=76"});
  EXPECT_EQ(world.GetFingerprint(), before);
  EXPECT_EQ(world.record.no_ops, 2u);
}

}  // namespace
}  // namespace harness
