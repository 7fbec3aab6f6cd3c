#include "raft/quorum/joint.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace raft {
namespace {

using Acked = std::map<NodeId, Index>;
using Votes = std::map<NodeId, bool>;

constexpr NodeId kIds = 7;  // Few, so that the halves often overlap.

template <typename Voters>
Index CommittedBy(const Voters& voters, const Acked& acked) {
  return CommittedIndex(voters, [&acked](NodeId id) -> Index {
    const auto found = acked.find(id);
    return found == acked.end() ? 0 : found->second;
  });
}

template <typename Voters>
VoteResult ResultOf(const Voters& voters, const Votes& votes) {
  return ResultOfVotes(voters, [&votes](NodeId id) -> std::optional<bool> {
    const auto found = votes.find(id);
    if (found == votes.end()) return std::nullopt;
    return found->second;
  });
}

bool MajorityReached(const IdList& voters, Acked acked, Index index) {
  size_t reached = 0;
  for (const NodeId id : voters) reached += acked[id] >= index;
  return voters.empty() || 2 * reached > voters.size();
}

// The definition: the largest index that a majority of each half reached.
Index NaiveCommittedIndex(const JointVoters& voters, const Acked& acked) {
  if (voters.incoming.empty() && voters.outgoing.empty()) return kMaxIndex;
  Index best = 0;
  for (const auto& [id, index] : acked) {
    if (voters.Contains(id) && MajorityReached(voters.incoming, acked, index) &&
        MajorityReached(voters.outgoing, acked, index)) {
      best = std::max(best, index);
    }
  }
  return best;
}

bool MajorityGranted(const IdList& voters, const Votes& votes) {
  size_t granted = 0;
  for (const NodeId id : voters) granted += votes.at(id);
  return voters.empty() || 2 * granted > voters.size();
}

// The definition: won if every way in which the missing votes may be cast wins
// both halves, lost if none of them does.
VoteResult NaiveResultOfVotes(const JointVoters& voters, const Votes& cast) {
  bool always = true;
  bool ever = false;
  for (unsigned rest = 0; rest < 1u << kIds; ++rest) {
    Votes votes = cast;
    for (NodeId id = 1; id <= kIds; ++id) {
      votes.emplace(id, (rest >> (id - 1) & 1) != 0);
    }
    const bool won = MajorityGranted(voters.incoming, votes) &&
                     MajorityGranted(voters.outgoing, votes);
    always = always && won;
    ever = ever || won;
  }
  if (always) return VoteResult::kWon;
  return ever ? VoteResult::kPending : VoteResult::kLost;
}

rc::Gen<IdList> AnyHalf() {
  return rc::gen::map(rc::gen::inRange(0u, 1u << kIds), [](unsigned chosen) {
    IdList voters;
    for (NodeId id = 1; id <= kIds; ++id) {
      if (chosen >> (id - 1) & 1) voters.push_back(id);
    }
    return voters;
  });
}

JointVoters SomeVoters() {
  JointVoters voters;
  voters.incoming = *AnyHalf();
  voters.outgoing = *AnyHalf();
  return voters;
}

// What an id said: nothing (0), or a number plus one.
template <typename Value>
rc::Gen<std::map<NodeId, Value>> AnyAnswers(Index values) {
  return rc::gen::map(rc::gen::container<std::vector<Index>>(
                          kIds, rc::gen::inRange<Index>(0, values + 1)),
                      [](const std::vector<Index>& drawn) {
                        std::map<NodeId, Value> answers;
                        for (NodeId id = 1; id <= kIds; ++id) {
                          if (drawn[id - 1] == 0) continue;
                          answers[id] = static_cast<Value>(drawn[id - 1] - 1);
                        }
                        return answers;
                      });
}

rc::Gen<Acked> AnyAcknowledgements() { return AnyAnswers<Index>(6); }

rc::Gen<Votes> AnyVotes() { return AnyAnswers<bool>(2); }

TEST(JointVoters, AreJointOnlyWithAnOutgoingHalf) {
  EXPECT_FALSE((JointVoters{{1, 2}, {}}).joint());
  EXPECT_TRUE((JointVoters{{1, 2}, {1}}).joint());
}

RC_GTEST_PROP(JointVoters, AreTheUnionOfTheirHalves, ()) {
  const JointVoters voters = SomeVoters();
  std::set<NodeId> all(voters.incoming.begin(), voters.incoming.end());
  all.insert(voters.outgoing.begin(), voters.outgoing.end());
  RC_ASSERT(voters.All() == IdList(all.begin(), all.end()));
  for (NodeId id = 0; id <= kIds + 1; ++id) {
    RC_ASSERT(voters.Contains(id) == all.contains(id));
  }
}

TEST(Joint, NeedsBothHalvesToCommit) {
  const JointVoters voters{{1, 2, 3}, {3, 4, 5}};
  EXPECT_EQ(CommittedBy(voters, {{1, 9}, {2, 9}, {3, 9}}), 0u);
  EXPECT_EQ(CommittedBy(voters, {{1, 9}, {2, 9}, {4, 4}, {5, 6}}), 4u);
}

TEST(Joint, IsLostWithOneHalf) {
  const JointVoters voters{{1, 2, 3}, {4}};
  EXPECT_EQ(ResultOf(voters, {{4, false}}), VoteResult::kLost);
  EXPECT_EQ(ResultOf(voters, {{1, true}, {2, true}}), VoteResult::kPending);
  EXPECT_EQ(ResultOf(voters, {{1, true}, {2, true}, {4, true}}),
            VoteResult::kWon);
}

RC_GTEST_PROP(Joint, CommittedIndexMatchesItsDefinition, ()) {
  const JointVoters voters = SomeVoters();
  const Acked acked = *AnyAcknowledgements();
  RC_ASSERT(CommittedBy(voters, acked) == NaiveCommittedIndex(voters, acked));
}

RC_GTEST_PROP(Joint, ResultOfVotesMatchesItsDefinition, ()) {
  const JointVoters voters = SomeVoters();
  const Votes votes = *AnyVotes();
  RC_ASSERT(ResultOf(voters, votes) == NaiveResultOfVotes(voters, votes));
}

RC_GTEST_PROP(Joint, IsSymmetricInItsHalves, ()) {
  const JointVoters voters = SomeVoters();
  const JointVoters swapped{voters.outgoing, voters.incoming};
  const Acked acked = *AnyAcknowledgements();
  const Votes votes = *AnyVotes();
  RC_ASSERT(CommittedBy(swapped, acked) == CommittedBy(voters, acked));
  RC_ASSERT(ResultOf(swapped, votes) == ResultOf(voters, votes));
  RC_ASSERT(swapped.All() == voters.All());
}

RC_GTEST_PROP(Joint, OfAHalfWithItselfOrWithNobodyIsThatHalf, ()) {
  const IdList half = *AnyHalf();
  const Acked acked = *AnyAcknowledgements();
  const Votes votes = *AnyVotes();
  for (const JointVoters& voters :
       {JointVoters{half, half}, JointVoters{half, {}},
        JointVoters{{}, half}}) {
    RC_ASSERT(CommittedBy(voters, acked) == CommittedBy(half, acked));
    RC_ASSERT(ResultOf(voters, votes) == ResultOf(half, votes));
  }
}

}  // namespace
}  // namespace raft
