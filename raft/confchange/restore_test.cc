#include "raft/confchange/restore.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "raft/confchange/changer.h"

namespace raft {
namespace {

constexpr NodeId kIds = 6;
constexpr InflightLimits kLimits{.messages = 10, .bytes = 0};

ConfState StateOf(IdList voters, IdList learners = {}, IdList outgoing = {},
                  IdList learners_next = {}, bool auto_leave = false) {
  ConfState state;
  state.voters = std::move(voters);
  state.learners = std::move(learners);
  state.voters_outgoing = std::move(outgoing);
  state.learners_next = std::move(learners_next);
  state.auto_leave = auto_leave;
  return state;
}

Result<Membership> Restored(const ConfState& state) {
  return Restore(state, /*last_index=*/20, kLimits);
}

TEST(Equivalent, LooksAtMembersAndNotAtTheirOrder) {
  const ConfState state = StateOf({1, 2, 3}, {4}, {1, 6, 2}, {6});
  EXPECT_TRUE(Equivalent({}, {}));
  EXPECT_TRUE(Equivalent(state, StateOf({3, 1, 2}, {4}, {6, 2, 1}, {6})));
  EXPECT_TRUE(Equivalent(StateOf({1, 1}), StateOf({1, 1})));
  EXPECT_FALSE(Equivalent(StateOf({1, 1}), StateOf({1})));
  EXPECT_FALSE(Equivalent(StateOf({1, 2}), StateOf({2, 3})));
  EXPECT_FALSE(Equivalent(StateOf({1}), StateOf({1}, {2})));
  EXPECT_FALSE(Equivalent(StateOf({1}, {}, {2}), StateOf({1})));
  EXPECT_FALSE(Equivalent(state, StateOf({1, 2, 3}, {4}, {1, 6, 2})));
  EXPECT_FALSE(
      Equivalent(state, StateOf({1, 2, 3}, {4}, {1, 6, 2}, {6}, true)));
}

TEST(Restore, GivesAnEmptyMembershipForAnEmptyConfState) {
  EXPECT_EQ(Restored({}), Membership{});
}

TEST(Restore, GivesBackWhatWasStored) {
  for (const ConfState& state :
       {StateOf({1, 2, 3}), StateOf({1, 2, 3}, {4, 5, 6}),
        StateOf({1, 2, 3}, {5}, {1, 2, 4, 6}, {4}),
        StateOf({5}, {}, {1}, {}, true), StateOf({1}, {}, {1})}) {
    const Result<Membership> restored = Restored(state);
    ASSERT_TRUE(restored.has_value()) << restored.error().Text();
    EXPECT_EQ(ToConfState(restored->configuration), state);
  }
}

TEST(Restore, StartsMembersAfresh) {
  const Membership membership = Restored(StateOf({1, 2}, {3})).value();
  for (const auto& [id, progress] : membership.progress) {
    EXPECT_EQ(progress.match, 0u);
    EXPECT_EQ(progress.next, 20u);
    EXPECT_TRUE(progress.recent_active);
    EXPECT_EQ(progress.is_learner, id == 3);
    EXPECT_EQ(progress.inflights.limits(), kLimits);
  }
}

TEST(Restore, RefusesWhatNoChangeLeadsTo) {
  for (const ConfState& state : {
           StateOf({}, {1}),                  // Nobody votes.
           StateOf({}, {}, {1}),              // Nor here.
           StateOf({1, 0}),                   // Nobody's id.
           StateOf({1, kLocalAppendThread}),  // A thread's id.
           StateOf({1, 1}),                   // Twice.
           StateOf({1, 2}, {2}),              // Voter and learner.
           StateOf({1}, {2}, {2}),            // Votes outgoing.
           StateOf({1}, {}, {}, {2}),         // Not joint.
           StateOf({1}, {}, {}, {}, true),    // Not joint.
           StateOf({1}, {}, {1, 2}, {3}),     // Not an outgoing voter.
           StateOf({1, 2}, {}, {1, 2}, {2}),  // Stays a voter.
       }) {
    const Result<Membership> restored = Restored(state);
    ASSERT_FALSE(restored.has_value()) << Describe(restored->configuration);
    EXPECT_EQ(restored.error().code, ErrorCode::kBadConfChange);
  }
}

// What a node may be in a configuration. Together these are all of them.
enum Part { kNothing, kIn, kOut, kInAndOut, kLearner, kOutThenLearner, kParts };

// Any configuration that is sound.
ConfState AnyStateOfParts() {
  ConfState state;
  for (NodeId id = 1; id <= kIds; ++id) {
    const int part = *rc::gen::inRange<int>(0, kParts);
    if (part == kIn || part == kInAndOut) state.voters.push_back(id);
    if (part == kOut || part == kInAndOut || part == kOutThenLearner) {
      state.voters_outgoing.push_back(id);
    }
    if (part == kLearner) state.learners.push_back(id);
    if (part == kOutThenLearner) state.learners_next.push_back(id);
  }
  if (state.voters.empty()) state.voters.push_back(kIds + 1);
  state.auto_leave =
      !state.voters_outgoing.empty() && *rc::gen::arbitrary<bool>();
  return state;
}

void Shuffle(IdList& ids) {
  for (size_t i = 1; i < ids.size(); ++i) {
    std::swap(ids[i], ids[*rc::gen::inRange<size_t>(0, i + 1)]);
  }
}

RC_GTEST_PROP(Restore, FindsEverySoundConfigurationAgain, ()) {
  const ConfState state = AnyStateOfParts();
  ConfState shuffled = state;
  Shuffle(shuffled.voters);
  Shuffle(shuffled.learners);
  Shuffle(shuffled.voters_outgoing);
  Shuffle(shuffled.learners_next);
  const Result<Membership> restored = Restored(shuffled);
  RC_ASSERT(restored.has_value());
  RC_ASSERT(ToConfState(restored->configuration) == state);
  RC_ASSERT(Equivalent(shuffled, state));
  RC_ASSERT(Equivalent(state, shuffled));
  RC_ASSERT(CheckMembership(*restored).has_value());
}

// The definition of a sound ConfState, id by id.
bool IsSound(const ConfState& state) {
  std::map<NodeId, std::set<Part>> parts;
  size_t named = 0;
  const std::pair<const IdList*, Part> kLists[] = {
      {&state.voters, kIn},
      {&state.voters_outgoing, kOut},
      {&state.learners, kLearner},
      {&state.learners_next, kOutThenLearner}};
  for (const auto& [ids, part] : kLists) {
    named += ids->size();
    for (const NodeId id : *ids) parts[id].insert(part);
  }
  if (named == 0) return !state.auto_leave;
  if (state.voters.empty()) return false;
  if (state.voters_outgoing.empty() && state.auto_leave) return false;
  const std::set<std::set<Part>> kSound = {
      {kIn}, {kOut}, {kIn, kOut}, {kLearner}, {kOut, kOutThenLearner}};
  for (const auto& [id, of_id] : parts) {
    if (id == kNone || IsLocalTarget(id) || !kSound.contains(of_id)) {
      return false;
    }
    named -= of_id.size();
  }
  return named == 0;  // Else some id was named twice in a list.
}

IdList AnyList() {
  IdList ids;
  ids.resize(*rc::gen::inRange<size_t>(0, 4));
  for (NodeId& id : ids) {
    id = *rc::gen::weightedOneOf<NodeId>(
        {{20, rc::gen::inRange<NodeId>(1, 5)},
         {1, rc::gen::elementOf(std::vector<NodeId>{kNone, kLocalAppendThread,
                                                    kLocalApplyThread})}});
  }
  return ids;
}

RC_GTEST_PROP(Restore, TakesSoundOnesOnlyAndNeverCrashes, ()) {
  const ConfState state = StateOf(AnyList(), AnyList(), AnyList(), AnyList(),
                                  *rc::gen::inRange(0, 4) == 0);
  const Result<Membership> restored = Restored(state);
  RC_ASSERT(restored.has_value() == IsSound(state));
  if (restored) {
    RC_ASSERT(Equivalent(state, ToConfState(restored->configuration)));
    RC_ASSERT(Equivalent(ToConfState(restored->configuration), state));
  } else {
    RC_ASSERT(restored.error().code == ErrorCode::kBadConfChange);
  }
}

// Almost sound: one that is, with one thing changed.
RC_GTEST_PROP(Restore, TellsSoundOnesFromAlmostSoundOnes, ()) {
  ConfState state = AnyStateOfParts();
  IdList* const kLists[] = {&state.voters, &state.learners,
                            &state.voters_outgoing, &state.learners_next};
  IdList& ids = *kLists[*rc::gen::inRange(0, 4)];
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      ids.push_back(*rc::gen::inRange<NodeId>(0, kIds + 2));
      break;
    case 1:
      if (!ids.empty()) ids.pop_back();
      break;
    default:
      state.auto_leave = !state.auto_leave;
  }
  RC_ASSERT(Restored(state).has_value() == IsSound(state));
}

}  // namespace
}  // namespace raft
