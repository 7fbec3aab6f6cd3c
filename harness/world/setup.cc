#include "harness/world/setup.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

namespace harness {
namespace {

constexpr uint64_t kAny = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kMask = (1 << 9) - 1;  // The most of masks alone.

constexpr auto kFields = std::to_array<SetupField>({
    {"nodes", &Setup::nodes, 1, 9, "voters at the start"},
    {"learners", &Setup::learners, 0, 4, "learners at the start"},
    {"spares", &Setup::spares, 0, 4, "nodes that may join later"},
    {"drive", &Setup::drive, 0, 3, "0 atomic, 1 sync, 2 async, 3 late"},
    {"clients", &Setup::clients, 1, 16, "clients with one open call each"},
    {"keys", &Setup::keys, 1, 16, "keys that they use"},
    {"jitter_seed", &Setup::jitter_seed, 0, kAny, "seed of the timeouts"},
    {"jitter", &Setup::jitter, 0, 1, "0: election timeouts do not vary"},
    {"election_tick", &Setup::election_tick, 2, 1000, "ticks"},
    {"heartbeat_tick", &Setup::heartbeat_tick, 1, 999, "ticks"},
    {"max_skew", &Setup::max_skew, 0, 1000000, "ticks; 0: no bound"},
    {"link_capacity", &Setup::link_capacity, 1, 1024, "messages per link"},
    {"pre_vote", &Setup::pre_vote, 0, kMask, "mask of nodes"},
    {"check_quorum", &Setup::check_quorum, 0, kMask, "mask of nodes"},
    {"lease_reads", &Setup::lease_reads, 0, 1, "1: leaders read by lease"},
    {"lease_margin", &Setup::lease_margin, 0, 1000, "ticks"},
    {"step_down_on_removal", &Setup::step_down_on_removal, 0, kMask,
     "mask of nodes"},
    {"no_proposal_forwarding", &Setup::no_proposal_forwarding, 0, kMask,
     "mask of nodes"},
    {"batch_appends", &Setup::batch_appends, 0, kMask, "mask of nodes"},
    {"v1_changes", &Setup::v1_changes, 0, kMask, "mask of nodes"},
    {"disable_conf_change_validation", &Setup::disable_conf_change_validation,
     0, kMask, "mask of nodes"},
    {"overlapping_changes", &Setup::overlapping_changes, 0, 1,
     "1: they are asked for changes that overlap"},
    {"reuse_ids", &Setup::reuse_ids, 0, 1,
     "1: ids come back, disks may be lost"},
    {"max_size_per_message", &Setup::max_size_per_message, 0, kAny, "bytes"},
    {"max_committed_size", &Setup::max_committed_size, 0, kAny, "bytes"},
    {"max_uncommitted_size", &Setup::max_uncommitted_size, 0, kAny, "bytes"},
    {"max_inflight", &Setup::max_inflight, 1, 1 << 20, "messages"},
    {"max_inflight_bytes", &Setup::max_inflight_bytes, 0, kAny, "bytes"},
    {"unlimited", &Setup::unlimited, 0, kMask, "mask of nodes"},
});

std::unexpected<raft::Error> Refuse(std::string why) {
  return raft::Fail(raft::ErrorCode::kBadConfig, std::move(why));
}

std::vector<uint64_t> PlainerMasks(uint64_t mask, uint64_t everybody) {
  if (mask == 0) return {};
  std::vector<uint64_t> plainer = {0};
  if (mask != everybody) plainer.push_back(everybody);
  const uint64_t nodes = mask & everybody;
  if (nodes == everybody) return plainer;
  if (nodes != mask) plainer.push_back(nodes);
  for (uint64_t bit = 1; bit <= nodes; bit <<= 1) {
    if ((nodes & bit) != 0) plainer.push_back(nodes - bit);
  }
  return plainer;
}

// From the default or from the least on, in steps that double, or else a large
// range would take for ever.
std::vector<uint64_t> PlainerNumbers(uint64_t number, uint64_t standard,
                                     uint64_t least) {
  if (number == standard) return {};
  std::vector<uint64_t> plainer = {standard};
  const uint64_t from = number > standard ? standard : least;
  if (from != standard && from != number) plainer.push_back(from);
  for (uint64_t step = 1; step < number - from && step != 0; step <<= 1) {
    plainer.push_back(from + step);
  }
  return plainer;
}

std::vector<uint64_t> PlainerValues(const Setup& setup,
                                    const SetupField& field) {
  const uint64_t value = setup.*field.member;
  if (field.most == kMask) {
    return PlainerMasks(value, ((uint64_t{1} << setup.total()) - 1) & kMask);
  }
  if (field.member != &Setup::nodes && field.member != &Setup::clients &&
      field.member != &Setup::keys) {
    return PlainerNumbers(value, Setup().*field.member, field.least);
  }
  // Of these, fewer are plainer than the default.
  std::vector<uint64_t> plainer;
  for (uint64_t fewer = field.least; fewer < value; ++fewer) {
    plainer.push_back(fewer);
  }
  return plainer;
}

}  // namespace

Setup Setup::Of(uint64_t node) const {
  Setup own = *this;
  if ((unlimited >> (node - 1) & 1) == 0) return own;
  const Setup standard;
  own.max_size_per_message = standard.max_size_per_message;
  own.max_committed_size = standard.max_committed_size;
  own.max_uncommitted_size = standard.max_uncommitted_size;
  own.max_inflight = standard.max_inflight;
  own.max_inflight_bytes = standard.max_inflight_bytes;
  return own;
}

std::span<const SetupField> SetupFields() { return kFields; }

raft::Result<void> Set(Setup& setup, std::string_view assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return Refuse(fmt::format("'{}' is not name=value", assignment));
  }
  const std::string_view name = assignment.substr(0, equals);
  const std::string_view text = assignment.substr(equals + 1);
  for (const SetupField& field : kFields) {
    if (field.name != name) continue;
    uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() ||
        value < field.least || value > field.most) {
      return Refuse(fmt::format("{} must be a number from {} to {}, not '{}'",
                                name, field.least, field.most, text));
    }
    setup.*field.member = value;
    return {};
  }
  return Refuse(fmt::format("there is no setup field '{}'", name));
}

