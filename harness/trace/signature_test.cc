#include "harness/trace/signature.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Signature, DiffersByMoreThanNumbers) {
  EXPECT_EQ(SignatureOf({"log_matching", "nodes 1 and 23 differ at 7"}),
            "log_matching: nodes # and # differ at #");
  EXPECT_NE(SignatureOf({"log_matching", "x"}), SignatureOf({"no_panic", "x"}));
}

// Else a trace could not lose an entry before the one that differs.
TEST(Signature, DoesNotDependOnWhatEntriesHold) {
  EXPECT_EQ(SignatureOf({"log_matching", "954bb8416c7cbf57, c01, and fade"}),
            "log_matching: #, #, and fade");
  EXPECT_EQ(SignatureOf({"no_panic", "v1.2 of k0 at 3rd, not deadbeef"}),
            "no_panic: v#.# of k# at #rd, not deadbeef");
}

}  // namespace
}  // namespace harness
