#include "raft/base/fingerprint.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string_view>
#include <vector>

namespace raft {
namespace {

uint64_t OfWords(std::initializer_list<uint64_t> words) {
  Fingerprint fingerprint;
  for (const uint64_t word : words) fingerprint.Add(word);
  return fingerprint.Get();
}

uint64_t OfBytes(std::initializer_list<std::string_view> parts) {
  Fingerprint fingerprint;
  for (const std::string_view part : parts) fingerprint.AddBytes(part);
  return fingerprint.Get();
}

// Traces carry fingerprints. Whoever changes the function, and so this test,
// must raise the fingerprint version of traces too.
TEST(Fingerprint, IsTheSameForEver) {
  Fingerprint fingerprint;
  EXPECT_EQ(fingerprint.Get(), 0x243f6a8885a308d3u);
  fingerprint.Add(0);
  EXPECT_EQ(fingerprint.Get(), 0x615fc9ca724920dcu);
  fingerprint.Add(1);
  EXPECT_EQ(fingerprint.Get(), 0x45bc3481b54e6c39u);
  fingerprint.Add(~uint64_t{0});
  EXPECT_EQ(fingerprint.Get(), 0x1c747ae1af1af928u);
  fingerprint.AddBytes("raft");
  EXPECT_EQ(fingerprint.Get(), 0xf28fe441250e0b77u);
  fingerprint.AddBytes("");
  EXPECT_EQ(fingerprint.Get(), 0x37818a9430514d53u);
}

TEST(Fingerprint, TellsOrdersApart) {
  EXPECT_NE(OfWords({1, 2}), OfWords({2, 1}));
  EXPECT_NE(OfWords({0, 1}), OfWords({1, 0}));
  EXPECT_NE(OfWords({0}), OfWords({0, 0}));
  EXPECT_NE(OfWords({}), OfWords({0}));
  EXPECT_NE(OfWords({5}), OfWords({5, 0}));
}

TEST(Fingerprint, TellsWhereOnePartEnds) {
  EXPECT_NE(OfBytes({"ab", "c"}), OfBytes({"a", "bc"}));
  EXPECT_NE(OfBytes({"abc"}), OfBytes({"abc", ""}));
  EXPECT_NE(OfBytes({"", "abc"}), OfBytes({"abc", ""}));
  EXPECT_NE(OfBytes({std::string_view("\0", 1)}), OfBytes({""}));
}

TEST(Fingerprint, HasNoCollisionsAmongSmallStates) {
  std::set<uint64_t> seen;
  size_t states = 0;
  for (uint64_t a = 0; a < 32; ++a) {
    for (uint64_t b = 0; b < 32; ++b) {
      for (uint64_t c = 0; c < 32; ++c, ++states) {
        seen.insert(OfWords({a, b, c}));
      }
    }
  }
  EXPECT_EQ(seen.size(), states);
}

// One bit more or less changes about half of the result.
TEST(Fingerprint, SpreadsEveryBit) {
  for (int bit = 0; bit < 64; ++bit) {
    const uint64_t plain = OfWords({12345, 7});
    const uint64_t flipped = OfWords({12345 ^ uint64_t{1} << bit, 7});
    const int changed = std::popcount(plain ^ flipped);
    EXPECT_GT(changed, 12) << "bit " << bit;
    EXPECT_LT(changed, 52) << "bit " << bit;
  }
}

TEST(Fingerprint, OfOneSeedSaysNothingOfAnother) {
  Fingerprint one(1);
  Fingerprint other(2);
  EXPECT_EQ(Fingerprint(0).Get(), Fingerprint().Get());
  one.Add(7);
  other.Add(7);
  EXPECT_NE(one.Get(), other.Get());
  EXPECT_NE(one.ForPart().Get(), other.ForPart().Get());
}

// What is sorted by id stays so under other names.
TEST(Fingerprint, OfRenamedNodesIsThatOfNodesWithThoseNames) {
  const auto of = [](const std::vector<uint64_t>& ids,
                     const std::vector<uint64_t>& names) {
    Fingerprint fingerprint(5, names);
    ForEachById(
        fingerprint, ids, [](uint64_t id) { return id; },
        [&](uint64_t id) { fingerprint.AddId(id); });
    return fingerprint.Get();
  };
  const std::vector<uint64_t> same = {0, 1, 2, 3};
  const std::vector<uint64_t> turned = {0, 2, 3, 1};
  EXPECT_EQ(of({1, 2, 3}, turned), of({1, 2, 3}, same));
  EXPECT_EQ(of({0, 1, 3}, turned), of({0, 1, 2}, same));
  EXPECT_NE(of({1, 3}, turned), of({1, 3}, same));
  // Nodes that have no new name keep theirs.
  EXPECT_EQ(of({1, 9, ~uint64_t{0}}, turned), of({2, 9, ~uint64_t{0}}, same));
}

}  // namespace
}  // namespace raft
