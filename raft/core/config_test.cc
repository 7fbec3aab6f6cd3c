#include "raft/core/config.h"

#include <gtest/gtest.h>

#include <string>

namespace raft {
namespace {

Config ConfigOf(ReadOnlyOption reads, bool check_quorum) {
  Config config;
  config.id = 1;
  config.election_tick = 10;
  config.heartbeat_tick = 1;
  config.max_inflight_messages = 256;
  config.read_only_option = reads;
  config.check_quorum = check_quorum;
  return config;
}

std::string RefusalOf(const Config& config) {
  const auto validated = Validated(config);
  return validated ? "" : std::string(validated.error().Text());
}

// A leader that nobody hears and that never asks would keep its lease for ever.
TEST(Config, ReadsByLeaseNeedCheckQuorum) {
  using enum ReadOnlyOption;
  EXPECT_EQ(RefusalOf(ConfigOf(kLeaseBased, false)).substr(0, 27),
            "CheckQuorum must be enabled");
  EXPECT_EQ(RefusalOf(ConfigOf(kLeaseBased, true)), "");
  EXPECT_EQ(RefusalOf(ConfigOf(kSafe, false)), "");
  EXPECT_EQ(RefusalOf(ConfigOf(kSafe, true)), "");
}

}  // namespace
}  // namespace raft
