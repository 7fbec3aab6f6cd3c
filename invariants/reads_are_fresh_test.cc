#include "invariants/reads_are_fresh.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "invariants/ghost.h"
#include "invariants/testing.h"

namespace invariants {
namespace {

constexpr uint64_t kReader = 4;

Scene Answered(bool is_read, uint64_t client, raft::Index index) {
  Scene scene = Quiet(1, 2);
  scene.answered = {
      {.client = client, .sequence = 1, .is_read = is_read, .index = index}};
  return scene;
}

Scene Began(uint64_t sequence) {
  Scene scene = Quiet(1, 2);
  scene.began = {{.client = kReader, .sequence = sequence, .is_read = true}};
  return scene;
}

// Index 5 was answered before the read began, and 8 after that.
Ghost AfterBeginning(bool by_read) {
  Ghost ghost;
  Remember(Answered(by_read, 1, 5).View(), ghost);
  Remember(Began(1).View(), ghost);
  Remember(Answered(by_read, 2, 8).View(), ghost);
  return ghost;
}

TEST(ReadsAreFresh, HoldsWhenTheReadSawWhatWasAnsweredBeforeIt) {
  EXPECT_TRUE(Holds(
      ReadsAreFresh(Answered(true, kReader, 5).View(), AfterBeginning(false))));
}

TEST(ReadsAreFresh, HoldsForAWriteAndForAnotherClient) {
  EXPECT_TRUE(Holds(ReadsAreFresh(Answered(false, kReader, 4).View(),
                                  AfterBeginning(false))));
  EXPECT_TRUE(
      Holds(ReadsAreFresh(Answered(true, 9, 4).View(), AfterBeginning(false))));
}

TEST(ReadsAreFresh, FallsWhenAWriteBeforeItIsMissing) {
  EXPECT_TRUE(Falls(
      ReadsAreFresh(Answered(true, kReader, 4).View(), AfterBeginning(false)),
      "reads_are_fresh",
      "node 1 answered read 1 of client 4 from index 4, but index 5 was "
      "answered before it began"));
}

TEST(ReadsAreFresh, FallsWhenItIsOlderThanAReadBeforeIt) {
  EXPECT_FALSE(Holds(
      ReadsAreFresh(Answered(true, kReader, 4).View(), AfterBeginning(true))));
}

TEST(ReadsAreFresh, AReadMayBeginAndBeAnsweredInOneStep) {
  const Ghost ghost = AfterBeginning(false);
  const auto at_once = [](raft::Index index) {
    Scene scene = Answered(true, 6, index);
    scene.began = {{.client = 6, .sequence = 1, .is_read = true}};
    return scene;
  };
  EXPECT_TRUE(Holds(ReadsAreFresh(at_once(8).View(), ghost)));
  EXPECT_TRUE(Falls(ReadsAreFresh(at_once(7).View(), ghost), "reads_are_fresh",
                    "node 1 answered read 1 of client 6 from index 7, but "
                    "index 8 was answered before it began"));
  Ghost after = ghost;
  Remember(at_once(8).View(), after);
  EXPECT_EQ(after.reads, ghost.reads);
}

TEST(ReadsAreFresh, ForgetsAReadThatWasAnsweredOrGivenUp) {
  Ghost ghost = AfterBeginning(false);
  Remember(Began(2).View(), ghost);
  ASSERT_EQ(ghost.reads.size(), 1u);
  EXPECT_EQ(ghost.reads[0].sequence, 2u);
  EXPECT_EQ(ghost.reads[0].floor, 8u);
  Scene answer = Answered(true, kReader, 8);
  answer.answered[0].sequence = 2;
  Remember(answer.View(), ghost);
  EXPECT_TRUE(ghost.reads.empty());
}

}  // namespace
}  // namespace invariants
