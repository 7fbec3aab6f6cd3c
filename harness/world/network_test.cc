#include "harness/world/network.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace harness {
namespace {

using raft::Message;
using raft::MessageType;

// Told apart by `commit`, which is no part of the name.
Message AppendTo(raft::NodeId to, raft::Term term, raft::Index index,
                 raft::Index commit = 0) {
  Message message;
  message.type = MessageType::kApp;
  message.to = to;
  message.from = 1;
  message.term = term;
  message.index = index;
  message.commit = commit;
  return message;
}

MessageName NameOfAppend(raft::NodeId from, raft::NodeId to, raft::Term term,
                         raft::Index index, uint32_t ordinal = 0) {
  return {from, to, MessageType::kApp, term, index, ordinal};
}

uint64_t FingerprintOf(const Network& network) {
  raft::Fingerprint fingerprint;
  network.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(Network, AMessageIsTakenByEveryPartOfItsName) {
  Network network(3, 8);
  ASSERT_TRUE(network.Send(1, AppendTo(2, 5, 7)));
  const MessageName right = NameOfAppend(1, 2, 5, 7);
  const auto but = [&](auto change) {
    MessageName name = right;
    change(name);
    return name;
  };
  const MessageName wrong[] = {
      but([](MessageName& name) { name.from = 3; }),
      but([](MessageName& name) { name.from = 0; }),
      but([](MessageName& name) { name.to = 3; }),
      but([](MessageName& name) { name.to = 4; }),
      but([](MessageName& name) { name.type = MessageType::kAppResp; }),
      but([](MessageName& name) { name.term = 6; }),
      but([](MessageName& name) { name.index = 8; }),
      but([](MessageName& name) { name.ordinal = 1; }),
  };
  for (const MessageName& name : wrong) {
    EXPECT_FALSE(network.Take(name).has_value());
    EXPECT_FALSE(network.Duplicate(name));
  }
  EXPECT_EQ(network.in_flight(), 1u);
  const std::optional<Message> taken = network.Take(right);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(*taken, AppendTo(2, 5, 7));
  EXPECT_EQ(network.in_flight(), 0u);
}

TEST(Network, EqualNamesAreCountedFromTheOldestOn) {
  Network network(2, 8);
  for (raft::Index commit = 0; commit < 4; ++commit) {
    network.Send(1, AppendTo(2, 1, 1, commit));
  }
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1, 2))->commit, 2u);
  // Those behind it move up.
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1, 2))->commit, 3u);
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1))->commit, 0u);
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1))->commit, 1u);
  EXPECT_FALSE(network.Take(NameOfAppend(1, 2, 1, 1)).has_value());
}

TEST(Network, OrdinalsCountOnlyEqualsOnTheSameLink) {
  Network network(3, 8);
  network.Send(1, AppendTo(2, 1, 1));
  network.Send(1, AppendTo(2, 1, 2));
  network.Send(3, AppendTo(2, 1, 1));
  network.Send(1, AppendTo(2, 1, 1));
  std::multiset<std::tuple<raft::NodeId, raft::Index, uint32_t>> names;
  for (size_t i = 0; i < network.in_flight(); ++i) {
    const MessageName name = network.NameOf(i);
    EXPECT_EQ(name.to, 2u);
    names.insert({name.from, name.index, name.ordinal});
  }
  const decltype(names) expected = {{1, 1, 0}, {1, 2, 0}, {1, 1, 1}, {3, 1, 0}};
  EXPECT_EQ(names, expected);
}

TEST(Network, EveryNameLeadsToItsOwnMessage) {
  Network network(3, 8);
  raft::Index commit = 0;
  for (raft::NodeId from = 1; from <= 3; ++from) {
    for (raft::NodeId to = 1; to <= 3; ++to) {
      network.Send(from, AppendTo(to, 1, 1, ++commit));
      network.Send(from, AppendTo(to, 1, 1, ++commit));
      network.Send(from, AppendTo(to, 2, 1, ++commit));
    }
  }
  ASSERT_EQ(network.in_flight(), commit);
  std::set<raft::Index> reached;
  for (size_t i = 0; i < commit; ++i) {
    Network copy = network;
    const MessageName name = copy.NameOf(i);
    const std::optional<Message> taken = copy.Take(name);
    ASSERT_TRUE(taken.has_value());
    EXPECT_EQ(taken->to, name.to);
    EXPECT_EQ(taken->term, name.term);
    reached.insert(taken->commit);
    EXPECT_EQ(copy.in_flight(), commit - 1);
  }
  EXPECT_EQ(reached.size(), commit);
  EXPECT_THROW(network.NameOf(commit), raft::Panic);
}

TEST(Network, TheLinkIsThatOfTheSenderNotOfTheAuthor) {
  Network network(3, 8);
  // Node 3 passes on what node 1 said.
  network.Send(3, AppendTo(2, 1, 1));
  EXPECT_EQ(network.NameOf(0), NameOfAppend(3, 2, 1, 1));
  EXPECT_FALSE(network.Take(NameOfAppend(1, 2, 1, 1)).has_value());
  EXPECT_EQ(network.Take(NameOfAppend(3, 2, 1, 1))->from, 1u);
}

TEST(Network, TakingOneLeavesTheOthersInOrder) {
  Network network(2, 8);
  for (raft::Index index = 1; index <= 5; ++index) {
    network.Send(1, AppendTo(2, 1, index));
  }
  EXPECT_TRUE(network.Take(NameOfAppend(1, 2, 1, 3)).has_value());
  ASSERT_EQ(network.in_flight(), 4u);
  constexpr raft::Index kLeft[] = {1, 2, 4, 5};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(network.NameOf(i).index, kLeft[i]);
  }
}

