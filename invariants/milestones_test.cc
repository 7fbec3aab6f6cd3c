#include "invariants/milestones.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "invariants/testing.h"

namespace invariants {
namespace {

// All that the scene reached, in the order of the enumerators.
std::vector<Milestone> Reached(Scene scene, const Ghost& ghost = {}) {
  Milestones milestones;
  Note(scene.View(), ghost, milestones);
  std::vector<Milestone> reached;
  for (size_t i = 0; i < kMilestones; ++i) {
    const auto milestone = static_cast<Milestone>(i);
    if (milestones.Count(milestone) != 0) reached.push_back(milestone);
  }
  return reached;
}

using List = std::vector<Milestone>;

TEST(Milestones, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < kMilestones; ++i) {
    const std::string_view name = Name(static_cast<Milestone>(i));
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Milestones, AQuietStepReachesNone) {
  EXPECT_EQ(Reached(Quiet(1, 2)), List());
}

TEST(Milestones, CountElectionsAndThoseAfterAnother) {
  EXPECT_EQ(Reached(Elected(1, 2)), List{Milestone::kLeaderElected});
  Ghost ghost;
  Remember(Elected(1, 2).View(), ghost);
  EXPECT_EQ(Reached(Elected(2, 3), ghost),
            List({Milestone::kLeaderElected, Milestone::kLeaderReelected}));
}

Scene Leads() {
  Scene scene = Quiet(1, 2);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  return scene;
}

TEST(Milestones, TellWhyALeaderStepsDown) {
  Scene scene = Leads();
  scene.step.after.role = raft::Role::kFollower;
  EXPECT_EQ(Reached(scene), List{Milestone::kLeaderLostQuorum});
  scene.step.after.term = 3;
  EXPECT_EQ(Reached(scene), List{Milestone::kLeaderSteppedDown});
  Scene crash = Crashed(1, 2);
  crash.step.before.role = raft::Role::kLeader;
  EXPECT_EQ(Reached(crash), List{Milestone::kCrashed});
}

TEST(Milestones, NoteHowATransferEnds) {
  Scene scene = Leads();
  scene.step.before.transferee = 2;
  EXPECT_EQ(Reached(scene), List{Milestone::kTransferAborted});
  scene.step.after.role = raft::Role::kFollower;
  scene.step.after.term = 3;
  scene.step.delivered =
      Delivered{.type = raft::MessageType::kVote, .from = 2, .term = 3};
  EXPECT_EQ(Reached(scene),
            List({Milestone::kLeaderSteppedDown, Milestone::kTransferDone}));
}

TEST(Milestones, TellVotesThatAreRefusedFromThoseThatAreIgnored) {
  Scene scene = Quiet(1, 2);
  scene.step.delivered =
      Delivered{.type = raft::MessageType::kVote, .from = 2, .term = 3};
  EXPECT_EQ(Reached(scene), List{Milestone::kVoteIgnored});
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 3, true)};
  EXPECT_EQ(Reached(scene),
            List({Milestone::kVoteRefused, Milestone::kVoteRefusedForLog}));
  scene.step.after.vote = 3;
  EXPECT_EQ(Reached(scene), List{Milestone::kVoteRefused});
  scene.sent = {MessageOf(raft::MessageType::kPreVoteResp, 2, 3, true),
                MessageOf(raft::MessageType::kPreVoteResp, 2, 3)};
  EXPECT_EQ(Reached(scene),
            List({Milestone::kPreVoteGranted, Milestone::kPreVoteRefused}));
}

TEST(Milestones, NoteLimitsThatAreReached) {
  Scene scene = Leads();
  scene.step.limits.max_inflight = 2;
  scene.peers = {{.id = 2, .inflight = 1}};
  EXPECT_EQ(Reached(scene), List());
  scene.peers[0].inflight = 2;
  EXPECT_EQ(Reached(scene), List{Milestone::kInflightsFull});
  scene.step.limits.max_inflight = 3;
  scene.step.limits.max_inflight_bytes = 100;
  scene.peers[0].inflight_bytes = 100;
  EXPECT_EQ(Reached(scene), List{Milestone::kInflightsFullOfBytes});
  Scene pages = Quiet(1, 2);
  pages.applied = {EntryOf(1, 1)};
  pages.step.after.applied = 1;
  pages.step.after.commit = 2;
  EXPECT_EQ(Reached(pages), List());
  pages.step.limits.max_committed_size = 1;
  EXPECT_EQ(Reached(pages), List{Milestone::kApplicationPaged});
}

