#include "invariants/ghost.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "invariants/testing.h"
#include "raft/base/fingerprint.h"

namespace invariants {
namespace {

uint64_t FingerprintOf(const Ghost& ghost) {
  raft::Fingerprint fingerprint;
  ghost.AddTo(fingerprint);
  return fingerprint.Get();
}

Scene Appends(raft::NodeId node, std::vector<raft::Term> terms,
              const raft::Entry& entry) {
  Scene scene = WithLog(node, 5, std::move(terms));
  scene.appended = {entry};
  return scene;
}

Scene Answers(raft::NodeId node, raft::MessageType type, raft::Term term) {
  Scene scene = Quiet(node, term);
  scene.sent = {MessageOf(type, 9, term)};
  return scene;
}

TEST(Ghost, ForgetsNothingInAQuietStep) {
  Ghost ghost;
  Remember(Elected(1, 2, {1}).View(), ghost);
  const Ghost before = ghost;
  Remember(Quiet(1, 2).View(), ghost);
  EXPECT_EQ(ghost, before);
}

TEST(Ghost, RemembersLeadersInTheOrderOfTerms) {
  Ghost ghost;
  for (const raft::Term term : {3, 7, 5}) {
    Remember(Elected(term + 10, term).View(), ghost);
  }
  EXPECT_EQ(ghost.leaders,
            (std::vector<Ghost::Leader>{{3, 13}, {5, 15}, {7, 17}}));
  EXPECT_EQ(ghost.LeaderOf(5), 15u);
  EXPECT_FALSE(ghost.LeaderOf(4).has_value());
  EXPECT_FALSE(ghost.LeaderOf(8).has_value());
}

TEST(Ghost, FindsEntriesThatWereSeenInAnyOrder) {
  Ghost ghost;
  Remember(Appends(1, {1, 1, 3}, EntryOf(3, 3)).View(), ghost);
  Remember(Appends(2, {1, 2}, EntryOf(2, 2)).View(), ghost);
  Remember(Appends(3, {1, 1}, EntryOf(2, 1)).View(), ghost);
  ASSERT_EQ(ghost.seen.size(), 3u);
  for (const raft::EntryId id :
       {raft::EntryId{3, 3}, raft::EntryId{2, 2}, raft::EntryId{1, 2}}) {
    ASSERT_NE(ghost.Find(id.index, id.term), nullptr);
    EXPECT_EQ(ghost.Find(id.index, id.term)->previous_term, 1u);
  }
  EXPECT_EQ(ghost.Find(2, 3), nullptr);
  EXPECT_EQ(ghost.Find(4, 1), nullptr);
}

TEST(Ghost, KeepsOfACommittedIndexOnlyTheEntryThatWasCommitted) {
  Ghost ghost;
  Remember(Appends(1, {1, 1}, EntryOf(2, 1)).View(), ghost);
  Remember(Appends(2, {1, 2}, EntryOf(2, 2)).View(), ghost);
  Remember(Appends(2, {1, 2, 2}, EntryOf(3, 2)).View(), ghost);
  Remember(Commits(2, 2, {1, 2, 2}, 2).View(), ghost);
  EXPECT_EQ(ghost.Find(2, 1), nullptr);
  EXPECT_NE(ghost.Find(2, 2), nullptr);
  EXPECT_NE(ghost.Find(3, 2), nullptr);
  Remember(Appends(3, {1, 1}, EntryOf(2, 1)).View(), ghost);
  EXPECT_EQ(ghost.Find(2, 1), nullptr);
}

TEST(Ghost, RemembersInWhichTermAnIndexWasCommittedFirst) {
  Ghost ghost;
  Remember(Commits(1, 3, {1, 2}, 2).View(), ghost);
  Remember(Commits(2, 4, {1, 2, 4}, 3).View(), ghost);
  ASSERT_EQ(ghost.last_committed(), 3u);
  EXPECT_EQ(ghost.committed[2], (Ghost::Committed{2, 3}));
  EXPECT_EQ(ghost.committed[3], (Ghost::Committed{4, 4}));
}

TEST(Ghost, KeepsVotesUntilTheNodePromisesALaterTerm) {
  Ghost ghost;
  Remember(Answers(1, raft::MessageType::kVoteResp, 3).View(), ghost);
  Remember(Answers(2, raft::MessageType::kVoteResp, 3).View(), ghost);
  Remember(Answers(1, raft::MessageType::kAppResp, 3).View(), ghost);
  EXPECT_EQ(ghost.VoteOf(1, 3), 9u);
  Remember(Answers(1, raft::MessageType::kPreVoteResp, 4).View(), ghost);
  EXPECT_EQ(ghost.VoteOf(1, 3), 9u);
  EXPECT_EQ(ghost.PromiseOf(1), 3u);
  Remember(Answers(1, raft::MessageType::kAppResp, 4).View(), ghost);
  EXPECT_FALSE(ghost.VoteOf(1, 3).has_value());
  EXPECT_EQ(ghost.VoteOf(2, 3), 9u);
  EXPECT_EQ(ghost.PromiseOf(1), 4u);
}

TEST(Ghost, IsTheSameWhicheverNodeTookTheStepsFirst) {
  Ghost a;
  Remember(Appends(1, {1, 1}, EntryOf(2, 1)).View(), a);
  Remember(Appends(2, {1, 2}, EntryOf(2, 2)).View(), a);
  Remember(Answers(1, raft::MessageType::kVoteResp, 3).View(), a);
  Remember(Answers(2, raft::MessageType::kVoteResp, 3).View(), a);
  Ghost b;
  Remember(Answers(2, raft::MessageType::kVoteResp, 3).View(), b);
  Remember(Appends(2, {1, 2}, EntryOf(2, 2)).View(), b);
  Remember(Answers(1, raft::MessageType::kVoteResp, 3).View(), b);
  Remember(Appends(1, {1, 1}, EntryOf(2, 1)).View(), b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(FingerprintOf(a), FingerprintOf(b));
}

TEST(Ghost, RemembersWhomLeadersAskedToCampaignOnce) {
  Ghost ghost;
  Scene scene = Answers(1, raft::MessageType::kTimeoutNow, 3);
  Remember(scene.View(), ghost);
  Remember(scene.View(), ghost);
  EXPECT_EQ(ghost.asked, (std::vector<Ghost::Leader>{{3, 9}}));
  EXPECT_TRUE(ghost.HasAsked(3, 9));
  EXPECT_FALSE(ghost.HasAsked(4, 9));
  EXPECT_FALSE(ghost.HasAsked(3, 1));
}

TEST(Ghost, HasAnotherFingerprintForEveryPart) {
  const std::vector<std::function<void(Ghost&)>> changes = {
      [](Ghost& g) { g.leaders = {{1, 1}}; },
      [](Ghost& g) { g.seen = {{1, 1, 1, 1}}; },
      [](Ghost& g) { g.committed = {{1, 1}}; },
      [](Ghost& g) { g.applied = {{1, 1}}; },
      [](Ghost& g) { g.votes = {{1, 1, 1}}; },
      [](Ghost& g) { g.promised = {1}; },
      [](Ghost& g) { g.gave_time = {{1, 1}}; },
      [](Ghost& g) { g.reads = {{1, 1, 1}}; },
      [](Ghost& g) { g.acknowledged = {1, 1, 1}; },
      [](Ghost& g) { g.freshest = 1; },
      [](Ghost& g) { g.asked = {{1, 1}}; },
  };
  std::vector<uint64_t> seen = {FingerprintOf(Ghost())};
  for (const auto& change : changes) {
    Ghost ghost;
    change(ghost);
    EXPECT_NE(ghost, Ghost());
    for (const uint64_t other : seen) EXPECT_NE(FingerprintOf(ghost), other);
    seen.push_back(FingerprintOf(ghost));
  }
}

}  // namespace
}  // namespace invariants
