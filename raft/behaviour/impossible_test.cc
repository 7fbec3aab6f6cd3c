// What no correct peer sends is refused, and changes nothing: every type, from
// everybody, of every term, to a node in every role.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/behaviour/origins.h"
#include "raft/core/raft.h"
#include "raft/describe/name.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

constexpr NodeId kSelf = 1;

NodeId IdOf(Sender sender) {
  switch (sender) {
    case Sender::kNobody:
      return kNone;
    case Sender::kSelf:
      return kSelf;
    case Sender::kPeer:
      return 2;
    case Sender::kStranger:
      return 9;
    case Sender::kThread:
      return kLocalAppendThread;
  }
  return kNone;
}

Term TermIn(TermOf term, Term own) {
  switch (term) {
    case TermOf::kZero:
      return 0;
    case TermOf::kLower:
      return own - 1;
    case TermOf::kOwn:
      return own;
    case TermOf::kNext:
      return own + 1;
    case TermOf::kBeyond:
      return own + 5;
  }
  return 0;
}

// Node 1 of three, in term 3 or a little later, in this role.
std::unique_ptr<Node> NodeIn(Role role, bool async) {
  Config config = ConfigOf(kSelf);
  config.async_storage_writes = async;
  config.pre_vote = role == Role::kPreCandidate;
  auto node = std::make_unique<Node>(
      config, Start{.members = Voters(3),
                    .log = {1, 3},
                    .hard_state = {.term = 3, .vote = kNone, .commit = 1}});
  if (role == Role::kLeader) {
    node->BecomeLeader();
  } else if (role != Role::kFollower) {
    node->raw().Campaign();
    node->Settle();
  }
  EXPECT_EQ(node->core().role(), role);
  return node;
}

// With what its type needs and nothing that could be wrong.
Message Plain(MessageType type, Sender sender, Term term) {
  Message message = MessageOf(type, IdOf(sender), kSelf, term);
  if (type == kProp || type == kReadIndex || type == kReadIndexResp) {
    message.entries.emplace_back().data = Payload("x");
  }
  return message;
}

// The content alone makes it impossible: two leaders of one term.
bool LeadsItself(const Message& message, const Raft& node) {
  return node.role() == Role::kLeader && message.term == node.term() &&
         (message.type == kApp || message.type == kHeartbeat);
}

std::string Told(const Message& message, const Raft& node) {
  return std::string(Name(message.type)) + " from " +
         std::to_string(message.from) + " of term " +
         std::to_string(message.term) + " to the " +
         std::string(Name(node.role())) + " of term " +
         std::to_string(node.term());
}

template <typename Each>
void ForEachMessage(Node& node, const Each& each) {
  for (int type = 0; type < kMessageTypes; ++type) {
    for (int sender = 0; sender < kSenders; ++sender) {
      for (int term = 0; term < kTerms; ++term) {
        each(static_cast<MessageType>(type), static_cast<Sender>(sender),
             static_cast<TermOf>(term),
             Plain(static_cast<MessageType>(type), static_cast<Sender>(sender),
                   TermIn(static_cast<TermOf>(term), node.core().term())));
      }
    }
  }
}

class Impossible : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(BothWays, Impossible, testing::Bool(),
                         [](const auto& info) {
                           return info.param ? "Async" : "Sync";
                         });

TEST_P(Impossible, IsRefusedByTheCoreAndChangesNothingAndAllElseIsTaken) {
  for (const Role role : {Role::kFollower, Role::kPreCandidate,
                          Role::kCandidate, Role::kLeader}) {
    const auto node = NodeIn(role, GetParam());
    ForEachMessage(*node, [&](MessageType type, Sender sender, TermOf term,
                              const Message& message) {
      const Raft& before = node->core();
      Raft copy(before, node->storage);
      const auto stepped = copy.Step(Message(message));
      const bool refused =
          !stepped && stepped.error().code == ErrorCode::kImpossible;
      const bool expected =
          CannotBe(type, sender, term, message.reject, GetParam()) ||
          LeadsItself(message, before);
      EXPECT_EQ(refused, expected) << Told(message, before);
      if (refused) {
        EXPECT_TRUE(copy == before) << Told(message, before);
      }
    });
  }
}

// Above the core local messages do not come in at all, and no answers of
// strangers.
TEST_P(Impossible, IsRefusedByTheNodeAndChangesNothing) {
  for (const Role role : {Role::kFollower, Role::kCandidate, Role::kLeader}) {
    const auto node = NodeIn(role, GetParam());
    const uint64_t before = node->raw().GetFingerprint();
    ForEachMessage(*node, [&](MessageType type, Sender sender, TermOf term,
                              const Message& message) {
      if (!CannotBe(type, sender, term, message.reject, GetParam())) return;
      RawNode copy(node->raw(), node->storage);
      const auto stepped = copy.Step(Message(message));
      ASSERT_FALSE(stepped.has_value()) << Told(message, node->core());
      const bool local = IsLocalMessage(type) && sender != Sender::kThread;
      if (!IsLocalMessage(type)) {
        EXPECT_TRUE(stepped.error().code == ErrorCode::kImpossible ||
                    (IsResponseMessage(type) && sender == Sender::kStranger))
            << Told(message, node->core());
      } else if (local) {
        EXPECT_EQ(stepped.error().code, ErrorCode::kStepLocalMessage);
      }
      EXPECT_EQ(copy.GetFingerprint(), before) << Told(message, node->core());
    });
  }
}

TEST(ImpossibleAnswers, OfTermZeroNeitherCommitNorElect) {
  const auto leader = NodeIn(Role::kLeader, false);
  const Index commit = leader->core().log().committed();
  const Index last = leader->core().log().LastIndex();
  EXPECT_FALSE(leader->Step(AckOf(2, kSelf, 0, last)).has_value());
  EXPECT_EQ(leader->core().log().committed(), commit);

  const auto candidate = NodeIn(Role::kCandidate, false);
  EXPECT_FALSE(candidate->Step(MessageOf(kVoteResp, 2, kSelf, 0)).has_value());
  EXPECT_EQ(candidate->core().role(), Role::kCandidate);
}

TEST(ImpossibleAnswers, AreANodesOwnRefusals) {
  const auto candidate = NodeIn(Role::kCandidate, false);
  for (const MessageType type : {kAppResp, kVoteResp, kPreVoteResp}) {
    Message refusal =
        MessageOf(type, kSelf, kSelf, candidate->core().term());
    refusal.reject = true;
    const auto stepped = candidate->Step(refusal);
    ASSERT_FALSE(stepped.has_value());
    EXPECT_EQ(stepped.error().code, ErrorCode::kImpossible);
  }
}

}  // namespace
}  // namespace raft::behaviour