TEST(Milestones, FollowAMembershipThroughItsJointPhase) {
  raft::ConfState before;
  before.voters = {1, 2};
  before.learners = {3};
  raft::ConfState joint;
  joint.voters = {1, 3};
  joint.voters_outgoing = {1, 2};
  joint.learners_next = {2};
  raft::ConfState after;
  after.voters = {1, 3};
  after.learners = {2};
  Scene scene = Quiet(1, 2);
  raft::Entry entry = EntryOf(5, 2);
  entry.type = raft::EntryType::kConfChangeV2;
  scene.applied = {entry};
  scene.step.after.applied = 5;
  scene.step.membership_before = &before;
  scene.step.membership = &joint;
  EXPECT_EQ(Reached(scene),
            List({Milestone::kMembershipApplied, Milestone::kJointEntered,
                  Milestone::kLearnerPromoted, Milestone::kVoterDemoted}));
  scene.step.state_hash = 1;
  Ghost ghost;
  Remember(scene.View(), ghost);
  scene.applied[0].index = 6;
  scene.step.after.applied = 6;
  scene.step.membership_before = &joint;
  scene.step.membership = &after;
  EXPECT_EQ(Reached(scene, ghost),
            List({Milestone::kMembershipApplied, Milestone::kJointLeft}));
  scene.applied[0].term = 3;
  EXPECT_EQ(Reached(scene, ghost),
            List({Milestone::kMembershipApplied, Milestone::kJointLeft,
                  Milestone::kJointLeftByAnother}));
}

TEST(Milestones, TellHowAReadIsConfirmed) {
  Scene scene = Leads();
  scene.answered = {{.client = 1, .sequence = 1, .is_read = true}};
  scene.peers = {{.id = 1}, {.id = 2}};
  EXPECT_EQ(Reached(scene), List{Milestone::kReadAnswered});
  scene.step.by_lease = true;
  EXPECT_EQ(Reached(scene),
            List({Milestone::kReadAnswered, Milestone::kReadByLease}));
  scene.step.delivered = Delivered{
      .type = raft::MessageType::kHeartbeatResp, .from = 2, .term = 2};
  EXPECT_EQ(Reached(scene),
            List({Milestone::kReadAnswered, Milestone::kReadByQuorum}));
}

TEST(Milestones, NoteWhatTheHarnessDid) {
  Scene scene = Quiet(1, 2);
  scene.step.events = 1u << static_cast<int>(Event::kDiskFailed) |
                      1u << static_cast<int>(Event::kProposalDropped);
  EXPECT_EQ(Reached(scene),
            List({Milestone::kProposalDropped, Milestone::kDiskFailed}));
  Scene settled;
  settled.step.settled = Settled();
  EXPECT_EQ(Reached(settled), List{Milestone::kSettled});
}

TEST(Milestones, TellAProposalThatIsTooLargeFromOneThatNobodyLeads) {
  Scene scene = Leads();
  scene.step.events = 1u << static_cast<int>(Event::kProposalDropped);
  EXPECT_EQ(Reached(scene), List{Milestone::kProposalDropped});
  scene.step.limits.max_uncommitted_size = 10;
  EXPECT_EQ(Reached(scene),
            List({Milestone::kProposalDropped, Milestone::kProposalTooLarge}));
  scene.step.before.transferee = scene.step.after.transferee = 2;
  EXPECT_EQ(Reached(scene), List{Milestone::kProposalDropped});
}

TEST(Milestones, TellHowALeaderFindsAFollower) {
  Scene scene = Leads();
  scene.peers_before = {{.id = 2}};
  scene.peers = {{.id = 2, .replicates = true}};
  EXPECT_EQ(Reached(scene), List{Milestone::kFollowerFound});
  scene.peers_before[0].awaits_snapshot = true;
  EXPECT_EQ(Reached(scene), List{Milestone::kFollowerCaughtUp});
  scene.peers[0].replicates = false;
  EXPECT_EQ(Reached(scene), List());
}