raft::Result<void> Validate(const Setup& setup) {
  if (setup.heartbeat_tick >= setup.election_tick) {
    return Refuse("heartbeat_tick must be below election_tick");
  }
  const uint64_t all = (uint64_t{1} << setup.total()) - 1;
  if (setup.lease_reads != 0 && (setup.check_quorum & all) != all) {
    return Refuse("lease_reads needs check_quorum on all nodes");
  }
  if (setup.lease_reads != 0 && setup.max_skew == 0) {
    return Refuse("lease_reads needs a bound of max_skew");
  }
  if (setup.max_inflight_bytes != 0 &&
      setup.max_inflight_bytes < setup.max_size_per_message) {
    return Refuse("max_inflight_bytes must be at least max_size_per_message");
  }
  return {};
}

bool InsideAtlas(const Setup& setup) {
  return setup.reuse_ids == 0 && (setup.jitter != 0 || setup.total() == 1) &&
         (setup.lease_reads == 0 || setup.lease_margin >= 2 * setup.max_skew) &&
         (setup.overlapping_changes == 0 ||
          setup.disable_conf_change_validation == 0);
}

std::vector<Setup> Plainer(const Setup& setup, const SetupField& field) {
  std::vector<Setup> plainer;
  for (const uint64_t value : PlainerValues(setup, field)) {
    Setup changed = setup;
    changed.*field.member = value;
    if (!Validate(changed)) continue;
    if (InsideAtlas(setup) && !InsideAtlas(changed)) continue;
    plainer.push_back(changed);
  }
  return plainer;
}

std::string Describe(const Setup& setup) {
  const Setup standard;
  std::string text;
  for (const SetupField& field : kFields) {
    if (setup.*field.member == standard.*field.member) continue;
    if (!text.empty()) text += ' ';
    text += fmt::format("{}={}", field.name, setup.*field.member);
  }
  return text;
}

}  // namespace harness
