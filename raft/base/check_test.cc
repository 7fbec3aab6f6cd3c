#include "raft/base/check.h"

#include <gtest/gtest.h>

#include <string>

namespace raft {
namespace {

TEST(Check, PanicsWithItsTextWhenBroken) {
  try {
    RAFT_CHECK(1 > 2, "index {} is out of range [{}, {}]", 7, 1, 3);
    FAIL() << "did not panic";
  } catch (const Panic& panic) {
    EXPECT_STREQ(panic.what(), "index 7 is out of range [1, 3]");
  }
}

TEST(Check, EvaluatesItsOperandsOnlyWhenBroken) {
  int evaluated = 0;
  RAFT_CHECK(true, "{}", ++evaluated);
  EXPECT_EQ(evaluated, 0);
  EXPECT_THROW(RAFT_CHECK(false, "{}", ++evaluated), Panic);
  EXPECT_EQ(evaluated, 1);
}

TEST(Check, IsOneStatement) {
  bool other = false;
  if (other)
    RAFT_CHECK(false, "not reached");
  else
    other = true;
  EXPECT_TRUE(other);
}

}  // namespace
}  // namespace raft
