#include "raft/describe/describe.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/payload.h"
#include "raft/types.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {
namespace {

Entry NormalEntry(Term term, Index index, std::string_view data) {
  return {.term = term, .index = index, .data = Payload(data)};
}

Entry ChangeEntry(EntryType type, std::string_view data) {
  return {.term = 1, .index = 5, .data = Payload(data), .type = type};
}

Message MessageOf(MessageType type, NodeId from, NodeId to) {
  Message message;
  message.type = type;
  message.from = from;
  message.to = to;
  return message;
}

TEST(Name, IsThatOfTheWireFormat) {
  EXPECT_EQ(Name(MessageType::kHup), "MsgHup");
  EXPECT_EQ(Name(MessageType::kStorageApplyResp), "MsgStorageApplyResp");
  EXPECT_EQ(Name(MessageType::kForgetLeader), "MsgForgetLeader");
  EXPECT_EQ(Name(EntryType::kConfChangeV2), "EntryConfChangeV2");
  EXPECT_EQ(Name(Role::kPreCandidate), "StatePreCandidate");
  EXPECT_EQ(Name(ConfChangeType::kAddLearnerNode), "ConfChangeAddLearnerNode");
  EXPECT_EQ(Name(ConfChangeTransition::kJointExplicit),
            "ConfChangeTransitionJointExplicit");
}

TEST(DescribeTarget, NamesNobodyAndTheStorageThreads) {
  EXPECT_EQ(DescribeTarget(kNone), "None");
  EXPECT_EQ(DescribeTarget(kLocalAppendThread), "AppendThread");
  EXPECT_EQ(DescribeTarget(kLocalApplyThread), "ApplyThread");
  EXPECT_EQ(DescribeTarget(kLocalApplyThread - 1), "fffffffffffffffd");
}

TEST(DescribeState, ShowsTheVoteOnlyIfThereIsOne) {
  EXPECT_EQ(Describe(HardState{}), "Term:0 Commit:0");
  EXPECT_EQ(Describe(HardState{.term = 1, .vote = 20, .commit = 3}),
            "Term:1 Vote:20 Commit:3");
  EXPECT_EQ(Describe(SoftState{.lead = 17, .role = Role::kLeader}),
            "Lead:17 State:StateLeader");
}

TEST(DescribeSnapshot, ShowsListsInTheirOrder) {
  Snapshot snapshot;
  snapshot.index = 11;
  snapshot.term = 2;
  EXPECT_EQ(Describe(snapshot),
            "Index:11 Term:2 ConfState:Voters:[] VotersOutgoing:[] Learners:[] "
            "LearnersNext:[] AutoLeave:false");
  snapshot.conf_state = {.voters = {3, 1, 20},
                         .learners = {4},
                         .voters_outgoing = {1, 2},
                         .learners_next = {5},
                         .auto_leave = true};
  EXPECT_EQ(Describe(snapshot.conf_state),
            "Voters:[3 1 20] VotersOutgoing:[1 2] Learners:[4] "
            "LearnersNext:[5] AutoLeave:true");
}

TEST(DescribeReadStates, ShowsTheContextAsDecimalBytes) {
  const std::vector<ReadState> states = {{7, Payload("ab\xff")}, {8, {}}};
  EXPECT_EQ(Describe(states), "[{7 [97 98 255]} {8 []}]");
}

TEST(DescribeConfChange, ShowsEveryField) {
  const ConfChange change{.type = ConfChangeType::kRemoveNode,
                          .node_id = 20,
                          .context = Payload("a\n")};
  EXPECT_EQ(Describe(AsV2(change)),
            "transition:ConfChangeTransitionAuto "
            "changes:{type:ConfChangeRemoveNode node_id:20} context:\"a\\n\"");
  EXPECT_EQ(Describe(ConfChangeV2{}), "transition:ConfChangeTransitionAuto");
}

TEST(DescribeEntry, QuotesTheDataOfNormalEntries) {
  const Entry entry = NormalEntry(1, 2, std::string_view("hello\0world", 11));
  EXPECT_EQ(DescribeEntry(entry), R"(1/2 EntryNormal "hello\x00world")");
  EXPECT_EQ(DescribeEntry(NormalEntry(1, 3, "")), R"(1/3 EntryNormal "")");
}

TEST(DescribeEntry, UsesTheFormatThatItIsGiven) {
  const FormatData size = [](std::string_view data) {
    return data.empty() ? "" : std::to_string(data.size());
  };
  EXPECT_EQ(DescribeEntry(NormalEntry(1, 2, "abc"), size), "1/2 EntryNormal 3");
  EXPECT_EQ(DescribeEntry(NormalEntry(1, 2, ""), size), "1/2 EntryNormal");
}

TEST(DescribeEntry, ShowsMembershipChangesAsWords) {
  ConfChange one;
  one.type = ConfChangeType::kUpdateNode;
  one.node_id = 3;
  EXPECT_EQ(
      DescribeEntry(ChangeEntry(EntryType::kConfChange, wire::Encode(one))),
      "1/5 EntryConfChange u3");
  ConfChangeV2 two;
  two.changes = {{ConfChangeType::kAddNode, 1},
                 {ConfChangeType::kAddLearnerNode, 2}};
  EXPECT_EQ(
      DescribeEntry(ChangeEntry(EntryType::kConfChangeV2, wire::Encode(two))),
      "1/5 EntryConfChangeV2 v1 l2");
  EXPECT_EQ(DescribeEntry(ChangeEntry(EntryType::kConfChangeV2, "")),
            "1/5 EntryConfChangeV2");
}

TEST(DescribeEntry, SaysWhyAChangeDoesNotDecode) {
  EXPECT_EQ(DescribeEntry(ChangeEntry(EntryType::kConfChange, "\x10\x09")),
            "1/5 EntryConfChange cannot decode a membership change: unknown "
            "type of change 9 at byte 1");
}

TEST(DescribeEntries, EndsEachWithANewline) {
  const std::vector<Entry> entries = {NormalEntry(1, 2, "a"),
                                      NormalEntry(2, 3, "b")};
  EXPECT_EQ(DescribeEntries(entries),
            "1/2 EntryNormal \"a\"\n2/3 EntryNormal \"b\"\n");
  EXPECT_EQ(DescribeEntries({}), "");
}

TEST(DescribeMessage, ShowsOnlyTheHeadOfAnEmptyOne) {
  EXPECT_EQ(DescribeMessage({}), "None->None MsgHup Term:0 Log:0/0");
  Message message = MessageOf(MessageType::kVoteResp, 1, 10);
  message.term = 1;
  message.reject = true;
  message.reject_hint = 3;
  message.commit = 5;
  message.vote = 26;
  message.context = Payload("hidden");
  EXPECT_EQ(DescribeMessage(message, "  "),
            "  1->a MsgVoteResp Term:1 Log:0/0 Rejected (Hint: 3) Commit:5 "
            "Vote:26");
}

TEST(DescribeMessage, ShowsOneEntryInLineAndMoreOnLinesOfTheirOwn) {
  Message message = MessageOf(MessageType::kApp, 1, 2);
  message.term = message.log_term = message.index = 1;
  message.entries.push_back(NormalEntry(1, 2, "a"));
  EXPECT_EQ(DescribeMessage(message),
            "1->2 MsgApp Term:1 Log:1/1 Entries:[1/2 EntryNormal \"a\"]");
  message.entries.push_back(NormalEntry(1, 3, "b"));
  EXPECT_EQ(DescribeMessage(message, "> "),
            "> 1->2 MsgApp Term:1 Log:1/1 Entries:[\n"
            ">   1/2 EntryNormal \"a\"\n"
            ">   1/3 EntryNormal \"b\"\n"
            "> ]");
}

TEST(DescribeMessage, ShowsTheSnapshotUnlessItIsEmpty) {
  Message message = MessageOf(MessageType::kSnap, 1, 2);
  message.snapshot = std::make_shared<Snapshot>();
  EXPECT_EQ(DescribeMessage(message), "1->2 MsgSnap Term:0 Log:0/0");
  Snapshot snapshot;
  snapshot.conf_state.voters = {1};
  snapshot.index = 4;
  snapshot.term = 1;
  message.snapshot = std::make_shared<Snapshot>(snapshot);
  EXPECT_EQ(DescribeMessage(message),
            "1->2 MsgSnap Term:0 Log:0/0\n"
            "  Snapshot: Index:4 Term:1 ConfState:Voters:[1] VotersOutgoing:[] "
            "Learners:[] LearnersNext:[] AutoLeave:false");
}

TEST(DescribeMessage, IndentsResponses) {
  Message message =
      MessageOf(MessageType::kStorageAppend, 1, kLocalAppendThread);
  message.term = 1;
  message.entries.push_back(NormalEntry(1, 2, ""));
  message.responses = std::vector<Message>{
      MessageOf(MessageType::kAppResp, 1, 2),
      MessageOf(MessageType::kStorageAppendResp, kLocalAppendThread, 1)};
  EXPECT_EQ(DescribeMessage(message),
            "1->AppendThread MsgStorageAppend Term:1 Log:0/0 "
            "Entries:[1/2 EntryNormal \"\"] Responses:[\n"
            "  1->2 MsgAppResp Term:0 Log:0/0\n"
            "  AppendThread->1 MsgStorageAppendResp Term:0 Log:0/0\n"
            "]");
}

}  // namespace
}  // namespace raft
