#include "raft/core/lease.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace raft {
namespace {

const JointVoters kThree{.incoming = {1, 2, 3}, .outgoing = {}};

Lease At(uint64_t now) {
  Lease lease;
  while (lease.now() < now) lease.Tick();
  return lease;
}

TEST(Lease, HoldsWhileAQuorumEchoedYoungHeartbeats) {
  Lease lease = At(8);
  EXPECT_FALSE(lease.Holds(kThree, 1, 10));
  lease.Renew(2, 5);
  EXPECT_TRUE(lease.Holds(kThree, 1, 4));
  EXPECT_FALSE(lease.Holds(kThree, 1, 3));
  lease.Tick();
  EXPECT_FALSE(lease.Holds(kThree, 1, 4));
}

TEST(Lease, CountsFromWhenTheHeartbeatWasSent) {
  Lease lease = At(20);
  lease.Renew(2, 5);
  EXPECT_FALSE(lease.Holds(kThree, 1, 10));
  lease.Renew(2, 4);  // An older echo, delayed, takes nothing back.
  lease.Renew(2, 15);
  lease.Renew(2, 6);
  EXPECT_TRUE(lease.Holds(kThree, 1, 6));
}

TEST(Lease, NeedsBothHalvesOfAJointConfiguration) {
  const JointVoters joint{.incoming = {1, 2, 3}, .outgoing = {3, 4, 5}};
  Lease lease = At(3);
  lease.Renew(2, 3);
  EXPECT_FALSE(lease.Holds(joint, 1, 10));
  lease.Renew(4, 3);
  EXPECT_FALSE(lease.Holds(joint, 1, 10));
  lease.Renew(5, 3);
  EXPECT_TRUE(lease.Holds(joint, 1, 10));
}

TEST(Lease, IsOverOnceItIsForfeited) {
  Lease lease = At(3);
  lease.Renew(2, 3);
  EXPECT_TRUE(lease.Holds(kThree, 1, 10));
  lease.Forfeit();
  EXPECT_FALSE(lease.Holds(kThree, 1, 10));
}

TEST(Lease, DoesNotHoldWithoutVoters) { EXPECT_FALSE(At(3).Holds({}, 1, 10)); }

RC_GTEST_PROP(LeaseContext, ComesBackAsItWas,
              (uint64_t position, uint64_t sent_at)) {
  const auto decoded = DecodeLeaseContext(
      EncodeLeaseContext({.position = position, .sent_at = sent_at}));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->position == position);
  RC_ASSERT(decoded->sent_at == sent_at);
}

TEST(LeaseContext, OfAnyOtherSizeIsNone) {
  EXPECT_FALSE(DecodeLeaseContext(Payload("12345678")).has_value());
  EXPECT_FALSE(DecodeLeaseContext(Payload()).has_value());
}

}  // namespace
}  // namespace raft
