#include "raft/tracker/progress.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {
namespace {

using enum ProgressState;

Progress Of(ProgressState state, Index match, Index next) {
  return {.match = match,
          .next = next,
          .state = state,
          .inflights = Inflights({.messages = 256, .bytes = 0})};
}

TEST(Progress, DescribesItself) {
  Progress progress = Of(kSnapshot, 1, 2);
  progress.inflights = Inflights({.messages = 1, .bytes = 0});
  progress.pending_snapshot = 123;
  progress.is_learner = true;
  progress.append_paused = true;
  progress.inflights.Add(123, 1);
  EXPECT_EQ(Describe(progress),
            "StateSnapshot match=1 next=2 learner paused pendingSnap=123 "
            "inactive inflight=1[full]");
  progress = Of(kReplicate, 3, 5);
  progress.recent_active = true;
  progress.inflights.Add(4, 1);
  EXPECT_EQ(Describe(progress), "StateReplicate match=3 next=5 inflight=1");
  progress = Of(kProbe, 0, 1);
  progress.append_paused = true;
  EXPECT_EQ(Describe(progress), "StateProbe match=0 next=1 paused inactive");
  EXPECT_EQ(Name(static_cast<ProgressState>(9)), "unknown");
}

TEST(Progress, IsPausedByItsFlagAndBySnapshots) {
  for (const bool flag : {false, true}) {
    for (const ProgressState state : {kProbe, kReplicate, kSnapshot}) {
      Progress progress = Of(state, 0, 1);
      progress.append_paused = flag;
      EXPECT_EQ(progress.IsPaused(), flag || state == kSnapshot);
    }
  }
}

TEST(Progress, ResumesWhenSomethingIsHeard) {
  Progress progress = Of(kProbe, 0, 2);
  progress.append_paused = true;
  EXPECT_TRUE(progress.MaybeDecrementTo(1, 1));
  EXPECT_FALSE(progress.append_paused);
  progress.append_paused = true;
  EXPECT_TRUE(progress.MaybeUpdate(2));
  EXPECT_FALSE(progress.append_paused);
}

TEST(Progress, StaysPausedWhenSomethingStaleIsHeard) {
  Progress progress = Of(kProbe, 3, 7);
  progress.append_paused = true;
  EXPECT_FALSE(progress.MaybeUpdate(3));
  EXPECT_FALSE(progress.MaybeDecrementTo(5, 1));
  EXPECT_TRUE(progress.append_paused);
}

TEST(Progress, ProbesAfterWhatMatchesOrAfterTheSnapshot) {
  const struct {
    const char* name;
    ProgressState from;
    Index pending_snapshot;
    Index next;
  } kTable[] = {
      {"from replicate", kReplicate, 0, 2},
      {"from probe", kProbe, 0, 2},
      {"snapshot done", kSnapshot, 10, 11},
      {"snapshot failed", kSnapshot, 0, 2},
      {"snapshot overtaken", kSnapshot, 1, 2},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Progress progress = Of(row.from, 1, 5);
    progress.pending_snapshot = row.pending_snapshot;
    progress.append_paused = true;
    progress.sent_commit = 20;
    progress.inflights.Add(4, 1);
    progress.BecomeProbe();
    EXPECT_EQ(progress.state, kProbe);
    EXPECT_EQ(progress.match, 1u);
    EXPECT_EQ(progress.next, row.next);
    EXPECT_EQ(progress.sent_commit, row.next - 1);
    EXPECT_EQ(progress.pending_snapshot, 0u);
    EXPECT_FALSE(progress.append_paused);
    EXPECT_EQ(progress.inflights.count(), 0u);
  }
}

TEST(Progress, ReplicatesAfterWhatMatches) {
  Progress progress = Of(kProbe, 1, 5);
  progress.append_paused = true;
  progress.BecomeReplicate();
  EXPECT_EQ(progress.state, kReplicate);
  EXPECT_EQ(progress.match, 1u);
  EXPECT_EQ(progress.next, 2u);
  EXPECT_FALSE(progress.IsPaused());
}

TEST(Progress, WaitsForASnapshot) {
  Progress progress = Of(kReplicate, 1, 5);
  progress.inflights.Add(4, 1);
  progress.BecomeSnapshot(10);
  EXPECT_EQ(progress.state, kSnapshot);
  EXPECT_EQ(progress.match, 1u);
  EXPECT_EQ(progress.pending_snapshot, 10u);
  EXPECT_EQ(progress.next, 11u);
  EXPECT_EQ(progress.sent_commit, 10u);
  EXPECT_EQ(progress.inflights.count(), 0u);
  EXPECT_TRUE(progress.IsPaused());
  EXPECT_THROW(progress.SentEntries(1, 1), Panic);
}

TEST(Progress, MovesUpWithAnAcknowledgement) {
  const Index match = 3;
  const Index next = 7;
  const struct {
    Index update;
    Index match;
    Index next;
    bool news;
  } kTable[] = {
      {match - 1, match, next, false},     // Stale.
      {match, match, next, false},         // Known.
      {match + 1, match + 1, next, true},  // Of what was sent.
      {next - 1, next - 1, next, true},    // Of all that was sent.
      {next, next, next + 1, true},        // Of more than was sent.
      {next + 1, next + 1, next + 2, true},
  };
  for (const auto& row : kTable) {
    Progress progress = Of(kProbe, match, next);
    EXPECT_EQ(progress.MaybeUpdate(row.update), row.news);
    EXPECT_EQ(progress.match, row.match);
    EXPECT_EQ(progress.next, row.next);
  }
}

TEST(Progress, MovesBackWithAGenuineRejection) {
  const struct {
    ProgressState state;
    Index match;
    Index next;
    Index rejected;
    Index hint;
    bool genuine;
    Index next_after;
  } kTable[] = {
      // Replicating: stale at or below what matches, else back to it.
      {kReplicate, 5, 10, 4, 4, false, 10},
      {kReplicate, 5, 10, 5, 5, false, 10},
      {kReplicate, 5, 10, 6, 6, true, 6},
      {kReplicate, 5, 10, 9, 9, true, 6},
      {kReplicate, 5, 10, 9, 2, true, 6},
      // Probing: stale unless it answers the one probe.
      {kProbe, 0, 0 + 1, 9, 9, false, 1},
      {kProbe, 0, 10, 5, 5, false, 10},
      {kProbe, 0, 10, 10, 10, false, 10},
      // By one, without a better hint, and down to 1 at the least.
      {kProbe, 0, 10, 9, 9, true, 9},
      {kProbe, 0, 2, 1, 1, true, 1},
      {kProbe, 0, 1, 0, 0, true, 1},
      // To after the hint, and never to what is known to match.
      {kProbe, 0, 10, 9, 2, true, 3},
      {kProbe, 0, 10, 9, 0, true, 1},
      {kProbe, 4, 10, 9, 2, true, 5},
      {kProbe, 0, 10, 9, 50, true, 9},
      {kProbe, 0, 10, 9, kMaxIndex, true, 1},
      {kSnapshot, 0, 10, 9, 2, true, 3},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(testing::Message() << Name(row.state) << " match " << row.match
                                    << " next " << row.next << " rejected "
                                    << row.rejected << " hint " << row.hint);
    Progress progress = Of(row.state, row.match, row.next);
    progress.sent_commit = row.next + 3;
    EXPECT_EQ(progress.MaybeDecrementTo(row.rejected, row.hint), row.genuine);
    EXPECT_EQ(progress.match, row.match);
    EXPECT_EQ(progress.next, row.next_after);
    EXPECT_EQ(progress.sent_commit,
              row.genuine ? row.next_after - 1 : row.next + 3);
  }
}

TEST(Progress, SendsOneMessageAtATimeWhileProbing) {
  Progress progress = Of(kProbe, 0, 4);
  progress.SentEntries(0, 0);
  EXPECT_FALSE(progress.IsPaused());
  progress.SentEntries(2, 100);
  EXPECT_TRUE(progress.IsPaused());
  EXPECT_EQ(progress.next, 4u);
  EXPECT_EQ(progress.inflights.count(), 0u);
}

TEST(Progress, SendsUntilItsWindowIsFullWhileReplicating) {
  Progress progress = Of(kReplicate, 0, 4);
  progress.inflights = Inflights({.messages = 2, .bytes = 0});
  progress.SentEntries(3, 100);
  EXPECT_EQ(progress.next, 7u);
  EXPECT_FALSE(progress.IsPaused());
  progress.SentEntries(1, 10);
  EXPECT_EQ(progress.next, 8u);
  EXPECT_TRUE(progress.IsPaused());
  EXPECT_EQ(progress.inflights.bytes(), 110u);
  // A heartbeat answer lets one empty message out, and pauses again.
  progress.append_paused = false;
  progress.SentEntries(0, 0);
  EXPECT_TRUE(progress.IsPaused());
  // The messages end at 6 and at 7.
  progress.inflights.FreeUpTo(6);
  EXPECT_EQ(progress.inflights.bytes(), 10u);
}

TEST(Progress, BumpsTheCommitIndexOnlyWithNewsThatTheFollowerCanUse) {
  Progress progress = Of(kReplicate, 5, 9);
  progress.SentCommit(6);
  EXPECT_FALSE(progress.CanBumpCommit(5));
  EXPECT_FALSE(progress.CanBumpCommit(6));
  EXPECT_TRUE(progress.CanBumpCommit(7));
  EXPECT_TRUE(progress.CanBumpCommit(100));
  progress.SentCommit(8);  // All that was sent is known to be committed.
  EXPECT_FALSE(progress.CanBumpCommit(9));
}

// One random event of a leader that follows the rules of its callers.
void Happen(Progress& progress) {
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return progress.BecomeProbe();
    case 1:
      return progress.BecomeReplicate();
    case 2:  // A leader sends snapshots of what is needed: at or after match.
      return progress.BecomeSnapshot(progress.match +
                                     *rc::gen::inRange<Index>(0, 5));
    case 3:
      progress.pending_snapshot = 0;  // The snapshot failed.
      return;
    case 4: {
      if (progress.IsPaused()) return;
      // Into a full window only empty messages are sent.
      const size_t count =
          progress.inflights.Full() ? 0 : *rc::gen::inRange<size_t>(0, 4);
      return progress.SentEntries(count, 10 * count);
    }
    case 5:
      return progress.SentCommit(*rc::gen::inRange<Index>(0, 30));
    case 6: {
      // Only what was sent is acknowledged.
      const Index index = *rc::gen::inRange<Index>(0, progress.next);
      const Index before = progress.match;
      RC_ASSERT(progress.MaybeUpdate(index) == (index > before));
      RC_ASSERT(progress.match == std::max(before, index));
      return progress.inflights.FreeUpTo(index);
    }
    default: {
      const Index rejected = *rc::gen::inRange<Index>(0, progress.next + 2);
      const Progress before = progress;
      if (progress.MaybeDecrementTo(rejected,
                                    *rc::gen::inRange<Index>(0, 30))) {
        RC_ASSERT(progress.next <= before.next);
        RC_ASSERT(rejected > before.match || before.next == before.match + 1);
        RC_ASSERT(progress.sent_commit < progress.next);
      } else {
        RC_ASSERT(progress == before);
      }
    }
  }
}

