#include "raft/core/config.h"

namespace raft {
namespace {

std::unexpected<Error> Refuse(const char* why) {
  return Fail(ErrorCode::kBadConfig, why);
}

}  // namespace

Result<Config> Validated(Config config) {
  if (config.id == kNone) return Refuse("cannot use none as id");
  if (IsLocalTarget(config.id)) {
    return Refuse("cannot use local target as id");
  }
  if (config.heartbeat_tick == 0) {
    return Refuse("heartbeat tick must be greater than 0");
  }
  if (config.election_tick <= config.heartbeat_tick) {
    return Refuse("election tick must be greater than heartbeat tick");
  }
  if (config.jitter == nullptr) return Refuse("jitter cannot be null");
  if (config.max_uncommitted_entries_size == 0) {
    config.max_uncommitted_entries_size = kUnlimited;
  }
  if (config.max_committed_size_per_ready == 0) {
    config.max_committed_size_per_ready = config.max_size_per_message;
  }
  if (config.max_committed_size_per_ready == 0) {
    // One entry at a time: any size is over a limit of 1, and one always fits.
    config.max_committed_size_per_ready = 1;
  }
  if (config.max_inflight_messages == 0) {
    return Refuse("max inflight messages must be greater than 0");
  }
  if (config.max_inflight_bytes == 0) {
    config.max_inflight_bytes = kUnlimited;
  } else if (config.max_inflight_bytes < config.max_size_per_message) {
    return Refuse("max inflight bytes must be >= max message size");
  }
  if (config.read_only_option == ReadOnlyOption::kLeaseBased &&
      !config.check_quorum) {
    return Refuse(
        "CheckQuorum must be enabled when ReadOnlyOption is "
        "ReadOnlyLeaseBased");
  }
  return config;
}

}  // namespace raft
