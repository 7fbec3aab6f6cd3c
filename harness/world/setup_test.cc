#include "harness/world/setup.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "raft/base/error.h"

namespace harness {
namespace {

const SetupField& FieldOf(std::string_view name) {
  const auto fields = SetupFields();
  const auto found =
      std::find_if(fields.begin(), fields.end(),
                   [&](const SetupField& field) { return field.name == name; });
  EXPECT_NE(found, fields.end()) << name;
  return *found;
}

// What Set says to a setup that it must not change.
std::string Refusal(std::string_view assignment) {
  Setup setup;
  const auto set = Set(setup, assignment);
  EXPECT_FALSE(set.has_value()) << assignment;
  EXPECT_EQ(setup, Setup()) << assignment;
  if (set) return "";
  EXPECT_EQ(set.error().code, raft::ErrorCode::kBadConfig);
  return std::string(set.error().Text());
}

TEST(Setup, TheDefaultIsValidAndWithinAllRanges) {
  const harness::Setup setup;
  EXPECT_TRUE(Validate(setup).has_value());
  for (const SetupField& field : SetupFields()) {
    EXPECT_GE(setup.*field.member, field.least) << field.name;
    EXPECT_LE(setup.*field.member, field.most) << field.name;
  }
}

TEST(Setup, EveryFieldIsNamedOnceAndHasHelp) {
  std::set<std::string_view> names;
  for (const SetupField& field : SetupFields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    EXPECT_FALSE(field.help.empty()) << field.name;
    harness::Setup setup;
    setup.*field.member ^= 1;
    EXPECT_EQ(Describe(setup),
              fmt::format("{}={}", field.name, setup.*field.member));
  }
  // A field that is not in the table would not survive a trace.
  EXPECT_EQ(names.size() * sizeof(uint64_t), sizeof(harness::Setup));
}

TEST(Setup, SetTakesBothEndsOfTheRangeAndRefusesWhatLiesBeyond) {
  for (const SetupField& field : SetupFields()) {
    for (const uint64_t value : {field.least, field.most}) {
      harness::Setup setup;
      EXPECT_TRUE(Set(setup, fmt::format("{}={}", field.name, value)));
      EXPECT_EQ(setup.*field.member, value) << field.name;
    }
    const std::string range =
        fmt::format("{} must be a number from {} to {}, not ", field.name,
                    field.least, field.most);
    if (field.least > 0) {
      const uint64_t below = field.least - 1;
      EXPECT_EQ(Refusal(fmt::format("{}={}", field.name, below)),
                fmt::format("{}'{}'", range, below));
    }
    if (field.most < UINT64_MAX) {
      const uint64_t above = field.most + 1;
      EXPECT_EQ(Refusal(fmt::format("{}={}", field.name, above)),
                fmt::format("{}'{}'", range, above));
    }
    EXPECT_EQ(Refusal(fmt::format("{}=18446744073709551616", field.name)),
              range + "'18446744073709551616'");
  }
}

TEST(Setup, SetRefusesWhatIsNoNumber) {
  for (const std::string_view text :
       {"", " ", "three", "3x", " 3", "3 ", "+3", "-3", "0x3", "3.0", "=3"}) {
    EXPECT_EQ(
        Refusal(fmt::format("nodes={}", text)),
        fmt::format("nodes must be a number from 1 to 9, not '{}'", text));
  }
}

TEST(Setup, SetRefusesNamesThatItDoesNotKnow) {
  EXPECT_EQ(Refusal("node=3"), "there is no setup field 'node'");
  EXPECT_EQ(Refusal("Nodes=3"), "there is no setup field 'Nodes'");
  EXPECT_EQ(Refusal(" nodes=3"), "there is no setup field ' nodes'");
  EXPECT_EQ(Refusal("=3"), "there is no setup field ''");
}

TEST(Setup, SetRefusesWhatIsNoAssignment) {
  EXPECT_EQ(Refusal("nodes"), "'nodes' is not name=value");
  EXPECT_EQ(Refusal(""), "'' is not name=value");
}

TEST(Setup, TheLastAssignmentHolds) {
  harness::Setup setup;
  EXPECT_TRUE(Set(setup, "nodes=5"));
  EXPECT_TRUE(Set(setup, "learners=2"));
  EXPECT_TRUE(Set(setup, "nodes=4"));
  EXPECT_EQ(Describe(setup), "nodes=4 learners=2");
  EXPECT_EQ(setup.members(), 6u);
  setup.spares = 3;
  EXPECT_EQ(setup.total(), 9u);
}

TEST(Setup, ANodeWithoutLimitsHasThoseOfTheDefault) {
  harness::Setup setup;
  for (const std::string_view limit :
       {"max_size_per_message=1", "max_committed_size=2", "pre_vote=7",
        "max_uncommitted_size=3", "max_inflight=4", "max_inflight_bytes=5",
        "unlimited=2"}) {
    EXPECT_TRUE(Set(setup, limit).has_value()) << limit;
  }
  EXPECT_EQ(setup.Of(1), setup);
  EXPECT_EQ(Describe(setup.Of(2)), "pre_vote=7 unlimited=2");
  EXPECT_EQ(setup.Of(3), setup);
}

TEST(Setup, TheAtlasWantsChanceInTimeouts) {
  harness::Setup setup;
  EXPECT_TRUE(InsideAtlas(setup));
  setup.jitter = 0;
  EXPECT_FALSE(InsideAtlas(setup));
  setup.nodes = 1;
  EXPECT_TRUE(InsideAtlas(setup)) << "alone there is no vote to split";
}

struct Rule {
  std::string_view assignments;
  std::string_view refusal;  // Empty: valid.
};

constexpr Rule kRules[] = {
    {"heartbeat_tick=9", ""},
    {"heartbeat_tick=10", "heartbeat_tick must be below election_tick"},
    {"election_tick=2", "heartbeat_tick must be below election_tick"},
    {"election_tick=2 heartbeat_tick=1", ""},
    {"check_quorum=7 lease_reads=1 max_skew=3", ""},
    {"check_quorum=5 lease_reads=1 max_skew=3",
     "lease_reads needs check_quorum on all nodes"},
    {"check_quorum=7 spares=1 lease_reads=1 max_skew=3",
     "lease_reads needs check_quorum on all nodes"},
    {"lease_reads=1 max_skew=3", "lease_reads needs check_quorum on all nodes"},
    {"check_quorum=7 lease_reads=1", "lease_reads needs a bound of max_skew"},
    {"check_quorum=7", ""},
    {"max_inflight_bytes=1048576", ""},
    {"max_inflight_bytes=1048575",
     "max_inflight_bytes must be at least max_size_per_message"},
    {"max_inflight_bytes=100 max_size_per_message=100", ""},
    {"max_inflight_bytes=100 max_size_per_message=101",
     "max_inflight_bytes must be at least max_size_per_message"},
    {"max_inflight_bytes=0 max_size_per_message=101", ""},
};

TEST(Setup, ValidateKnowsWhatContradictsItself) {
  for (const Rule& rule : kRules) {
    harness::Setup setup;
    std::istringstream words{std::string(rule.assignments)};
    for (std::string word; words >> word;) ASSERT_TRUE(Set(setup, word));
    const auto valid = Validate(setup);
    EXPECT_EQ(valid.has_value(), rule.refusal.empty()) << rule.assignments;
    if (valid) continue;
    EXPECT_EQ(valid.error().code, raft::ErrorCode::kBadConfig);
    EXPECT_EQ(valid.error().Text(), rule.refusal) << rule.assignments;
  }
}

TEST(Setup, NothingIsSaidOfTheDefault) {
  EXPECT_EQ(Describe(harness::Setup()), "");
}

TEST(Setup, FieldsHaveTheRangesThatTheirCommentsName) {
  EXPECT_EQ(FieldOf("nodes").most, 9u);
  EXPECT_EQ(FieldOf("clients").most, 16u);
  EXPECT_EQ(FieldOf("keys").most, 16u);
  EXPECT_EQ(FieldOf("drive").most, static_cast<uint64_t>(Drive::kLate));
  // A mask has a bit for every node that may be a voter at the start.
  EXPECT_EQ(FieldOf("pre_vote").most, (1u << FieldOf("nodes").most) - 1);
}

Setup AnySetup() {
  Setup setup;
  for (const SetupField& field : SetupFields()) {
    const uint64_t drawn = *rc::gen::oneOf(
        rc::gen::arbitrary<uint64_t>(), rc::gen::just(field.least),
        rc::gen::just(field.most), rc::gen::just(setup.*field.member));
    const uint64_t range = field.most - field.least;
    setup.*field.member =
        drawn >= field.least && drawn <= field.most
            ? drawn
            : field.least + drawn % (range + 1);  // range is not 2^64 - 1 here.
  }
  return setup;
}

RC_GTEST_PROP(SetupProperty, WhatDescribeSaysSetsTheSameFieldsAgain, ()) {
  const Setup setup = AnySetup();
  Setup again;
  std::istringstream words(Describe(setup));
  for (std::string word; words >> word;) RC_ASSERT(Set(again, word));
  RC_ASSERT(again == setup);
}

RC_GTEST_PROP(SetupProperty, SetChangesOneFieldOnly,
              (uint64_t number, uint64_t value)) {
  const SetupField& field = SetupFields()[number % SetupFields().size()];
  Setup setup = AnySetup();
  const Setup before = setup;
  const bool fits = value >= field.least && value <= field.most;
  RC_ASSERT(Set(setup, fmt::format("{}={}", field.name, value)).has_value() ==
            fits);
  RC_ASSERT((setup.*field.member) == (fits ? value : before.*field.member));
  setup.*field.member = before.*field.member;
  RC_ASSERT(setup == before);
}

}  // namespace
}  // namespace harness