RC_GTEST_PROP(Progress, KeepsMatchBelowNextWhateverHappens, ()) {
  Progress progress = Of(kProbe, 0, *rc::gen::inRange<Index>(1, 10));
  progress.inflights = Inflights({.messages = 3, .bytes = 0});
  const int events = *rc::gen::inRange(0, 40);
  for (int i = 0; i < events; ++i) {
    const Index match = progress.match;
    Happen(progress);
    RC_ASSERT(progress.match < progress.next);
    RC_ASSERT(progress.match >= match);
    RC_ASSERT(progress.state == kSnapshot || progress.pending_snapshot == 0);
    RC_ASSERT(progress.state == kReplicate || progress.inflights.count() == 0);
  }
}

TEST(Progress, HasAFingerprintOfAllItsParts) {
  std::vector<Progress> all(10, Of(kProbe, 3, 5));
  all[1].match = 4;
  all[2].next = 6;
  all[3].sent_commit = 1;
  all[4].state = kReplicate;
  all[5].append_paused = true;
  all[6].recent_active = true;
  all[7].is_learner = true;
  all[8].pending_snapshot = 1;
  all[9].inflights.Add(4, 1);
  std::vector<uint64_t> fingerprints;
  for (size_t i = 0; i < all.size(); ++i) {
    Fingerprint fingerprint;
    all[i].AddTo(fingerprint);
    fingerprints.push_back(fingerprint.Get());
    for (size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(all[i] == all[j]);
      EXPECT_NE(fingerprints[i], fingerprints[j]) << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace raft