TEST(Milestones, NoteWhatComesFromAnotherTime) {
  Scene scene = Quiet(1, 5);
  scene.step.delivered =
      Delivered{.type = raft::MessageType::kApp, .from = 2, .term = 4};
  EXPECT_EQ(Reached(scene), List());
  scene.sent = {MessageOf(raft::MessageType::kAppResp, 2, 5)};
  EXPECT_EQ(Reached(scene), List{Milestone::kStragglerTold});
  scene.sent.clear();
  scene.step.delivered->claimed = raft::EntryId{.term = 1, .index = 1};
  scene.step.after.commit = 1;
  EXPECT_EQ(Reached(scene), List{Milestone::kCommitClaimHeard});
  scene.step.delivered = std::nullopt;
  scene.step.heard_write = 5;
  EXPECT_EQ(Reached(scene), List());
  scene.step.heard_write = 4;
  EXPECT_EQ(Reached(scene), List{Milestone::kOlderWriteIgnored});
}

TEST(Milestones, NoteAVoteForALogThatIsNotThereAnyMore) {
  Scene scene = Quiet(1, 5);
  scene.step.before.role = scene.step.after.role = raft::Role::kCandidate;
  scene.step.last_before = {.term = 1, .index = 1};
  scene.step.delivered = Delivered{.type = raft::MessageType::kVoteResp,
                                   .from = 2,
                                   .term = 5,
                                   .voted_log = scene.step.last_before};
  EXPECT_EQ(Reached(scene), List());
  scene.step.delivered->voted_log->index = 2;
  EXPECT_EQ(Reached(scene), List{Milestone::kVoteForAnotherLog});
}

TEST(Milestones, NoteACrashThatKeepsEntriesWithoutTheirTerm) {
  Scene scene = Crashed(1, 2);
  scene.step.durable.term = scene.step.durable.last_term = 2;
  EXPECT_EQ(Reached(scene), List{Milestone::kCrashed});
  scene.step.durable.last_term = 3;
  EXPECT_EQ(Reached(scene), List({Milestone::kCrashed, Milestone::kTermLost}));
}

TEST(Milestones, NoteARestart) {
  EXPECT_EQ(Reached(Restarted(1, 2, {1})), List{Milestone::kRestarted});
  Scene scene = Restarted(1, 2, {1});
  scene.step.durable.snapshot_index = 2;
  EXPECT_EQ(Reached(scene),
            List({Milestone::kRestarted, Milestone::kRestartedFromSnapshot}));
}

TEST(Milestones, NoteWhatIsSent) {
  Scene scene = Quiet(1, 2);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 2)};
  EXPECT_EQ(Reached(scene), List());
  scene.sent = {MessageOf(raft::MessageType::kSnap, 2, 2)};
  EXPECT_EQ(Reached(scene), List{Milestone::kSnapshotSent});
}

TEST(Milestones, TellAConflictFromASnapshotThatReplacesTheLog) {
  Scene scene = WithLog(1, 2, {1, 2});
  scene.step.truncated_from = 2;
  EXPECT_EQ(Reached(scene), List());
  scene.appended = {EntryOf(2, 2)};
  EXPECT_EQ(Reached(scene), List{Milestone::kConflictTruncated});
  Scene installs = Quiet(1, 2);
  installs.step.truncated_from = 1;
  installs.step.installed = std::make_shared<const raft::Snapshot>();
  EXPECT_EQ(Reached(installs),
            List({Milestone::kSnapshotInstalled, Milestone::kNodeJoined}));
}

TEST(Milestones, NoteMembershipEntriesThatAreApplied) {
  Scene scene = Quiet(1, 2);
  scene.applied = {EntryOf(1, 1)};
  EXPECT_EQ(Reached(scene), List());
  scene.applied[0].type = raft::EntryType::kConfChangeV2;
  EXPECT_EQ(Reached(scene), List{Milestone::kMembershipApplied});
}

TEST(Milestones, NoteAnswersToClients) {
  Scene scene = Quiet(1, 2);
  scene.answered = {{.client = 1, .sequence = 1}};
  EXPECT_EQ(Reached(scene), List{Milestone::kWriteAcknowledged});
  scene.answered[0].is_read = true;
  EXPECT_EQ(Reached(scene), List{Milestone::kReadAnswered});
}

TEST(Milestones, AddUp) {
  Milestones a;
  a.Add(Milestone::kCrashed, 2);
  Milestones b;
  b.Add(Milestone::kCrashed);
  b.Add(Milestone::kRestarted);
  a += b;
  EXPECT_EQ(a.Count(Milestone::kCrashed), 3u);
  EXPECT_EQ(a.Count(Milestone::kRestarted), 1u);
}

}  // namespace
}  // namespace invariants
