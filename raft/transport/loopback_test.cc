#include "raft/transport/loopback.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

namespace raft {
namespace {

Message To(NodeId id, Term term) {
  Message message;
  message.to = id;
  message.term = term;
  return message;
}

class LoopbackTest : public ::testing::Test {
 protected:
  LoopbackTest() {
    loopback_.Join(1);
    loopback_.Join(2);
  }

  Loopback loopback_;
};

TEST_F(LoopbackTest, DeliversEachMessageOnceInTheOrderOfSending) {
  EXPECT_TRUE(loopback_.empty());
  loopback_.Send(To(1, 7));
  loopback_.Send(To(2, 8));
  loopback_.Send(To(1, 9));
  EXPECT_FALSE(loopback_.empty());
  EXPECT_EQ(loopback_.Receive(), To(1, 7));
  EXPECT_EQ(loopback_.Receive(), To(2, 8));
  EXPECT_EQ(loopback_.Receive(), To(1, 9));
  EXPECT_EQ(loopback_.Receive(), std::nullopt);
  EXPECT_TRUE(loopback_.empty());
}

TEST_F(LoopbackTest, DeliversAMessageWithAllItCarries) {
  Message message = To(2, 3);
  message.from = 1;
  message.type = MessageType::kApp;
  message.entries.push_back({3, 4, Payload("data"), EntryType::kNormal});
  message.snapshot = std::make_shared<const Snapshot>();
  const Message sent = message;
  loopback_.Send(std::move(message));
  EXPECT_EQ(loopback_.Receive(), sent);
}

TEST_F(LoopbackTest, MayBeSentThroughWhileItIsReceivedFrom) {
  loopback_.Send(To(1, 1));
  loopback_.Send(To(2, 2));
  EXPECT_EQ(loopback_.Receive(), To(1, 1));
  loopback_.Send(To(1, 3));
  EXPECT_EQ(loopback_.Receive(), To(2, 2));
  EXPECT_EQ(loopback_.Receive(), To(1, 3));
}

TEST_F(LoopbackTest, DropsAndCountsWhatIsForNobody) {
  loopback_.Send(To(3, 1));
  loopback_.Send(To(kNone, 1));
  EXPECT_EQ(loopback_.Receive(), std::nullopt);
  EXPECT_EQ(loopback_.dropped(), 2u);
}

TEST_F(LoopbackTest, DropsAndCountsWhatIsInFlightToOneWhoLeaves) {
  loopback_.Send(To(1, 1));
  loopback_.Send(To(2, 2));
  loopback_.Send(To(1, 3));
  loopback_.Leave(1);
  EXPECT_EQ(loopback_.dropped(), 2u);
  EXPECT_EQ(loopback_.Receive(), To(2, 2));
  EXPECT_EQ(loopback_.Receive(), std::nullopt);
}

TEST_F(LoopbackTest, DeliversNothingOldToOneWhoComesBack) {
  loopback_.Send(To(1, 1));
  loopback_.Leave(1);
  loopback_.Send(To(1, 2));
  loopback_.Join(1);
  loopback_.Send(To(1, 3));
  EXPECT_EQ(loopback_.Receive(), To(1, 3));
  EXPECT_EQ(loopback_.dropped(), 2u);
}

}  // namespace
}  // namespace raft
