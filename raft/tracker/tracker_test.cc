#include "raft/tracker/tracker.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {
namespace {

constexpr InflightLimits kLimits{.messages = 8, .bytes = 0};

// A tracker of these members, each with a progress.
Tracker TrackerOf(const Configuration& configuration) {
  Membership membership;
  membership.configuration = configuration;
  for (const NodeId id : configuration.voters.All()) {
    membership.progress.Insert(id, Progress{});
  }
  for (const NodeId id : configuration.learners) {
    membership.progress.Insert(id, Progress{.is_learner = true});
  }
  Tracker tracker(kLimits);
  tracker.SetMembership(std::move(membership));
  return tracker;
}

uint64_t FingerprintOf(const Tracker& tracker) {
  Fingerprint fingerprint;
  tracker.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Configuration, DescribesItself) {
  EXPECT_EQ(Describe(Configuration{}), "voters=()");
  EXPECT_EQ(Describe({.voters = {{1, 2, 255}, {}}}), "voters=(1 2 ff)");
  EXPECT_EQ(Describe({.voters = {{1, 2, 3}, {1, 10}},
                      .learners = {4, 5},
                      .learners_next = {10},
                      .auto_leave = true}),
            "voters=(1 2 3)&&(1 a) learners=(4 5) learners_next=(a) autoleave");
}

TEST(Configuration, BecomesAConfState) {
  const ConfState state = ToConfState({.voters = {{1, 2}, {3}},
                                       .learners = {4},
                                       .learners_next = {3},
                                       .auto_leave = true});
  EXPECT_EQ(state, (ConfState{.voters = {1, 2},
                              .learners = {4},
                              .voters_outgoing = {3},
                              .learners_next = {3},
                              .auto_leave = true}));
}

RC_GTEST_PROP(IdList, BehavesAsASet, ()) {
  IdList ids;
  std::set<NodeId> naive;
  for (const int drawn :
       *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 24))) {
    const NodeId id = static_cast<NodeId>(drawn % 12);
    if (drawn < 12) {
      Insert(ids, id);
      naive.insert(id);
    } else {
      Erase(ids, id);
      naive.erase(id);
    }
    RC_ASSERT(std::equal(ids.begin(), ids.end(), naive.begin(), naive.end()));
    RC_ASSERT(Contains(ids, id) == naive.contains(id));
  }
}

RC_GTEST_PROP(ProgressMap, BehavesAsAMap, ()) {
  ProgressMap peers;
  std::map<NodeId, Index> naive;
  for (const int drawn :
       *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 24))) {
    const NodeId id = static_cast<NodeId>(drawn % 12);
    const Progress progress{.match = id + 100, .next = id + 101};
    if (drawn >= 12) {
      peers.Erase(id);
      naive.erase(id);
    } else if (naive.contains(id)) {
      RC_ASSERT_THROWS_AS(peers.Insert(id, progress), Panic);
    } else {
      peers.Insert(id, progress);
      naive[id] = progress.match;
    }
    RC_ASSERT(peers.size() == naive.size());
    RC_ASSERT(std::equal(peers.begin(), peers.end(), naive.begin(),
                         [](const auto& peer, const auto& pair) {
                           return peer.id == pair.first &&
                                  peer.progress.match == pair.second;
                         }));
    RC_ASSERT((peers.Find(id) != nullptr) == naive.contains(id));
  }
}

TEST(Tracker, IsASingletonWithOneVoterAndNoOtherHalf) {
  EXPECT_FALSE(TrackerOf({}).IsSingleton());
  EXPECT_TRUE(TrackerOf({.voters = {{1}, {}}}).IsSingleton());
  EXPECT_TRUE(TrackerOf({.voters = {{1}, {}}, .learners = {2}}).IsSingleton());
  EXPECT_FALSE(TrackerOf({.voters = {{1, 2}, {}}}).IsSingleton());
  EXPECT_FALSE(TrackerOf({.voters = {{1}, {1}}}).IsSingleton());
}

TEST(Tracker, CountsTheFirstVoteOfANode) {
  Tracker tracker = TrackerOf({.voters = {{1, 2, 3}, {}}});
  tracker.RecordVote(2, false);
  tracker.RecordVote(1, true);
  tracker.RecordVote(2, true);
  const Tally tally = tracker.TallyVotes();
  EXPECT_EQ(tally.granted, 1u);
  EXPECT_EQ(tally.rejected, 1u);
  EXPECT_EQ(tally.result, VoteResult::kPending);
  tracker.ResetVotes();
  tracker.RecordVote(2, true);
  EXPECT_EQ(tracker.TallyVotes().granted, 1u);
  EXPECT_EQ(tracker.TallyVotes().rejected, 0u);
}

