#include "harness/view/batch_words.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string WordsOf(const char* text) { return BatchWords(*ParseAction(text)); }

TEST(BatchWords, NumbersAreThoseOfTheBits) {
  EXPECT_EQ(NumbersIn(0), "");
  EXPECT_EQ(NumbersIn(5), "1, 3");
  EXPECT_EQ(NumbersIn(uint64_t{1} << 63), "64");
}

TEST(BatchWords, SayWhoseWritesAndWhatChanges) {
  EXPECT_EQ(WordsOf("batch node=1 option=1"), "for the write of client 1");
  EXPECT_EQ(WordsOf("batch node=1 option=3 key=5"),
            "for the writes of clients 1, 2 and to make each of nodes 1, 3 a "
            "voter");
  EXPECT_EQ(WordsOf("batch node=1 key=2 nth=1"),
            "to remove node 2 from the cluster");
  EXPECT_EQ(WordsOf("batch node=1 key=2 nth=2"), "to make node 2 a learner");
}

}  // namespace
}  // namespace harness
