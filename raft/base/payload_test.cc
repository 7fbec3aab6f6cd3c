#include "raft/base/payload.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "raft/base/check.h"

namespace raft {
namespace {

TEST(Payload, HoldsItsOwnBytes) {
  std::string bytes("a\0b", 3);
  const Payload payload(bytes);
  bytes = "xyz";
  EXPECT_EQ(payload.view(), std::string_view("a\0b", 3));
  EXPECT_EQ(payload.size(), 3u);
  EXPECT_FALSE(payload.empty());
}

TEST(Payload, OfNoBytesIsEmpty) {
  for (const Payload& payload : {Payload(), Payload("")}) {
    EXPECT_TRUE(payload.empty());
    EXPECT_EQ(payload.size(), 0u);
    EXPECT_EQ(payload.view(), "");
    EXPECT_EQ(payload.Hash(), 0u);
    EXPECT_EQ(payload, Payload());
  }
}

TEST(Payload, SharesItsBytesWithItsCopies) {
  const Payload payload("shared");
  const Payload copy = payload;
  EXPECT_EQ(copy.view().data(), payload.view().data());
  Payload assigned("other");
  assigned = copy;
  EXPECT_EQ(assigned.view().data(), payload.view().data());
  assigned = *&assigned;
  EXPECT_EQ(assigned.view(), "shared");
}

TEST(Payload, OutlivesWhatItWasCopiedFrom) {
  std::vector<Payload> copies;
  {
    const Payload payload("kept");
    copies.assign(5, payload);
  }
  while (!copies.empty()) {
    EXPECT_EQ(copies.back().view(), "kept");
    copies.pop_back();
  }
}

TEST(Payload, IsEmptyAfterItWasMovedFrom) {
  Payload payload("moved");
  const char* const bytes = payload.view().data();
  const Payload target = std::move(payload);
  EXPECT_EQ(target.view().data(), bytes);
  EXPECT_TRUE(payload.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(Payload, EqualsAnotherWithTheSameBytes) {
  EXPECT_EQ(Payload("same"), Payload("same"));
  EXPECT_NE(Payload("same"), Payload("sane"));
  EXPECT_NE(Payload("same"), Payload("same "));
  EXPECT_NE(Payload("same"), Payload());
}

TEST(Payload, HashesItsBytesAlone) {
  const Payload payload("raft");
  const Payload copy = payload;
  EXPECT_EQ(payload.Hash(), Payload("raft").Hash());
  EXPECT_EQ(copy.Hash(), payload.Hash());
  EXPECT_NE(payload.Hash(), Payload("tarf").Hash());
  EXPECT_NE(payload.Hash(), 0u);
}

// Fingerprints are made of these.
TEST(Payload, HashIsTheSameForEver) {
  EXPECT_EQ(Payload("raft").Hash(), 0xe9e23e5cc534e90cu);
  EXPECT_EQ(Payload(std::string(1000, 'x')).Hash(), 0xc0a4877b962cba82u);
}

TEST(Payload, RefusesWhatItCannotCount) {
  // The check comes before the first byte is read.
  EXPECT_THROW(Payload(std::string_view("x", uint64_t{1} << 32)), Panic);
}

TEST(Payload, MayBeSharedByThreads) {
  const Payload payload("shared by threads");
  const auto use = [copy = payload] {
    for (int i = 0; i < 1000; ++i) {
      const Payload mine = copy;
      EXPECT_EQ(mine.Hash(), Payload("shared by threads").Hash());
    }
  };
  std::thread first(use);
  std::thread second(use);
  first.join();
  second.join();
  EXPECT_EQ(payload.view(), "shared by threads");
}

}  // namespace
}  // namespace raft
