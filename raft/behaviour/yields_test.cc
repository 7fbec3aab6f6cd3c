// A node gives time to those whom it does not ask for their votes and who have
// longer logs, but not for ever.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "raft/behaviour/cluster.h"

namespace raft::behaviour {
namespace {

using enum MessageType;

// The members were 1 to 5. Node 3 was removed and does not know it: it has an
// entry more than the others, is heard, and hears nothing. Node 4 is down, so
// that 1, 2 and 5 are the quorum; their votes in term 2 were split.
class HeardAndDeaf {
 public:
  explicit HeardAndDeaf(uint64_t seed)
      : cluster_(Starts(), [seed](Config& config) {
          config.check_quorum = true;
          config.pre_vote = true;
          config.jitter = HashJitter;
          config.jitter_seed = seed;
        }) {
    cluster_.Isolate(4);
    cluster_.passes = [](const Message& message) { return message.to != 3; };
  }

  // One of the quorum leads.
  bool Led() { return cluster_.Roles().find('L') != std::string::npos; }

  void TickAll() {
    for (const NodeId id : {1, 2, 3, 5}) cluster_.Tick(id);
  }

 private:
  static std::vector<Start> Starts() {
    const Start member{.members = Members({1, 2, 4, 5}), .log = {1}};
    std::vector<Start> starts(5, member);
    for (const NodeId id : {1, 2, 5}) {
      starts[id - 1].hard_state = {.term = 2, .vote = id, .commit = 1};
    }
    starts[2] = {.members = Voters(5),
                 .log = {1, 1},
                 .hard_state = {.term = 1, .vote = kNone, .commit = 1}};
    return starts;
  }

  Cluster cluster_;
};

// Where the removed node is the first to time out it is so again and again: who
// is refused a pre-vote and hears nothing of it draws no other timeout.
TEST(Yields, ARemovedNodeThatIsHeardAndDeafKeepsNobodyFromLeading) {
  constexpr int kSeeds = 200;
  constexpr int kRounds = 2000;
  std::vector<uint64_t> without_leader;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    HeardAndDeaf cluster(seed);
    for (int i = 0; i < kRounds && !cluster.Led(); ++i) cluster.TickAll();
    if (!cluster.Led()) without_leader.push_back(seed);
  }
  EXPECT_EQ(without_leader, std::vector<uint64_t>());
}

// Node 1 in term 5, with a shorter log than 9, which is none of its voters.
class Racer : public Node {
 public:
  Racer()
      : Node(ConfigOf(1),
             {.members = Voters(3),
              .log = {1},
              .hard_state = {.term = 5, .vote = 1, .commit = 1}}) {}

  uint64_t ElapsedAfterRefusing(MessageType request, Term term) {
    Tick(5);
    sent.clear();
    EXPECT_TRUE(Step(VoteRequest(request, 9, 1, term, {2, 2})).has_value());
    EXPECT_TRUE(sent.size() == 1 && sent[0].reject);
    return core().election_elapsed();
  }
};

TEST(Yields, OnceInATerm) {
  Racer node;
  EXPECT_EQ(node.ElapsedAfterRefusing(kVote, 5), 0u);
  EXPECT_EQ(node.ElapsedAfterRefusing(kVote, 5), 5u);
  EXPECT_EQ(node.core().drawn_election_timeout(), 10u);

  // Whoever races on raises the term.
  node->SetElectionTimeout(20);
  node->Campaign();
  node.Settle();
  ASSERT_EQ(node.core().term(), 6u);
  EXPECT_EQ(node.ElapsedAfterRefusing(kVote, 5), 0u);
  EXPECT_EQ(node.ElapsedAfterRefusing(kPreVote, 6), 5u);
}

TEST(Yields, IsNotForgottenInACopy) {
  Racer node;
  EXPECT_EQ(node.ElapsedAfterRefusing(kVote, 5), 0u);
  RawNode copy(node.raw(), node.storage);
  EXPECT_TRUE(copy == node.raw());
  for (int i = 0; i < 5; ++i) copy.Tick();
  ASSERT_TRUE(copy.Step(VoteRequest(kVote, 9, 1, 5, {2, 2})).has_value());
  EXPECT_EQ(copy.core().election_elapsed(), 5u);
}

}  // namespace
}  // namespace raft::behaviour
