#include "raft/storage/entry_chunks.h"

#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the lines above it.
#include <rapidcheck/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "raft/base/check.h"

namespace raft {
namespace {

Entry EntryOf(Index index) {
  Entry entry;
  entry.term = index / 7 + 1;
  entry.index = index;
  entry.data = Payload(std::to_string(index));
  return entry;
}

using Naive = std::vector<Entry>;

bool Same(const EntryChunks& chunks, const Naive& naive) {
  if (chunks.size() != naive.size()) return false;
  if (chunks.empty() != naive.empty()) return false;
  for (size_t i = 0; i < naive.size(); ++i) {
    if (!(chunks[i] == naive[i])) return false;
  }
  return true;
}

TEST(EntryChunks, RefuseToDropWhatIsNotThere) {
  EntryChunks chunks;
  EXPECT_THROW(chunks.DropFront(1), Panic);
  chunks.PushBack(EntryOf(1));
  EXPECT_THROW(chunks.DropFront(2), Panic);
  EXPECT_THROW(chunks.DropBack(2), Panic);
  chunks.DropBack(1);
  chunks.DropFront(0);
  EXPECT_TRUE(chunks.empty());
}

TEST(EntryChunks, KeepTheirCopiesApart) {
  EntryChunks original;
  for (Index index = 1; index <= 40; ++index) original.PushBack(EntryOf(index));
  EntryChunks copy = original;
  original.DropBack(5);
  original.PushBack(EntryOf(100));
  copy.PushBack(EntryOf(41));
  ASSERT_EQ(original.size(), 36u);
  ASSERT_EQ(copy.size(), 41u);
  EXPECT_EQ(original[35], EntryOf(100));
  EXPECT_EQ(copy[35], EntryOf(36));
  EXPECT_EQ(copy[40], EntryOf(41));
}

TEST(EntryChunks, TakeOneOfTheirOwnEntries) {
  EntryChunks chunks;
  chunks.PushBack(EntryOf(1));
  const EntryChunks copy = chunks;  // Makes the next push copy the chunk.
  for (int i = 0; i < 70; ++i) chunks.PushBack(chunks[0]);
  EXPECT_EQ(chunks[70], EntryOf(1));
  EXPECT_EQ(copy.size(), 1u);
}

TEST(EntryChunks, AreEqualWhateverTheirPast) {
  EntryChunks a;
  EntryChunks b;
  for (Index index = 1; index <= 70; ++index) a.PushBack(EntryOf(index));
  a.DropFront(35);
  for (Index index = 36; index <= 70; ++index) b.PushBack(EntryOf(index));
  EXPECT_TRUE(a == b);
  EXPECT_TRUE(a == EntryChunks(a));
  b.DropBack(1);
  EXPECT_FALSE(a == b);
  b.PushBack(EntryOf(71));
  EXPECT_FALSE(a == b);
}

enum Operation {
  kPush,
  kDropFront,
  kDropBack,
  kCopyToOther,
  kMoveToOther,
  kOperations
};

// Two sequences that are changed, copied and moved into one another.
RC_GTEST_PROP(EntryChunks, BehaveAsIndependentVectors, ()) {
  // Counts around the size of a chunk, 32, and well beyond it.
  const auto operations =
      *rc::gen::container<std::vector<std::tuple<int, size_t, size_t>>>(
          rc::gen::tuple(
              rc::gen::inRange<int>(0, kOperations),
              rc::gen::inRange<size_t>(0, 3),
              rc::gen::element<size_t>(0, 1, 2, 31, 32, 33, 64, 100)));
  std::vector<EntryChunks> chunks(3);
  std::vector<Naive> naive(3);
  Index next = 1;
  for (const auto& [operation, which, count] : operations) {
    const size_t other = (which + 1) % 3;
    const size_t dropped = std::min(count, naive[which].size());
    switch (operation) {
      case kPush:
        for (size_t i = 0; i < count; ++i, ++next) {
          chunks[which].PushBack(EntryOf(next));
          naive[which].push_back(EntryOf(next));
        }
        break;
      case kDropFront:
        chunks[which].DropFront(dropped);
        naive[which].erase(naive[which].begin(),
                           naive[which].begin() + dropped);
        break;
      case kDropBack:
        chunks[which].DropBack(dropped);
        naive[which].resize(naive[which].size() - dropped);
        break;
      case kCopyToOther:
        chunks[other] = chunks[which];
        naive[other] = naive[which];
        break;
      default:
        chunks[other] = std::move(chunks[which]);
        naive[other] = std::move(naive[which]);
        chunks[which] = EntryChunks();
        naive[which].clear();
    }
    for (size_t i = 0; i < 3; ++i) {
      RC_ASSERT(Same(chunks[i], naive[i]));
      for (size_t j = 0; j < i; ++j) {
        RC_ASSERT((chunks[i] == chunks[j]) == (naive[i] == naive[j]));
      }
    }
  }
}

}  // namespace
}  // namespace raft
