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
std::vector<Milestone> Reached(Scene scene) {
  Milestones milestones;
  Note(scene.View(), milestones);
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
  Milestones milestones;
  Note(Elected(1, 2).View(), milestones);
  EXPECT_EQ(milestones.Count(Milestone::kLeaderElected), 1u);
  EXPECT_EQ(milestones.Count(Milestone::kLeaderReelected), 0u);
  Note(Elected(2, 3).View(), milestones);
  EXPECT_EQ(milestones.Count(Milestone::kLeaderElected), 2u);
  EXPECT_EQ(milestones.Count(Milestone::kLeaderReelected), 1u);
}

TEST(Milestones, NoteALeaderThatStepsDownButNotOneThatCrashes) {
  Scene scene = Quiet(1, 2);
  scene.step.before.role = raft::Role::kLeader;
  EXPECT_EQ(Reached(scene), List{Milestone::kLeaderSteppedDown});
  Scene crash = Crashed(1, 2);
  crash.step.before.role = raft::Role::kLeader;
  EXPECT_EQ(Reached(crash), List{Milestone::kCrashed});
}

TEST(Milestones, NoteARestart) {
  EXPECT_EQ(Reached(Restarted(1, 2, {1})), List{Milestone::kRestarted});
}

TEST(Milestones, NoteWhatIsSent) {
  Scene scene = Quiet(1, 2);
  scene.sent = {MessageOf(raft::MessageType::kVoteResp, 2, 2, true)};
  EXPECT_EQ(Reached(scene), List{Milestone::kVoteRefused});
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
  EXPECT_EQ(Reached(installs), List{Milestone::kSnapshotInstalled});
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
