#include "harness/action/lasting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace harness {
namespace {

uint64_t OptionOf(std::vector<Fault> faults) {
  SettleOption option{.settling = Settling::kLasting};
  std::copy(faults.begin(), faults.end(), option.faults.begin());
  return EncodeSettling(option);
}

TEST(Lasting, ANumberMeansOneThingOrNothing) {
  std::set<uint64_t> meaningful;
  for (uint64_t option = 0; option < 4096; ++option) {
    const auto decoded = DecodeSettling(option);
    if (!decoded) continue;
    EXPECT_EQ(EncodeSettling(*decoded), option);
    meaningful.insert(option);
  }
  // All, quorum, and five kinds or none on each of three nodes, not all none;
  // one bit of a fourth node is in reach.
  EXPECT_EQ(meaningful.size(), 2u + 2 * 6 * 6 * 6 - 1);
  // Without a fault; with a digit that is none; beyond all nodes.
  EXPECT_FALSE(DecodeSettling(2).has_value());
  EXPECT_FALSE(DecodeSettling(6 << 2 | 2).has_value());
  EXPECT_FALSE(DecodeSettling(uint64_t{1} << 62 | 2).has_value());
  EXPECT_FALSE(DecodeSettling(~uint64_t{0}).has_value());
}

TEST(Lasting, TheLastNodeHasADigit) {
  SettleOption option{.settling = Settling::kLasting};
  option.faults[kLastingNodesMost - 1] = Fault::kFrayed;
  EXPECT_EQ(DecodeSettling(EncodeSettling(option)), option);
}

TEST(Lasting, WithoutAFaultItIsPlainSettling) {
  EXPECT_EQ(OptionOf({Fault::kNone, Fault::kNone}), 0u);
}

TEST(Lasting, PlainerOptionsComeToAnEnd) {
  EXPECT_TRUE(PlainerSettlings(0).empty());
  EXPECT_EQ(PlainerSettlings(1), std::vector<uint64_t>{0});
  const uint64_t deaf = OptionOf({Fault::kDeaf});
  EXPECT_EQ(PlainerSettlings(deaf),
            (std::vector<uint64_t>{0, 1, OptionOf({Fault::kDown}),
                                   OptionOf({Fault::kCutOff})}));
  uint64_t option = OptionOf(std::vector<Fault>(17, Fault::kFrayed));
  int steps = 0;
  for (auto plainer = PlainerSettlings(option); !plainer.empty();
       plainer = PlainerSettlings(option)) {
    option = plainer.back();
    ASSERT_TRUE(DecodeSettling(option).has_value());
    ASSERT_LT(++steps, 100);
  }
  EXPECT_EQ(option, 0u);
}

TEST(Lasting, IsToldNodeByNode) {
  const auto option = DecodeSettling(
      OptionOf({Fault::kDeaf, Fault::kNone, Fault::kDown, Fault::kMute}));
  EXPECT_EQ(Describe(option->faults, 3),
            (std::vector<std::string>{"node 1 is deaf, but heard",
                                      "node 3 is down"}));
}

}  // namespace
}  // namespace harness
