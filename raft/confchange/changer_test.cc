#include "raft/confchange/changer.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

namespace raft {
namespace {

using Changes = std::vector<ConfChangeSingle>;
using enum ConfChangeType;

constexpr NodeId kIds = 6;  // Few, so that changes often meet.
constexpr InflightLimits kLimits{.messages = 10, .bytes = 0};

Changer ChangerOf(const Membership& membership, Index last_index = 0) {
  return Changer(membership, last_index, kLimits);
}

// A membership of these voters and learners that was made by simple changes.
Membership Members(const IdList& voters, const IdList& learners = {}) {
  Membership membership;
  Changes changes;
  for (const NodeId id : voters) changes.push_back({kAddNode, id});
  for (const NodeId id : learners) changes.push_back({kAddLearnerNode, id});
  for (const ConfChangeSingle& change : changes) {
    membership = ChangerOf(membership).Simple({&change, 1}).value();
  }
  return membership;
}

std::string TextOf(const Result<Membership>& changed) {
  return changed ? Describe(changed->configuration)
                 : std::string(changed.error().Text());
}

// The simple changes, in a row; `before` is `voters=(1 2 3) learners=(4)`.
std::string Simply(const Changes& changes) {
  return TextOf(ChangerOf(Members({1, 2, 3}, {4})).Simple(changes));
}

// The same, made in a joint configuration.
std::string Jointly(const Changes& changes, bool auto_leave = false) {
  const Membership before = Members({1, 2, 3}, {4});
  return TextOf(ChangerOf(before).EnterJoint(auto_leave, changes));
}

TEST(Changer, MakesSimpleChanges) {
  EXPECT_EQ(Simply({}), "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{kAddNode, 5}}), "voters=(1 2 3 5) learners=(4)");
  EXPECT_EQ(Simply({{kAddNode, 3}}), "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{kAddNode, 4}}), "voters=(1 2 3 4)");
  EXPECT_EQ(Simply({{kAddLearnerNode, 5}}), "voters=(1 2 3) learners=(4 5)");
  EXPECT_EQ(Simply({{kAddLearnerNode, 4}}), "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{kAddLearnerNode, 3}}), "voters=(1 2) learners=(3 4)");
  EXPECT_EQ(Simply({{kRemoveNode, 3}}), "voters=(1 2) learners=(4)");
  EXPECT_EQ(Simply({{kRemoveNode, 4}}), "voters=(1 2 3)");
  EXPECT_EQ(Simply({{kRemoveNode, 9}}), "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{kUpdateNode, 9}}), "voters=(1 2 3) learners=(4)");
  // Any number of them, as long as they change one voter at most in the end.
  EXPECT_EQ(Simply({{kRemoveNode, 3}, {kAddNode, 3}}),
            "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{kAddNode, 5}, {kRemoveNode, 4}, {kAddLearnerNode, 6}}),
            "voters=(1 2 3 5) learners=(6)");
}

TEST(Changer, SkipsAChangeOfNobody) {
  EXPECT_EQ(Simply({{kRemoveNode, kNone}, {kAddNode, kNone}}),
            "voters=(1 2 3) learners=(4)");
  EXPECT_EQ(Simply({{static_cast<ConfChangeType>(7), kNone}}),
            "voters=(1 2 3) learners=(4)");
}

TEST(Changer, EntersAJointConfiguration) {
  EXPECT_EQ(Jointly({}), "voters=(1 2 3)&&(1 2 3) learners=(4)");
  EXPECT_EQ(Jointly({}, true),
            "voters=(1 2 3)&&(1 2 3) learners=(4) autoleave");
  EXPECT_EQ(Jointly({{kAddNode, 4}, {kRemoveNode, 1}, {kRemoveNode, 2}}),
            "voters=(3 4)&&(1 2 3)");
  EXPECT_EQ(Jointly({{kAddLearnerNode, 3}, {kAddLearnerNode, 5}}),
            "voters=(1 2)&&(1 2 3) learners=(4 5) learners_next=(3)");
  EXPECT_EQ(Jointly({{kRemoveNode, 3}, {kAddLearnerNode, 3}}),
            "voters=(1 2)&&(1 2 3) learners=(4) learners_next=(3)");
  EXPECT_EQ(Jointly({{kAddLearnerNode, 3}, {kAddNode, 3}}),
            "voters=(1 2 3)&&(1 2 3) learners=(4)");
  EXPECT_EQ(Jointly({{kAddLearnerNode, 3}, {kRemoveNode, 3}}),
            "voters=(1 2)&&(1 2 3) learners=(4)");
}

TEST(Changer, LeavesAJointConfiguration) {
  const Changes changes = {
      {kAddLearnerNode, 3}, {kRemoveNode, 2}, {kAddNode, 5}};
  const Membership joint =
      ChangerOf(Members({1, 2, 3}, {4})).EnterJoint(true, changes).value();
  const Membership left = ChangerOf(joint).LeaveJoint().value();
  EXPECT_EQ(Describe(left.configuration), "voters=(1 5) learners=(3 4)");
  EXPECT_TRUE(left.progress.Find(3)->is_learner);
  EXPECT_EQ(left.progress.Find(2), nullptr);
}

TEST(Changer, SaysWhatItRefuses) {
  const Membership simple = Members({1, 2, 3}, {4});
  const Membership joint = ChangerOf(simple).EnterJoint(false, {}).value();
  const Membership empty;
  const Changes remove_all = {
      {kRemoveNode, 1}, {kRemoveNode, 2}, {kRemoveNode, 3}};
  const Changes remove_two = {{kRemoveNode, 1}, {kRemoveNode, 2}};
  const Changes learner = {{kAddLearnerNode, 1}};
  const Changes unknown = {{static_cast<ConfChangeType>(4), 1}};
  const Changes storage = {{kAddNode, kLocalApplyThread}};
  const struct {
    Result<Membership> changed;
    std::string text;
  } kTable[] = {
      {ChangerOf(joint).Simple({}),
       "can't apply simple config change in joint config"},
      {ChangerOf(joint).EnterJoint(false, {}), "config is already joint"},
      {ChangerOf(empty).EnterJoint(false, {}),
       "can't make a zero-voter config joint"},
      {ChangerOf(simple).LeaveJoint(), "can't leave a non-joint config"},
      {ChangerOf(simple).Simple(remove_two),
       "more than one voter changed without entering joint config"},
      {ChangerOf(simple).Simple(remove_all), "removed all voters"},
      {ChangerOf(simple).EnterJoint(false, remove_all), "removed all voters"},
      {ChangerOf(empty).Simple({}), "removed all voters"},
      {ChangerOf(empty).Simple(learner), "removed all voters"},
      {ChangerOf(simple).Simple(unknown), "unexpected conf type 4"},
      {ChangerOf(simple).Simple(storage),
       "fffffffffffffffe is reserved for a storage thread"},
  };
  for (const auto& row : kTable) {
    EXPECT_EQ(TextOf(row.changed), row.text);
    ASSERT_FALSE(row.changed.has_value());
    EXPECT_EQ(row.changed.error().code, ErrorCode::kBadConfChange);
  }
}

TEST(Changer, ProbesANewMemberFromTheEndOfTheLog) {
  const Membership before = Members({1});
  const Changes add = {{kAddNode, 2}, {kAddLearnerNode, 3}};
  const Membership after = ChangerOf(before, 17).Simple(add).value();
  Progress expected{
      .next = 17, .recent_active = true, .inflights = Inflights(kLimits)};
  EXPECT_EQ(*after.progress.Find(2), expected);
  expected.is_learner = true;
  EXPECT_EQ(*after.progress.Find(3), expected);
  EXPECT_EQ(after.progress.Find(1)->next, 1u);  // Was there before.
}

TEST(Changer, KeepsWhatIsKnownOfAMemberThatStays) {
  Membership before = Members({1, 2}, {3});
  before.progress.Find(2)->match = 5;
  before.progress.Find(2)->next = 9;
  before.progress.Find(3)->match = 6;
  before.progress.Find(3)->next = 7;
  const Changes demote = {{kAddLearnerNode, 2}};
  const Changes promote = {{kAddNode, 3}};
  const Changes both = {{kRemoveNode, 2}, {kAddNode, 3}, {kAddLearnerNode, 2}};
  const Changes readd = {{kRemoveNode, 2}, {kAddNode, 2}};
  const auto match_of = [](const Result<Membership>& after, NodeId id) {
    return after->progress.Find(id)->match;
  };
  EXPECT_EQ(match_of(ChangerOf(before).Simple(demote), 2), 5u);
  EXPECT_EQ(match_of(ChangerOf(before).Simple(promote), 3), 6u);
  const Membership joint = ChangerOf(before).EnterJoint(false, both).value();
  EXPECT_EQ(joint.progress.Find(2)->match, 5u);
  EXPECT_FALSE(joint.progress.Find(2)->is_learner);  // Still votes outgoing.
  EXPECT_EQ(match_of(ChangerOf(joint).LeaveJoint(), 2), 5u);
  // But not of one that was gone in between.
  EXPECT_EQ(match_of(ChangerOf(before).Simple(readd), 2), 0u);
}

TEST(Changer, AppliesAChangeInTheWayThatItAsksFor) {
  using enum ConfChangeTransition;
  const struct {
    ConfChangeTransition transition;
    Changes changes;
    std::string text;
  } kTable[] = {
      {kAuto, {}, "can't leave a non-joint config"},
      {kAuto, {{kAddNode, 2}}, "voters=(1 2)"},
      {kAuto, {{kAddNode, 2}, {kAddNode, 3}}, "voters=(1 2 3)&&(1) autoleave"},
      {kJointImplicit, {{kAddNode, 2}}, "voters=(1 2)&&(1) autoleave"},
      {kJointImplicit, {}, "voters=(1)&&(1) autoleave"},
      {kJointExplicit, {{kAddNode, 2}}, "voters=(1 2)&&(1)"},
      {kJointExplicit, {}, "voters=(1)&&(1)"},
  };
  const Membership before = Members({1});
  for (const auto& row : kTable) {
    ConfChangeV2 change;
    change.transition = row.transition;
    change.changes.assign(row.changes.begin(), row.changes.end());
    const Result<Membership> after = ChangerOf(before).Apply(change);
    EXPECT_EQ(TextOf(after), row.text);
    if (!after || !after->configuration.voters.joint()) continue;
    ConfChangeV2 leave;
    leave.context = Payload("a context makes no difference");
    EXPECT_TRUE(ChangerOf(*after).Apply(leave).has_value());
  }
}

// The membership with one thing about it made wrong by `spoil`.
template <typename Spoil>
std::string Complaint(bool joint, const Spoil& spoil) {
  Membership membership = Members({1, 2, 3}, {4});
  const Changes demote = {{kAddLearnerNode, 3}};
  if (joint) {
    membership = ChangerOf(membership).EnterJoint(true, demote).value();
  }
  spoil(membership.configuration, membership.progress);
  const Result<void> sound = CheckMembership(membership);
  return sound ? "" : std::string(sound.error().Text());
}

TEST(CheckMembership, NamesWhatIsWrong) {
  using C = Configuration;
  using P = ProgressMap;
  EXPECT_EQ(Complaint(false, [](C&, P&) {}), "");
  EXPECT_EQ(Complaint(true, [](C&, P&) {}), "");
  EXPECT_EQ(Complaint(false, [](C&, P& p) { p.Erase(2); }),
            "no progress for 2");
  EXPECT_EQ(Complaint(false, [](C&, P& p) { p.Erase(4); }),
            "no progress for 4");
  EXPECT_EQ(Complaint(true, [](C&, P& p) { p.Erase(3); }), "no progress for 3");
  EXPECT_EQ(Complaint(true, [](C& c, P&) { Insert(c.learners_next, 4); }),
            "4 is in LearnersNext, but not Voters[1]");
  EXPECT_EQ(Complaint(true, [](C&, P& p) { p.Find(3)->is_learner = true; }),
            "3 is in LearnersNext, but is already marked as learner");
  EXPECT_EQ(Complaint(true, [](C& c, P&) { Insert(c.learners, 2); }),
            "2 is in Learners and Voters[1]");
  EXPECT_EQ(Complaint(false, [](C& c, P&) { Insert(c.learners, 2); }),
            "2 is in Learners and Voters[0]");
  EXPECT_EQ(Complaint(false, [](C&, P& p) { p.Find(4)->is_learner = false; }),
            "4 is in Learners, but is not marked as learner");
  EXPECT_EQ(Complaint(true,
                      [](C& c, P&) {
                        c.voters.outgoing.clear();
                        c.learners_next.clear();
                      }),
            "AutoLeave must be false when not joint");
  EXPECT_EQ(Complaint(false, [](C& c, P&) { c.learners_next = {2}; }),
            "2 is in LearnersNext, but not Voters[1]");
}

bool SortedWithoutDuplicates(const IdList& ids) {
  return std::is_sorted(ids.begin(), ids.end()) &&
         std::adjacent_find(ids.begin(), ids.end()) == ids.end();
}

// What a membership promises, id by id.
void AssertSound(const Membership& membership) {
  const auto& [voters, learners, learners_next, auto_leave] =
      membership.configuration;
  for (const IdList* ids :
       {&voters.incoming, &voters.outgoing, &learners, &learners_next}) {
    RC_ASSERT(SortedWithoutDuplicates(*ids));
  }
  RC_ASSERT(!voters.incoming.empty());
  RC_ASSERT(voters.joint() || (learners_next.empty() && !auto_leave));
  for (NodeId id = 0; id <= kIds + 1; ++id) {
    const bool incoming = Contains(voters.incoming, id);
    const bool outgoing = Contains(voters.outgoing, id);
    const bool learner = Contains(learners, id);
    const bool next = Contains(learners_next, id);
    RC_ASSERT(!learner || (!incoming && !outgoing && !next));
    RC_ASSERT(!next || (outgoing && !incoming));
    const Progress* progress = membership.progress.Find(id);
    RC_ASSERT((progress != nullptr) == (incoming || outgoing || learner));
    if (progress != nullptr) {
      RC_ASSERT(progress->is_learner == learner);
      RC_ASSERT(progress->match < progress->next);
    }
  }
  RC_ASSERT(CheckMembership(membership).has_value());
}

// Every majority of `a`, as a set of bits.
std::vector<unsigned> MajoritiesOf(const IdList& a) {
  unsigned all = 0;
  for (const NodeId id : a) all |= 1u << id;
  std::vector<unsigned> majorities;
  for (unsigned some = 0; some <= all; ++some) {
    if ((some & ~all) == 0 &&
        2 * static_cast<size_t>(std::popcount(some)) > a.size()) {
      majorities.push_back(some);
    }
  }
  return majorities;
}

bool MajoritiesMeet(const IdList& a, const IdList& b) {
  for (const unsigned one : MajoritiesOf(a)) {
    for (const unsigned other : MajoritiesOf(b)) {
      if ((one & other) == 0) return false;
    }
  }
  return true;
}

// A decision takes a majority of each half, so that one half of each that meet
// suffice.
bool DecisionsMeet(const JointVoters& before, const JointVoters& after) {
  return MajoritiesMeet(before.incoming, after.incoming) ||
         (after.joint() && MajoritiesMeet(before.incoming, after.outgoing)) ||
         (before.joint() && MajoritiesMeet(before.outgoing, after.incoming));
}

const IdList& IncomingOf(const Membership& membership) {
  return membership.configuration.voters.incoming;
}

const IdList& OutgoingOf(const Membership& membership) {
  return membership.configuration.voters.outgoing;
}

Changes SomeChanges(NodeId first_id) {
  Changes changes(*rc::gen::inRange<size_t>(0, 5));
  for (ConfChangeSingle& change : changes) {
    change.type = static_cast<ConfChangeType>(*rc::gen::inRange(0, 4));
    change.node_id = *rc::gen::inRange<NodeId>(first_id, kIds + 1);
  }
  return changes;
}

RC_GTEST_PROP(Changer, KeepsEveryMembershipSoundAndQuorumsMeeting, ()) {
  Membership membership = Members({1});
  const int steps = *rc::gen::inRange(0, 30);
  for (int i = 0; i < steps; ++i) {
    const Changes changes = SomeChanges(/*first_id=*/0);
    const Membership before = membership;
    const bool joint = before.configuration.voters.joint();
    const Changer changer = ChangerOf(membership);
    Result<Membership> after;
    const JointVoters& old_voters = before.configuration.voters;
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        after = changer.Simple(changes);
        if (joint) RC_ASSERT(!after.has_value());
        break;
      case 1:
        after = changer.EnterJoint(*rc::gen::arbitrary<bool>(), changes);
        if (joint) RC_ASSERT(!after.has_value());
        if (after) RC_ASSERT(OutgoingOf(*after) == old_voters.incoming);
        break;
      default:
        after = changer.LeaveJoint();
        RC_ASSERT(after.has_value() == joint);
        if (after) RC_ASSERT(IncomingOf(*after) == old_voters.incoming);
    }
    RC_ASSERT(membership == before);
    if (!after) {
      RC_ASSERT(after.error().code == ErrorCode::kBadConfChange);
      continue;
    }
    AssertSound(*after);
    RC_ASSERT(DecisionsMeet(old_voters, after->configuration.voters));
    membership = *after;
  }
}

RC_GTEST_PROP(Changer, ReachesTheSameJointlyAndOneByOne, ()) {
  // Node 1 is always a voter, so that no single change can be refused.
  Membership before = Members({1});
  for (const ConfChangeSingle& change : SomeChanges(/*first_id=*/2)) {
    before = ChangerOf(before).Simple({&change, 1}).value();
  }
  const Changes changes = SomeChanges(/*first_id=*/2);
  Membership one_by_one = before;
  for (const ConfChangeSingle& change : changes) {
    one_by_one = ChangerOf(one_by_one).Simple({&change, 1}).value();
  }
  Membership joint = ChangerOf(before).EnterJoint(false, changes).value();
  RC_ASSERT(ChangerOf(joint).LeaveJoint().value() == one_by_one);

  const Membership leaving =
      ChangerOf(before).EnterJoint(true, changes).value();
  RC_ASSERT(ChangerOf(leaving).LeaveJoint().value() == one_by_one);
  joint.configuration.auto_leave = true;  // The only difference.
  RC_ASSERT(leaving == joint);
}

}  // namespace
}  // namespace raft
