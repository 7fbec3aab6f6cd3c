#include "raft/quorum/majority.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <vector>

namespace raft {
namespace {

using Acked = std::map<NodeId, Index>;
using Votes = std::map<NodeId, bool>;

constexpr NodeId kIds = 11;

Index CommittedBy(const IdList& voters, const Acked& acked) {
  return CommittedIndex(voters, [&acked](NodeId id) -> Index {
    const auto found = acked.find(id);
    return found == acked.end() ? 0 : found->second;
  });
}

VoteResult ResultOf(const IdList& voters, const Votes& votes) {
  return ResultOfVotes(voters, [&votes](NodeId id) -> std::optional<bool> {
    const auto found = votes.find(id);
    if (found == votes.end()) return std::nullopt;
    return found->second;
  });
}

// The definition: the largest index that more than half of the voters have.
Index NaiveCommittedIndex(const IdList& voters, Acked acked) {
  if (voters.empty()) return kMaxIndex;
  Index best = 0;
  for (const NodeId candidate : voters) {
    size_t supporters = 0;
    for (const NodeId id : voters) supporters += acked[id] >= acked[candidate];
    if (2 * supporters > voters.size()) best = std::max(best, acked[candidate]);
  }
  return best;
}

rc::Gen<IdList> AnyVoters() {
  return rc::gen::map(rc::gen::inRange(0u, 1u << kIds), [](unsigned chosen) {
    IdList voters;
    for (NodeId id = 1; id <= kIds; ++id) {
      if (chosen >> (id - 1) & 1) voters.push_back(id);
    }
    return voters;
  });
}

// Of each id nothing, or an index below 7.
rc::Gen<Acked> AnyAcknowledgements() {
  return rc::gen::map(rc::gen::container<std::vector<Index>>(
                          kIds, rc::gen::inRange<Index>(0, 8)),
                      [](const std::vector<Index>& drawn) {
                        Acked acked;
                        for (NodeId id = 1; id <= kIds; ++id) {
                          if (drawn[id - 1] > 0) acked[id] = drawn[id - 1] - 1;
                        }
                        return acked;
                      });
}

TEST(Majority, IsMoreThanHalf) {
  EXPECT_EQ(MajorityOf(1), 1u);
  EXPECT_EQ(MajorityOf(2), 2u);
  EXPECT_EQ(MajorityOf(3), 2u);
  EXPECT_EQ(MajorityOf(4), 3u);
  EXPECT_EQ(MajorityOf(5), 3u);
}

TEST(Majority, OfNobodyCommitsEverythingAndWinsEveryVote) {
  EXPECT_EQ(CommittedBy({}, {}), kMaxIndex);
  EXPECT_EQ(ResultOf({}, {}), VoteResult::kWon);
}

TEST(Majority, CountsAnUnknownAcknowledgementAsZero) {
  EXPECT_EQ(CommittedBy({1, 2, 3}, {{1, 12}}), 0u);
  EXPECT_EQ(CommittedBy({1, 2, 3}, {{1, 12}, {3, 5}}), 5u);
}

TEST(Majority, AsksOnlyItsVoters) {
  EXPECT_EQ(CommittedBy({1, 2, 3}, {{1, 4}, {7, 9}, {8, 9}, {9, 9}}), 0u);
  EXPECT_EQ(ResultOf({1, 2, 3}, {{1, true}, {8, true}, {9, true}}),
            VoteResult::kPending);
}

RC_GTEST_PROP(Majority, CommittedIndexMatchesItsDefinition, ()) {
  const IdList voters = *AnyVoters();
  const Acked acked = *AnyAcknowledgements();
  RC_ASSERT(CommittedBy(voters, acked) == NaiveCommittedIndex(voters, acked));
}

// Whoever is below the committed index has no part in it.
RC_GTEST_PROP(Majority, CommittedIndexRestsOnThoseWhoReachedIt, ()) {
  const IdList voters = *AnyVoters();
  Acked acked = *AnyAcknowledgements();
  const Index committed = CommittedBy(voters, acked);
  for (auto& [id, index] : acked) {
    if (index < committed) index = *rc::gen::inRange<Index>(0, index + 1);
  }
  RC_ASSERT(CommittedBy(voters, acked) == committed);
}

RC_GTEST_PROP(Majority, CommittedIndexNeverFallsWhenOneIsAcknowledged, ()) {
  const IdList voters = *AnyVoters();
  Acked acked = *AnyAcknowledgements();
  const Index before = CommittedBy(voters, acked);
  acked[*rc::gen::inRange<NodeId>(1, kIds + 1)] +=
      *rc::gen::inRange<Index>(0, 4);
  RC_ASSERT(CommittedBy(voters, acked) >= before);
}

// The vote of each of five voters is one digit of a number to the base three:
// missing, no, yes.
Votes VotesOf(int number) {
  Votes votes;
  for (NodeId id = 1; id <= 5; ++id, number /= 3) {
    if (number % 3 != 0) votes[id] = number % 3 == 2;
  }
  return votes;
}

VoteResult WhenTheMissingAre(bool answer, const IdList& voters, Votes votes) {
  for (const NodeId id : voters) votes.emplace(id, answer);
  return ResultOf(voters, votes);
}

TEST(Majority, DecidesAsSoonAsMissingVotesChangeNothing) {
  IdList voters;
  for (NodeId last = 1; last <= 5; ++last) {
    voters.push_back(last);
    for (int number = 0; number < 3 * 3 * 3 * 3 * 3; ++number) {
      const Votes votes = VotesOf(number);
      size_t granted = 0;
      size_t cast = 0;
      for (const NodeId id : voters) {
        cast += votes.contains(id);
        granted += votes.contains(id) && votes.at(id);
      }
      const VoteResult result = ResultOf(voters, votes);
      if (cast == voters.size()) {
        ASSERT_EQ(result, 2 * granted > voters.size() ? VoteResult::kWon
                                                      : VoteResult::kLost);
        continue;
      }
      // More grants never hurt, so these two stand for all that may come.
      const VoteResult worst = WhenTheMissingAre(false, voters, votes);
      const VoteResult best = WhenTheMissingAre(true, voters, votes);
      ASSERT_EQ(result, worst == best ? worst : VoteResult::kPending)
          << voters.size() << " voters, votes " << number;
    }
  }
}

}  // namespace
}  // namespace raft
