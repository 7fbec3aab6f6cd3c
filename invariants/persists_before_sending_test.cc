#include "invariants/persists_before_sending.h"

#include <gtest/gtest.h>

#include <utility>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

using raft::MessageType;

Scene Sends(raft::Message message, DurableView durable) {
  Scene scene = Quiet(1, 3);
  scene.sent = {std::move(message)};
  scene.step.durable = durable;
  return scene;
}

raft::Message Acknowledges(raft::Index index) {
  raft::Message message = MessageOf(MessageType::kAppResp, 2, 3);
  message.index = index;
  return message;
}

TEST(PersistsBeforeSending, HoldsForWhatIsDurable) {
  EXPECT_TRUE(Holds(PersistsBeforeSending(
      Sends(Acknowledges(4), {.term = 3, .last_index = 4}).View(), Ghost())));
  EXPECT_TRUE(Holds(PersistsBeforeSending(
      Sends(MessageOf(MessageType::kVoteResp, 2, 3), {.term = 3, .vote = 2})
          .View(),
      Ghost())));
}

TEST(PersistsBeforeSending, FallsForAnEntryThatIsNot) {
  EXPECT_TRUE(Falls(
      PersistsBeforeSending(
          Sends(Acknowledges(4), {.term = 3, .last_index = 3}).View(), Ghost()),
      "persists_before_sending",
      "node 1 sent MsgAppResp of term 3 to 2, but entry 4 is not durable "
      "(durable: term 3, vote 0, entries up to 3)"));
}

TEST(PersistsBeforeSending, FallsForAVoteOrATermThatIsNot) {
  const raft::Message vote = MessageOf(MessageType::kVoteResp, 2, 3);
  EXPECT_FALSE(Holds(PersistsBeforeSending(
      Sends(vote, {.term = 3, .vote = 0}).View(), Ghost())));
  EXPECT_FALSE(Holds(PersistsBeforeSending(
      Sends(vote, {.term = 2, .vote = 2}).View(), Ghost())));
  const raft::Message refusal = MessageOf(MessageType::kVoteResp, 2, 3, true);
  EXPECT_FALSE(Holds(
      PersistsBeforeSending(Sends(refusal, {.term = 2}).View(), Ghost())));
}

TEST(PersistsBeforeSending, HoldsForRefusalsAndForWhatIsPast) {
  const raft::Message refusal = MessageOf(MessageType::kVoteResp, 2, 3, true);
  EXPECT_TRUE(Holds(
      PersistsBeforeSending(Sends(refusal, {.term = 3}).View(), Ghost())));
  EXPECT_TRUE(Holds(PersistsBeforeSending(
      Sends(Acknowledges(4), {.term = 4, .last_index = 2}).View(), Ghost())));
  EXPECT_TRUE(Holds(PersistsBeforeSending(
      Sends(MessageOf(MessageType::kPreVoteResp, 2, 9), {.term = 3}).View(),
      Ghost())));
}

}  // namespace
}  // namespace invariants
