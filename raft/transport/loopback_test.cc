#include "raft/transport/loopback.h"

#include <gtest/gtest.h>

namespace raft {
namespace {

Message To(NodeId id, Term term) {
  Message message;
  message.to = id;
  message.term = term;
  return message;
}

TEST(Loopback, DeliversInTheOrderOfSending) {
  Loopback loopback;
  loopback.Join(1);
  loopback.Join(2);
  loopback.Send(To(1, 7));
  loopback.Send(To(2, 8));
  EXPECT_EQ(loopback.Receive(), To(1, 7));
  EXPECT_EQ(loopback.Receive(), To(2, 8));
  EXPECT_EQ(loopback.Receive(), std::nullopt);
}

TEST(Loopback, DropsAndCountsWhatIsForNobody) {
  Loopback loopback;
  loopback.Join(1);
  loopback.Send(To(3, 1));
  loopback.Leave(1);
  loopback.Send(To(1, 1));
  EXPECT_EQ(loopback.Receive(), std::nullopt);
  EXPECT_EQ(loopback.dropped(), 2u);
}

}  // namespace
}  // namespace raft
