#include "invariants/progress_is_consistent.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

Scene Leads(std::vector<PeerView> peers) {
  Scene scene = Quiet(1, 3);
  scene.step.before.role = scene.step.after.role = raft::Role::kLeader;
  scene.peers = std::move(peers);
  return scene;
}

std::optional<Violation> Of(PeerView peer) {
  Scene scene = Leads({peer});
  scene.log = FakeLog(1, {0, 3, 3, 3});
  return ProgressIsConsistent(scene.View(), Ghost());
}

TEST(ProgressIsConsistent, HoldsWhenItFits) {
  EXPECT_TRUE(Holds(Of({.id = 2, .match = 0, .next = 1})));
  EXPECT_TRUE(Holds(Of({.id = 2,
                        .match = 2,
                        .next = 4,
                        .replicates = true,
                        .inflight = 1,
                        .inflight_bytes = 7})));
}

TEST(ProgressIsConsistent, FallsWhenMatchIsNotBelowNext) {
  EXPECT_TRUE(Falls(Of({.id = 2, .match = 3, .next = 3}),
                    "progress_is_consistent",
                    "leader 1 has for node 2 match 3, next 3 and 0 appends of "
                    "0 bytes in flight: match is not below next"));
}

TEST(ProgressIsConsistent, FallsWhenNextIsBeyondTheLog) {
  EXPECT_FALSE(Holds(Of({.id = 2, .match = 1, .next = 5})));
}

TEST(ProgressIsConsistent, FallsWhenBytesAreInFlightWithoutAppends) {
  EXPECT_FALSE(
      Holds(Of({.id = 2, .next = 2, .replicates = true, .inflight_bytes = 4})));
}

TEST(ProgressIsConsistent, FallsWhenAPeerThatIsProbedHasAppendsInFlight) {
  EXPECT_FALSE(Holds(Of({.id = 2, .next = 2, .inflight = 1})));
}

}  // namespace
}  // namespace invariants
