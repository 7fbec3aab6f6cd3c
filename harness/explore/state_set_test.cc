#include "harness/explore/state_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <thread>
#include <vector>

namespace harness {
namespace {

// The same key for the same number, spread as fingerprints are. Zero is one.
StateKey KeyOf(uint64_t number) {
  return {number * 0x9e3779b97f4a7c15, number * 0xd6e8feb86659fd93 ^ number};
}

// Few numbers, so that states come again, nearer and farther.
RC_GTEST_PROP(StateSet, AnswersAsAMapOfDistancesWould, ()) {
  StateSet set;
  std::map<StateKey, uint64_t> model;
  const auto inserts = *rc::gen::container<std::vector<uint64_t>>(
      rc::gen::inRange<uint64_t>(0, 4000));
  for (const uint64_t insert : inserts) {
    const StateKey key = KeyOf(insert / 4 % 300);
    const uint64_t distance = insert % 4;
    const auto [place, is_new] = model.emplace(key, distance);
    Seen expected = is_new ? Seen::kNew : Seen::kKnown;
    if (!is_new && distance < place->second) {
      expected = Seen::kNearer;
      place->second = distance;
    }
    RC_ASSERT(set.Insert(key, key, distance) == expected);
  }
  RC_ASSERT(set.size() == model.size());
  for (uint64_t number = 0; number < 300; ++number) {
    const auto place = model.find(KeyOf(number));
    RC_ASSERT(set.DistanceOf(KeyOf(number)).has_value() ==
              (place != model.end()));
    if (place != model.end()) {
      RC_ASSERT(set.DistanceOf(KeyOf(number)) == place->second);
    }
  }
}

// Each is reached from the one with half its number.
TEST(StateSet, KnowsTheWayToEachState) {
  StateSet set;
  for (uint64_t i = 1; i <= 20000; ++i) {
    ASSERT_EQ(set.Insert(KeyOf(i), KeyOf(i == 1 ? 1 : i / 2), i), Seen::kNew);
  }
  const std::vector<StateKey> way = set.PathTo(KeyOf(20000));
  std::vector<StateKey> expected;
  for (uint64_t i = 20000; i >= 1; i /= 2) {
    expected.insert(expected.begin(), KeyOf(i));
  }
  EXPECT_EQ(way, expected);
  EXPECT_TRUE(set.PathTo(KeyOf(20001)).empty());
  EXPECT_LE(set.bytes(), set.size() * 48);
}

TEST(StateSet, ANearerStateHasItsNewParent) {
  StateSet set;
  (void)set.Insert(KeyOf(1), KeyOf(1), 0);
  (void)set.Insert(KeyOf(2), KeyOf(1), 1);
  (void)set.Insert(KeyOf(3), KeyOf(2), 2);
  EXPECT_EQ(set.Insert(KeyOf(3), KeyOf(1), 2), Seen::kKnown);
  EXPECT_EQ(set.PathTo(KeyOf(3)).size(), 3u);
  EXPECT_EQ(set.Insert(KeyOf(3), KeyOf(1), 1), Seen::kNearer);
  EXPECT_EQ(set.PathTo(KeyOf(3)).size(), 2u);
}

TEST(StateSet, IsRestoredFromWhatItHolds) {
  StateSet set;
  for (uint64_t i = 1; i <= 500; ++i) {
    (void)set.Insert(KeyOf(i), KeyOf(i == 1 ? 1 : i / 2), i);
  }
  StateSet copy;
  set.ForEach(
      [&](const StateKey& key, uint64_t link) { copy.Restore(key, link); });
  EXPECT_EQ(copy.size(), set.size());
  EXPECT_EQ(copy.PathTo(KeyOf(500)), set.PathTo(KeyOf(500)));
  EXPECT_EQ(copy.DistanceOf(KeyOf(77)), 77u);
}

TEST(StateSet, OfTwoThreadsOneFindsEachStateNew) {
  StateSet set;
  std::array<uint64_t, 2> found = {};
  const auto insert_all = [&](uint64_t& count) {
    for (uint64_t i = 1; i <= 20000; ++i) {
      if (set.Insert(KeyOf(i), KeyOf(1), 1) == Seen::kNew) ++count;
    }
  };
  std::thread other([&] { insert_all(found[1]); });
  insert_all(found[0]);
  other.join();
  EXPECT_EQ(found[0] + found[1], 20000u);
  EXPECT_EQ(set.size(), 20000u);
}

TEST(StateSet, CollisionsAreUnlikely) {
  EXPECT_EQ(ChanceOfCollision(0), 0);
  EXPECT_LT(ChanceOfCollision(1000000000), 1e-20);
  EXPECT_GT(ChanceOfCollision(uint64_t{1} << 63), 0.1);
}

}  // namespace
}  // namespace harness