TEST(Network, ADuplicateIsBehindAndEqual) {
  Network network(2, 8);
  network.Send(1, AppendTo(2, 1, 1, 7));
  network.Send(1, AppendTo(2, 1, 2));
  ASSERT_TRUE(network.Duplicate(NameOfAppend(1, 2, 1, 1)));
  EXPECT_EQ(network.in_flight(), 3u);
  EXPECT_EQ(network.NameOf(0), NameOfAppend(1, 2, 1, 1, 0));
  EXPECT_EQ(network.NameOf(2), NameOfAppend(1, 2, 1, 1, 1));
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1, 1))->commit, 7u);
  EXPECT_EQ(network.Take(NameOfAppend(1, 2, 1, 1, 0))->commit, 7u);
}

TEST(Network, AFullLinkLosesWhatIsSentOnItAndOthersDoNot) {
  Network network(3, 2);
  EXPECT_TRUE(network.Send(1, AppendTo(2, 1, 1)));
  EXPECT_TRUE(network.Send(1, AppendTo(2, 1, 2)));
  EXPECT_FALSE(network.Send(1, AppendTo(2, 1, 3)));
  EXPECT_FALSE(network.Duplicate(NameOfAppend(1, 2, 1, 1)));
  EXPECT_TRUE(network.Send(1, AppendTo(3, 1, 1)));
  EXPECT_TRUE(network.Send(2, AppendTo(1, 1, 1)));
  EXPECT_EQ(network.in_flight(), 4u);
  network.Take(NameOfAppend(1, 2, 1, 1));
  EXPECT_TRUE(network.Send(1, AppendTo(2, 1, 4)));
  EXPECT_FALSE(network.Take(NameOfAppend(1, 2, 1, 3)).has_value());
}

TEST(Network, ACutLosesWhatIsSentFromThenOnUntilItIsHealed) {
  Network network(2, 8);
  network.Send(1, AppendTo(2, 1, 1));
  network.Cut(1, 2);
  EXPECT_TRUE(network.IsCut(1, 2));
  EXPECT_FALSE(network.Send(1, AppendTo(2, 1, 2)));
  // What was under way still arrives, and can be doubled.
  EXPECT_TRUE(network.Duplicate(NameOfAppend(1, 2, 1, 1)));
  EXPECT_TRUE(network.Take(NameOfAppend(1, 2, 1, 1)).has_value());
  network.Heal(1, 2);
  EXPECT_FALSE(network.IsCut(1, 2));
  EXPECT_TRUE(network.Send(1, AppendTo(2, 1, 3)));
  EXPECT_FALSE(network.Take(NameOfAppend(1, 2, 1, 2)).has_value());
}

TEST(Network, ACutIsOfOneDirection) {
  Network network(3, 8);
  network.Cut(1, 2);
  EXPECT_FALSE(network.IsCut(2, 1));
  EXPECT_TRUE(network.Send(2, AppendTo(1, 1, 1)));
  EXPECT_TRUE(network.Send(1, AppendTo(3, 1, 1)));
  EXPECT_TRUE(network.Send(3, AppendTo(2, 1, 1)));
  network.Heal(2, 1);
  EXPECT_TRUE(network.IsCut(1, 2));
}

TEST(Network, WhatIsSentToOrByAStrangerIsLost) {
  Network network(2, 8);
  EXPECT_FALSE(network.Send(1, AppendTo(3, 1, 1)));
  EXPECT_FALSE(network.Send(1, AppendTo(raft::kNone, 1, 1)));
  EXPECT_FALSE(network.Send(3, AppendTo(1, 1, 1)));
  EXPECT_FALSE(network.Send(raft::kNone, AppendTo(1, 1, 1)));
  EXPECT_EQ(network.in_flight(), 0u);
}

TEST(Network, ACopyIsIndependent) {
  Network network(2, 8);
  network.Send(1, AppendTo(2, 1, 1));
  const Network before = network;
  Network copy = network;
  EXPECT_EQ(copy, network);
  EXPECT_EQ(FingerprintOf(copy), FingerprintOf(network));
  copy.Take(NameOfAppend(1, 2, 1, 1));
  copy.Cut(1, 2);
  EXPECT_EQ(network, before);
  EXPECT_EQ(network.in_flight(), 1u);
  EXPECT_FALSE(network.IsCut(1, 2));
  EXPECT_NE(copy, network);
}

TEST(Network, ItsFingerprintSeesMessagesTheirOrderAndCuts) {
  Network one(2, 8);
  Network other(2, 8);
  std::set<uint64_t> seen = {FingerprintOf(one)};
  one.Send(1, AppendTo(2, 1, 1));
  EXPECT_TRUE(seen.insert(FingerprintOf(one)).second);
  one.Send(1, AppendTo(2, 1, 2));
  EXPECT_TRUE(seen.insert(FingerprintOf(one)).second);
  other.Send(1, AppendTo(2, 1, 2));
  other.Send(1, AppendTo(2, 1, 1));
  EXPECT_TRUE(seen.insert(FingerprintOf(other)).second);
  other.Cut(1, 2);
  EXPECT_TRUE(seen.insert(FingerprintOf(other)).second);
  other.Heal(1, 2);
  EXPECT_FALSE(seen.insert(FingerprintOf(other)).second);
}

}  // namespace
}  // namespace harness
