// Membership changes, simple and joint (Raft paper §6, Raft thesis §4).
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/tracker/tracker.h"
#include "raft/wire/conf_change_codec.h"

namespace raft::behaviour {
namespace {

using enum MessageType;
using enum ConfChangeType;

ConfChangeV2 ChangeOf(
    std::initializer_list<ConfChangeSingle> changes,
    ConfChangeTransition transition = ConfChangeTransition::kAuto) {
  ConfChangeV2 change;
  change.transition = transition;
  change.changes.assign(changes.begin(), changes.end());
  return change;
}

ConfState StateOf(const Node& node) {
  return ToConfState(node.core().tracker().configuration());
}

// The leader of a cluster of itself.
struct Leader : Node {
  explicit Leader(const ConfState& members = Members({1}))
      : Node(ConfigOf(1), {.members = members}) {
    BecomeLeader();
  }
};

TEST(Membership, NodesAndLearnersComeAndGo) {
  struct Row {
    ConfState members;
    ConfChangeV2 change;
    ConfState after;
  };
  for (const Row& row : std::vector<Row>{
           {Members({1}), ChangeOf({{kAddNode, 2}}), Members({1, 2})},
           {Members({1}), ChangeOf({{kAddNode, 1}}), Members({1})},
           {Members({1}), ChangeOf({{kAddLearnerNode, 2}}), Members({1}, {2})},
           {Members({1}, {2}), ChangeOf({{kAddNode, 2}}), Members({1, 2})},
           {Members({1}, {2}), ChangeOf({{kRemoveNode, 2}}), Members({1})},
           {Members({1, 2}), ChangeOf({{kRemoveNode, 2}}), Members({1})},
           {Members({1, 2}), ChangeOf({{kAddLearnerNode, 2}}),
            Members({1}, {2})},
           {Members({1}), ChangeOf({{kUpdateNode, 1}}), Members({1})}}) {
    Node node(ConfigOf(1), {.members = row.members});
    const auto made = node->ApplyConfChange(row.change);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(*made, row.after);
    EXPECT_EQ(StateOf(node), row.after);
  }
}

TEST(Membership, ANodeKnowsWhetherItIsALearner) {
  Node node(ConfigOf(1), {.members = Voters(2)});
  for (const auto& [type, learner] :
       std::vector<std::pair<ConfChangeType, bool>>{{kAddLearnerNode, true},
                                                    {kAddNode, false}}) {
    ASSERT_TRUE(node->ApplyConfChange(ChangeOf({{type, 1}})).has_value());
    EXPECT_EQ(node.core().is_learner(), learner);
    EXPECT_EQ(node.core().Promotable(), !learner);
  }
}

TEST(Membership, TheLastVoterCannotGo) {
  Node node(ConfigOf(1), {.members = Members({1})});
  const auto made = node->ApplyConfChange(ChangeOf({{kRemoveNode, 1}}));
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::kBadConfChange);
  EXPECT_EQ(StateOf(node), Members({1}));
}

TEST(Membership, IdsAreSorted) {
  for (const IdList& ids : {IdList{1, 2, 3}, IdList{3, 2, 1}}) {
    Node node(ConfigOf(1), {.members = Members(ids)});
    EXPECT_EQ(StateOf(node).voters, (IdList{1, 2, 3}));
  }
}

TEST(Membership, AProposedChangeIsPendingUntilItIsApplied) {
  Leader leader(Voters(2));
  const Index last = leader.core().log().LastIndex();
  ASSERT_TRUE(leader->ProposeConfChange(ChangeOf({{kAddNode, 3}})).has_value());
  EXPECT_EQ(leader.core().pending_conf_index(), last + 1);
  // Another one meanwhile becomes an empty entry.
  ASSERT_TRUE(leader->ProposeConfChange(ChangeOf({{kAddNode, 4}})).has_value());
  EXPECT_EQ(leader.core().pending_conf_index(), last + 1);
  leader.Settle();
  EntryList entries;
  ASSERT_TRUE(leader.storage.Entries(last + 1, last + 3, kUnlimited, entries)
                  .has_value());
  EXPECT_EQ(entries[0].type, EntryType::kConfChangeV2);
  EXPECT_EQ(entries[1].type, EntryType::kNormal);
  EXPECT_TRUE(entries[1].data.empty());
}

TEST(Membership, ValidationCanBeLeftToTheApplication) {
  Config config = ConfigOf(1);
  config.disable_conf_change_validation = true;
  Node leader(config, {.members = Voters(2)});
  leader.BecomeLeader();
  ASSERT_TRUE(leader->ProposeConfChange(ChangeOf({{kAddNode, 3}})).has_value());
  ASSERT_TRUE(leader->ProposeConfChange(ChangeOf({{kAddNode, 4}})).has_value());
  EXPECT_EQ(leader.core().pending_conf_index(),
            leader.core().log().LastIndex());
}

TEST(Membership, AChangeIsFoundOnWhateverPageOfTheLogItStands) {
  // With a limit of 1 every entry is a page of its own; else all are one.
  for (const uint64_t page : {uint64_t{1}, kUnlimited}) {
    for (const Index change : {1, 2, 4}) {
      Config config = ConfigOf(1);
      config.max_committed_size_per_ready = page;
      const std::vector<Term> terms = {1, 1, 1, 1};
      MemoryStorage disk =
          Node(config, {.members = Members({1}),
                        .log = terms,
                        .hard_state = {.term = 1, .vote = kNone, .commit = 4}})
              .storage;
      std::vector<Entry> entries = EntriesOfTerms(terms);
      entries[change - 1].type = EntryType::kConfChangeV2;
      disk.Append(entries);
      Node node(config, std::move(disk));
      node->Campaign();
      EXPECT_EQ(node.core().role(), Role::kFollower)
          << "a change at " << change << ", pages of " << page;
    }
  }
}

TEST(Membership, ANewLeaderTakesItsLogForPending) {
  for (const bool empty : {true, false}) {
    Start start{.members = Voters(2)};
    if (!empty) {
      start.log = {1, 1};
      start.hard_state.term = 1;
    }
    Node node(ConfigOf(1), start);
    node.BecomeLeader();
    EXPECT_EQ(node.core().pending_conf_index(), empty ? 0u : 2u);
  }
}

TEST(Membership, ARemovalCommitsWhatWaitedForTheRemoved) {
  Leader leader(Voters(2));
  // Node 2 acknowledges the removal and then is silent.
  ASSERT_TRUE(
      leader->ProposeConfChange(ChangeOf({{kRemoveNode, 2}})).has_value());
  ASSERT_TRUE(leader->Propose(Payload("hello")).has_value());
  leader.Settle();
  const Index removal = leader.core().log().LastIndex() - 1;
  ASSERT_TRUE(leader.Step(AckOf(2, 1, 1, removal)).has_value());
  EXPECT_EQ(StateOf(leader), Members({1}));
  ASSERT_FALSE(leader.applied.empty());
  EXPECT_EQ(leader.applied.back().data.view(), "hello");
}

TEST(Membership, ProposedChangesAreMadeAndLeftAsTheySay) {
  struct Row {
    const char* name;
    ConfChangeV2 change;
    ConfState first;
    std::optional<ConfState> left;  // After leaving a joint one.
    bool by_itself;
  };
  using enum ConfChangeTransition;
  ConfState joint_add = Members({1, 2}, {}, {1});
  ConfState joint_add_auto = joint_add;
  joint_add_auto.auto_leave = true;
  ConfState demotion = Members({2}, {3}, {1}, {1});
  demotion.auto_leave = true;
  for (const Row& row : std::vector<Row>{
           {"simple", ChangeOf({{kAddNode, 2}}), Members({1, 2}), {}, false},
           {"learner",
            ChangeOf({{kAddLearnerNode, 2}}),
            Members({1}, {2}),
            {},
            false},
           {"explicit", ChangeOf({{kAddNode, 2}}, kJointExplicit), joint_add,
            Members({1, 2}), false},
           {"implicit", ChangeOf({{kAddNode, 2}}, kJointImplicit),
            joint_add_auto, Members({1, 2}), true},
           {"three at once",
            ChangeOf(
                {{kAddNode, 2}, {kAddLearnerNode, 1}, {kAddLearnerNode, 3}}),
            demotion, Members({2}, {1, 3}), true}}) {
    SCOPED_TRACE(row.name);
    Cluster cluster(std::vector<Start>(3, Start{.members = Members({1})}));
    cluster.Campaign(1);
    ConfChangeV2 change = row.change;
    change.context = Payload("context");
    ASSERT_TRUE(cluster.Change(1, change).has_value());
    cluster.Tick(1, 1);
    Node& leader = cluster[1];
    ASSERT_FALSE(leader.conf_states.empty());
    EXPECT_EQ(leader.conf_states[0], row.first);
    // The entry carries what was proposed.
    bool seen = false;
    for (const Entry& entry : leader.applied) {
      if (entry.type == EntryType::kNormal || entry.data.empty()) continue;
      const auto decoded = wire::DecodeConfChangeEntry(entry);
      ASSERT_TRUE(decoded.has_value());
      seen |= *decoded == change;
    }
    EXPECT_TRUE(seen);
    if (!row.left) {
      EXPECT_EQ(leader.conf_states.size(), 1u);
      continue;
    }
    if (!row.by_itself) {
      EXPECT_EQ(leader.conf_states.size(), 1u);
      ConfChangeV2 leave;
      leave.context = Payload("manual");
      ASSERT_TRUE(cluster.Change(1, leave).has_value());
    }
    ASSERT_EQ(leader.conf_states.size(), 2u);
    EXPECT_EQ(leader.conf_states[1], *row.left);
    // The last entry left it: empty if the leader did it by itself.
    const Entry& left = leader.applied.back();
    EXPECT_EQ(left.type, EntryType::kConfChangeV2);
    EXPECT_EQ(leader.core().pending_conf_index(), left.index);
    const auto leaving = wire::DecodeConfChangeEntry(left);
    ASSERT_TRUE(leaving.has_value());
    EXPECT_TRUE(leaving->LeavesJoint());
    EXPECT_EQ(leaving->context.view(), row.by_itself ? "" : "manual");
  }
}

TEST(Membership, TheOldFormOfAChangeIsProposedAsItIs) {
  Leader leader;
  ConfChange change;
  change.type = kAddNode;
  change.node_id = 2;
  change.context = Payload("old");
  ASSERT_TRUE(leader->ProposeConfChange(change).has_value());
  leader.Settle();
  ASSERT_EQ(leader.conf_states.size(), 1u);
  EXPECT_EQ(leader.conf_states[0], Members({1, 2}));
  const Entry& entry = leader.applied.back();
  EXPECT_EQ(entry.type, EntryType::kConfChange);
  EXPECT_EQ(entry.data.view(), wire::Encode(change));
}

TEST(Membership, AddingANodeTwiceDoesNotBlockTheNextChange) {
  Leader leader;
  for (const NodeId id : {1, 1, 2}) {
    ASSERT_TRUE(
        leader->ProposeConfChange(ChangeOf({{kAddNode, id}})).has_value());
    leader.Settle();
  }
  ASSERT_EQ(leader.conf_states.size(), 3u);
  EXPECT_EQ(leader.conf_states.back(), Members({1, 2}));
}

TEST(Membership, OneWhoIsNoLeaderAnyMoreDoesNotLeaveTheJointConfiguration) {
  Leader leader;
  ASSERT_TRUE(
      leader
          ->ProposeConfChange(ChangeOf({{kAddLearnerNode, 2}},
                                       ConfChangeTransition::kJointImplicit))
          .has_value());
  // The entry is written and committed, and not yet applied.
  Ready ready;
  leader->TakeReady(ready);
  leader.Write(ready);
  leader.Apply(ready);
  leader->Advance();
  ASSERT_TRUE(leader->HasReady());
  leader->TakeReady(ready);
  ASSERT_EQ(ready.committed_entries.size(), 1u);
  // It loses its office in between.
  ASSERT_TRUE(leader->Step(MessageOf(kHeartbeat, 3, 1, 2)).has_value());
  ASSERT_EQ(leader.core().role(), Role::kFollower);
  leader.Write(ready);
  leader.Apply(ready);
  leader->Advance();
  EXPECT_TRUE(leader.core().tracker().configuration().auto_leave);
  EXPECT_EQ(leader.core().pending_conf_index(), 0u);
  const Index last = leader.core().log().LastIndex();
  leader.Settle();
  EXPECT_EQ(leader.core().log().LastIndex(), last);
  // Elected again, it does.
  leader->Campaign();
  leader.Settle();
  ASSERT_EQ(leader.core().role(), Role::kLeader);
  leader.Tick(1);
  EXPECT_EQ(StateOf(leader), Members({1}, {2}));
}

TEST(Membership, ALeaderThatIsRemovedStepsDownIfItIsToldSo) {
  for (const bool steps_down : {false, true}) {
    Cluster cluster(3, [&](Config& c) { c.step_down_on_removal = steps_down; });
    cluster.Campaign(1);
    ASSERT_TRUE(cluster.Change(1, ChangeOf({{kRemoveNode, 1}})).has_value());
    EXPECT_EQ(StateOf(cluster[1]), Members({2, 3}));
    EXPECT_EQ(cluster[1].core().role(),
              steps_down ? Role::kFollower : Role::kLeader);
    // Proposals are no longer its business.
    const auto proposed = cluster.Propose(1);
    ASSERT_FALSE(proposed.has_value());
    EXPECT_EQ(proposed.error().code, ErrorCode::kProposalDropped);
  }
}

// What it has not yet written when it applies its removal it never counts.
TEST(Membership, ALeaderThatIsRemovedCommitsWhatTheOthersHave) {
  for (const ConfChangeType type : {kRemoveNode, kAddLearnerNode}) {
    Leader leader(Voters(2));
    ASSERT_TRUE(leader->ProposeConfChange(ChangeOf({{type, 1}})).has_value());
    leader.Settle();
    ASSERT_TRUE(leader->Propose(Payload("hello")).has_value());
    const Index last = leader.core().log().LastIndex();
    ASSERT_TRUE(leader->Step(AckOf(2, 1, 1, last)).has_value());
    ASSERT_EQ(leader.core().log().committed(), last - 1);
    leader.Settle();
    EXPECT_EQ(leader.core().role(), Role::kLeader);
    EXPECT_EQ(leader.core().log().committed(), last);
  }
}

TEST(Membership, BytesThatAreNoChangeAreRefused) {
  Leader leader;
  Message message = MessageOf(kProp, 1, 1, 0);
  Entry& entry = message.entries.emplace_back();
  entry.type = EntryType::kConfChangeV2;
  entry.data = Payload("\xff\xff\xff");
  const auto stepped = leader.Step(message);
  ASSERT_FALSE(stepped.has_value());
  EXPECT_EQ(stepped.error().code, ErrorCode::kBadBytes);
}

}  // namespace
}  // namespace raft::behaviour
