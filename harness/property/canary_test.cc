// RapidCheck finds a planted bug within a fixed number of cases, and makes what
// it found short: the property that holds in cluster_test can fall. The bug is
// linked in (planted_library).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <string>

#include "harness/property/cluster_property.h"

namespace harness {
namespace {

// How many commands the counterexample has: they are shown a line each.
size_t CommandsIn(const rc::detail::Example& example) {
  for (const auto& [type, shown] : example) {
    if (type.find("Command<") == std::string::npos) continue;
    return static_cast<size_t>(std::count(shown.begin(), shown.end(), '\n'));
  }
  return 0;
}

TEST(RapidCheckCanary, FindsThePlantedBugAndMakesItShort) {
  const std::string invariant = std::getenv("CANARY_INVARIANT");
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = std::stoi(std::getenv("CANARY_CASES"));
  const auto result = rc::detail::checkTestable(
      ClusterKeepsItsInvariants, rc::detail::TestMetadata(), params);
  rc::detail::printResultMessage(result, std::cout);
  std::cout << std::endl;
  ASSERT_TRUE(result.is<rc::detail::FailureResult>());
  const auto& failure = result.get<rc::detail::FailureResult>();
  EXPECT_NE(failure.description.find("\n" + invariant + ": "),
            std::string::npos)
      << failure.description;
  EXPECT_FALSE(failure.reproduce.shrinkPath.empty());
  // There is something to tell, and it is short.
  const size_t commands = CommandsIn(failure.counterExample);
  EXPECT_GE(commands, 3u);
  EXPECT_LE(commands, 15u);
}

}  // namespace
}  // namespace harness