TEST(Tracker, CountsNoVoteOfALearnerOrAStranger) {
  Tracker tracker = TrackerOf({.voters = {{1, 2, 3}, {}}, .learners = {4}});
  for (const NodeId id : {4, 5, 6}) tracker.RecordVote(id, true);
  EXPECT_EQ(tracker.TallyVotes().granted, 0u);
  EXPECT_EQ(tracker.TallyVotes().result, VoteResult::kPending);
  for (const NodeId id : {1, 2}) tracker.RecordVote(id, true);
  EXPECT_EQ(tracker.TallyVotes().granted, 2u);
  EXPECT_EQ(tracker.TallyVotes().result, VoteResult::kWon);
}

TEST(Tracker, CountsOutgoingVotersThatWillBeLearners) {
  Tracker tracker =
      TrackerOf({.voters = {{1}, {1, 2, 3}}, .learners_next = {3}});
  tracker.RecordVote(1, true);
  EXPECT_EQ(tracker.TallyVotes().result, VoteResult::kPending);
  tracker.RecordVote(3, true);
  EXPECT_EQ(tracker.TallyVotes().granted, 2u);
  EXPECT_EQ(tracker.TallyVotes().result, VoteResult::kWon);
}

TEST(Tracker, NeedsAnActiveQuorumOfEachHalf) {
  const struct {
    Configuration configuration;
    IdList active;
    bool quorum;
  } kTable[] = {
      {{.voters = {{1, 2, 3}, {}}}, {1}, false},
      {{.voters = {{1, 2, 3}, {}}}, {1, 3}, true},
      {{.voters = {{1, 2, 3}, {}}, .learners = {4, 5}}, {1, 4, 5}, false},
      {{.voters = {{1, 2, 3, 4}, {}}}, {1, 2}, false},
      {{.voters = {{1, 2, 3}, {3, 4, 5}}}, {1, 2, 3}, false},
      {{.voters = {{1, 2, 3}, {3, 4, 5}}}, {2, 3, 4}, true},
      {{.voters = {{1}, {}}}, {1}, true},
  };
  for (const auto& row : kTable) {
    Tracker tracker = TrackerOf(row.configuration);
    for (const NodeId id : row.active) {
      tracker.progress().Find(id)->recent_active = true;
    }
    EXPECT_EQ(tracker.QuorumActive(), row.quorum)
        << Describe(row.configuration);
  }
}

TEST(Tracker, CommitsWhatAQuorumOfEachHalfMatches) {
  const struct {
    Configuration configuration;
    std::vector<Index> matches;  // Of nodes 1, 2, 3 and so on.
    Index committed;
  } kTable[] = {
      {{.voters = {{1}, {}}}, {7}, 7},
      {{.voters = {{1, 2}, {}}}, {7, 3}, 3},
      {{.voters = {{1, 2, 3}, {}}}, {7, 3, 5}, 5},
      {{.voters = {{1, 2, 3}, {}}, .learners = {4}}, {7, 3, 3, 9}, 3},
      {{.voters = {{1, 2, 3, 4}, {}}}, {7, 3, 5, 1}, 3},
      {{.voters = {{1, 2, 3}, {4}}}, {7, 6, 5, 2}, 2},
      {{.voters = {{1, 2}, {2, 3}}}, {4, 9, 6}, 4},
  };
  for (const auto& row : kTable) {
    Tracker tracker = TrackerOf(row.configuration);
    for (size_t i = 0; i < row.matches.size(); ++i) {
      tracker.progress().Find(i + 1)->match = row.matches[i];
    }
    EXPECT_EQ(tracker.Committed(), row.committed)
        << Describe(row.configuration);
  }
}

TEST(Tracker, HasAFingerprintOfAllItsParts) {
  const Configuration base{.voters = {{1, 2}, {2, 3}}, .learners = {4}};
  std::vector<Tracker> all(1, TrackerOf(base));
  Configuration other = base;
  other.voters = {{1, 2, 3}, {2}};
  all.push_back(TrackerOf(other));
  other = base;
  other.learners_next = {3};
  all.push_back(TrackerOf(other));
  other = base;
  other.auto_leave = true;
  all.push_back(TrackerOf(other));
  other = base;
  other.learners = {};
  all.push_back(TrackerOf(other));
  all.push_back(all[0]);
  all.back().progress().Find(2)->match = 1;
  // Ids that differ only in their highest bit, and the two answers.
  const NodeId high = NodeId{1} << 63;
  for (const auto& [id, granted] :
       {std::pair<NodeId, bool>{1, true}, {1, false}, {high | 1, true}}) {
    all.push_back(all[0]);
    all.back().RecordVote(id, granted);
  }
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = 0; j < all.size(); ++j) {
      EXPECT_EQ(all[i] == all[j], i == j) << i << " and " << j;
      EXPECT_EQ(FingerprintOf(all[i]) == FingerprintOf(all[j]), i == j)
          << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace raft
