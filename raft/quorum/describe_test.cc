#include "raft/quorum/describe.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace raft {
namespace {

using Acked = std::map<NodeId, Index>;

std::string Picture(const IdList& voters, const Acked& acked) {
  return DescribeAcknowledgements(voters,
                                  [&acked](NodeId id) -> std::optional<Index> {
                                    const auto found = acked.find(id);
                                    if (found == acked.end())
                                      return std::nullopt;
                                    return found->second;
                                  });
}

TEST(DescribeAcknowledgements, SaysThatThereAreNoVoters) {
  EXPECT_EQ(Picture({}, {}), "<empty majority quorum>");
  EXPECT_EQ(Picture({}, {{1, 7}}), "<empty majority quorum>");
}

TEST(DescribeAcknowledgements, MarksAVoterOfWhomNothingIsKnown) {
  EXPECT_EQ(Picture({1}, {}),
            "     idx\n"
            "?      0    (id=1)\n");
  EXPECT_EQ(Picture({1, 2}, {{2, 4}}),
            "      idx\n"
            "?       0    (id=1)\n"
            "x>      4    (id=2)\n");
}

TEST(DescribeAcknowledgements, GivesMoreToThoseWhoAcknowledgedMore) {
  EXPECT_EQ(Picture({1, 2, 3, 4}, {{1, 40}, {2, 10}, {3, 30}, {4, 20}}),
            "        idx\n"
            "xxx>     40    (id=1)\n"
            ">        10    (id=2)\n"
            "xx>      30    (id=3)\n"
            "x>       20    (id=4)\n");
}

TEST(DescribeAcknowledgements, GivesTheSameToEquals) {
  EXPECT_EQ(Picture({1, 2, 3, 4, 5}, {{1, 3}, {2, 8}, {3, 5}, {4, 5}}),
            "         idx\n"
            "x>         3    (id=1)\n"
            "xxxx>      8    (id=2)\n"
            "xx>        5    (id=3)\n"
            "xx>        5    (id=4)\n"
            "?          0    (id=5)\n");
}

// An index of 0 that was acknowledged looks as long as an unknown one, but it
// is known.
TEST(DescribeAcknowledgements, TellsZeroFromUnknown) {
  EXPECT_EQ(Picture({1, 2}, {{1, 0}}),
            "      idx\n"
            ">       0    (id=1)\n"
            "?       0    (id=2)\n");
}

TEST(DescribeAcknowledgements, WritesIdsInHexAndLongIndexesInFull) {
  EXPECT_EQ(Picture({10, 255}, {{10, 1234567}, {255, 12345}}),
            "      idx\n"
            "x>  1234567    (id=a)\n"
            ">   12345    (id=ff)\n");
}

}  // namespace
}  // namespace raft
