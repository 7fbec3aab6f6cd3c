#include "harness/strategy/byte_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace harness {
namespace {

// Where things are. Bits of one byte are named with their shift.
enum At : uint8_t {
  kSize = 0,  // Nodes: bits 0-2; learners: 3-4; spares: 5-6; the first node
              // without limits: 7.
  kStyle =
      1,  // Drive: bits 0-1; settling: 2-3; lease reads: 4 and 7; mix: 5-6.
  kCallers = 2,  // Clients: bits 0-1; keys: 2-3; skew: 4-7.
  kMasks = 3,    // One byte for each of kMaskFields.
  kMaxMessage = 9,
  kMaxCommitted = 10,
  kMaxUncommitted = 11,
  kMaxInflight = 12,  // And, above the most, who validates no changes.
  kMaxInflightBytes = 13,
  kLinkCapacity = 14,  // And, above the most, whether anybody does not.
  kTicks = 15,  // Election: bits 0-3; heartbeat: 4-7.
  kSeed = 16,   // Eight bytes, lowest first.
};

constexpr auto kMaskFields = std::to_array<uint64_t Setup::*>(
    {&Setup::pre_vote, &Setup::check_quorum, &Setup::step_down_on_removal,
     &Setup::no_proposal_forwarding, &Setup::batch_appends,
     &Setup::v1_changes});

// Three nodes show most, and fastest.
constexpr uint64_t kNodes[] = {3, 3, 3, 5, 4, 2, 1, 3};
constexpr uint64_t kLearners[] = {0, 0, 1, 2};
constexpr uint64_t kSpares[] = {0, 1, 2, 0};
// Clocks that may not drift apart hold one another up.
constexpr uint64_t kSkews[] = {0, 1, 2, 3, 4, 6, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr std::optional<Settling> kSettlings[] = {
    std::nullopt, Settling::kAll, Settling::kQuorum, Settling::kLasting};

constexpr uint64_t kNodesMost = 8;  // One bit of a mask for each.
// Leases must outlast the skew twice and still be shorter than a timeout.
constexpr uint64_t kLeaseSkewMost = 4;
constexpr uint64_t kLeaseTicks = 10;
constexpr uint8_t kLease = 1 << 4 | 1 << 7;  // Both: rarer than without.

constexpr uint64_t kInflightMost = 16;
constexpr uint64_t kCapacityMost = 64;
// Up to here all nodes validate the changes that they are asked for.
constexpr uint64_t kCapacityOfAll = 3 * kCapacityMost;

uint64_t AllOf(const Setup& setup) {
  return (uint64_t{1} << setup.total()) - 1;
}

uint64_t Bits(uint8_t byte, int shift, int count) {
  return byte >> shift & ((1 << count) - 1);
}

void DecodeTicks(uint8_t byte, Setup& setup) {
  const uint64_t election = Bits(byte, 0, 4);
  const uint64_t heartbeat = Bits(byte, 4, 4);
  setup.election_tick = election == 0 ? 10 : election + 1;
  setup.heartbeat_tick =
      std::min(heartbeat == 0 ? 2 : heartbeat, setup.election_tick - 1);
}

void DecodeLimits(const HeaderBytes& in, Setup& setup) {
  const uint64_t message = in[kMaxMessage];
  setup.max_size_per_message = message == 0 ? 1 << 20 : message - 1;
  setup.max_committed_size = in[kMaxCommitted];
  setup.max_uncommitted_size = in[kMaxUncommitted];
  const uint64_t inflight = in[kMaxInflight];
  setup.max_inflight = inflight == 0 ? 8 : 1 + (inflight - 1) % kInflightMost;
  const uint64_t bytes = in[kMaxInflightBytes];
  setup.max_inflight_bytes =
      bytes == 0 ? 0 : std::max(bytes, setup.max_size_per_message);
  const uint64_t capacity = in[kLinkCapacity];
  setup.link_capacity = capacity == 0 ? 32 : 1 + (capacity - 1) % kCapacityMost;
  if (inflight == 0 || capacity <= kCapacityOfAll) return;
  // A bit for nodes 1 and 5, 2 and 6, and so on.
  const uint64_t nodes = (inflight - 1) / kInflightMost;
  setup.disable_conf_change_validation = (nodes | nodes << 4) & AllOf(setup);
}

void DecodeSize(const HeaderBytes& in, Setup& setup) {
  setup.nodes = kNodes[Bits(in[kSize], 0, 3)];
  setup.learners = kLearners[Bits(in[kSize], 3, 2)];
  setup.spares = std::min(kSpares[Bits(in[kSize], 5, 2)],
                          kNodesMost - setup.nodes - setup.learners);
  setup.unlimited = Bits(in[kSize], 7, 1);
}

void DecodeLease(Setup& setup) {
  setup.lease_reads = 1;
  setup.check_quorum = AllOf(setup);
  setup.max_skew = 1 + (setup.max_skew + kLeaseSkewMost - 1) % kLeaseSkewMost;
  setup.lease_margin = 2 * setup.max_skew;
  setup.election_tick = std::max(setup.election_tick, kLeaseTicks);
}

template <typename Values, typename Value>
uint8_t PlaceOf(const Values& values, const Value& value) {
  const auto found = std::find(std::begin(values), std::end(values), value);
  return static_cast<uint8_t>(
      found == std::end(values) ? 0 : found - std::begin(values));
}

// The same setup without bits that name no node.
Setup Trimmed(Setup setup) {
  for (const auto mask : kMaskFields) setup.*mask &= AllOf(setup);
  setup.unlimited &= AllOf(setup);
  setup.disable_conf_change_validation &= AllOf(setup);
  return setup;
}

raft::Result<void> SaysTheSame(const Header& wanted, const Header& said) {
  for (const SetupField& field : SetupFields()) {
    if (wanted.setup.*field.member == said.setup.*field.member) continue;
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      fmt::format("bytes cannot say {}={}", field.name,
                                  wanted.setup.*field.member));
  }
  return {};
}

}  // namespace

Header DecodeHeader(std::string_view bytes) {
  HeaderBytes in{};
  std::memcpy(in.data(), bytes.data(), std::min(bytes.size(), in.size()));
  Header header;
  Setup& setup = header.setup;
  DecodeSize(in, setup);
  setup.drive = Bits(in[kStyle], 0, 2);
  header.settling = kSettlings[Bits(in[kStyle], 2, 2)];
  header.mix = static_cast<Mix>(Bits(in[kStyle], 5, 2));
  setup.clients = 1 + Bits(in[kCallers], 0, 2);
  setup.keys = 1 + Bits(in[kCallers], 2, 2);
  setup.max_skew = kSkews[Bits(in[kCallers], 4, 4)];
  for (size_t i = 0; i < kMaskFields.size(); ++i) {
    setup.*kMaskFields[i] = in[kMasks + i] & AllOf(setup);
  }
  DecodeLimits(in, setup);
  DecodeTicks(in[kTicks], setup);
  setup.jitter_seed = 0;
  for (int i = 7; i >= 0; --i) {
    setup.jitter_seed = setup.jitter_seed << 8 | in[kSeed + i];
  }
  if ((in[kStyle] & kLease) == kLease) DecodeLease(setup);
  return header;
}

raft::Result<HeaderBytes> EncodeHeader(const Header& header) {
  const Header wanted{Trimmed(header.setup), header.mix, header.settling};
  const Setup& setup = wanted.setup;
  HeaderBytes out{};
  const auto put = [&out](uint8_t at, uint64_t value, int shift = 0) {
    out[at] = static_cast<uint8_t>(out[at] | value << shift);
  };
  put(kSize, PlaceOf(kNodes, setup.nodes));
  put(kSize, PlaceOf(kLearners, setup.learners), 3);
  put(kSize, PlaceOf(kSpares, setup.spares), 5);
  put(kSize, setup.unlimited & 1, 7);
  put(kStyle, setup.drive);
  put(kStyle, PlaceOf(kSettlings, header.settling), 2);
  put(kStyle, setup.lease_reads != 0 ? kLease : 0);
  put(kStyle, static_cast<uint64_t>(header.mix), 5);
  put(kCallers, setup.clients - 1);
  put(kCallers, (setup.keys - 1) & 3, 2);
  put(kCallers, PlaceOf(kSkews, setup.max_skew), 4);
  for (size_t i = 0; i < kMaskFields.size(); ++i) {
    put(static_cast<uint8_t>(kMasks + i), setup.*kMaskFields[i]);
  }
  if (setup.max_size_per_message != 1 << 20) {
    put(kMaxMessage, setup.max_size_per_message + 1);
  }
  put(kMaxCommitted, setup.max_committed_size);
  put(kMaxUncommitted, setup.max_uncommitted_size);
  const uint64_t unvalidated = setup.disable_conf_change_validation & 15;
  put(kMaxInflight, setup.max_inflight + unvalidated * kInflightMost);
  if (setup.max_inflight_bytes != 0) {
    put(kMaxInflightBytes, std::min<uint64_t>(setup.max_inflight_bytes, 255));
  }
  put(kLinkCapacity,
      setup.link_capacity + (unvalidated == 0 ? 0 : kCapacityOfAll));
  if (setup.election_tick != 10) put(kTicks, setup.election_tick - 1);
  put(kTicks, setup.heartbeat_tick, 4);
  for (int i = 0; i < 8; ++i) {
    put(static_cast<uint8_t>(kSeed + i), setup.jitter_seed >> (8 * i) & 0xff);
  }
  const Header said =
      DecodeHeader({reinterpret_cast<const char*>(out.data()), out.size()});
  if (auto same = SaysTheSame(wanted, said); !same) {
    return std::unexpected(same.error());
  }
  return out;
}

}  // namespace harness
