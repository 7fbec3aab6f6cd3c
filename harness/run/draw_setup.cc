#include "harness/run/draw_setup.h"

#include <algorithm>
#include <string_view>

namespace harness {
namespace {

constexpr uint64_t kLeaseSkewMost = 3;

// Nobody, everybody, or any mixture.
uint64_t DrawMask(Random& random) {
  const uint64_t draw = random.Below(4);
  const uint64_t mixed = random.Below(512);
  return draw < 2 ? 0 : draw == 2 ? 511 : mixed;
}

void DrawLimits(Random& random, Setup& setup) {
  if (random.Below(3) != 0) return;
  setup.max_size_per_message = random.Below(120);
  setup.max_committed_size = random.Below(120);
  if (random.Below(2) == 0) setup.max_uncommitted_size = 60;
  setup.max_inflight = 1 + random.Below(4);
  if (random.Below(2) == 0) setup.max_inflight_bytes = 150;
  if (random.Below(4) == 0) setup.unlimited = random.Below(512);
}

// Times and links that are seldom other than usual.
void DrawUnusual(Random& random, Setup& setup) {
  if (random.Below(8) == 0) setup.link_capacity = 1 + random.Below(8);
  if (setup.lease_reads != 0) return;
  if (random.Below(8) == 0) {
    setup.election_tick = 2 + random.Below(15);
    setup.heartbeat_tick = 1 + random.Below(setup.election_tick - 1);
  }
  if (random.Below(8) == 0) setup.max_skew = 1 + random.Below(12);
}

// Which fields somebody chose.
class Chosen {
 public:
  explicit Chosen(std::span<const std::string> assignments)
      : assignments_(assignments) {}
  bool Has(std::string_view field) const {
    return std::any_of(assignments_.begin(), assignments_.end(),
                       [&](std::string_view assignment) {
                         return assignment.substr(0, assignment.find('=')) ==
                                field;
                       });
  }

 private:
  std::span<const std::string> assignments_;
};

// Changes what nobody chose where it would be refused together with what
// somebody did (see Validate), or would leave the fault atlas.
void GiveWay(const Chosen& chosen, Setup& setup) {
  if (setup.heartbeat_tick >= setup.election_tick &&
      !chosen.Has("heartbeat_tick")) {
    setup.heartbeat_tick = std::max<uint64_t>(setup.election_tick - 1, 1);
  }
  if (setup.max_inflight_bytes != 0 &&
      setup.max_inflight_bytes < setup.max_size_per_message) {
    if (!chosen.Has("max_inflight_bytes")) {
      setup.max_inflight_bytes = setup.max_size_per_message;
    } else if (!chosen.Has("max_size_per_message")) {
      setup.max_size_per_message = setup.max_inflight_bytes;
    }
  }
  if (setup.lease_reads == 0) return;
  if (!chosen.Has("check_quorum")) {
    setup.check_quorum |= (uint64_t{1} << setup.total()) - 1;
  }
  // Leases need a timeout that outlasts the skew.
  if (!chosen.Has("max_skew")) {
    setup.max_skew = std::clamp<uint64_t>(setup.max_skew, 1, kLeaseSkewMost);
  }
  if (!chosen.Has("election_tick")) {
    setup.election_tick = Setup().election_tick;
    if (!chosen.Has("heartbeat_tick")) {
      setup.heartbeat_tick = Setup().heartbeat_tick;
    }
  }
  if (!chosen.Has("lease_margin")) setup.lease_margin = 2 * setup.max_skew;
  if (!chosen.Has("lease_reads") && !Validate(setup)) setup.lease_reads = 0;
}

}  // namespace

raft::Result<Setup> DrawSetup(Random& random,
                              std::span<const std::string> chosen) {
  Setup setup = DrawSetup(random);
  for (const std::string& assignment : chosen) {
    if (auto set = Set(setup, assignment); !set) {
      return std::unexpected(set.error());
    }
  }
  GiveWay(Chosen(chosen), setup);
  if (auto valid = Validate(setup); !valid) {
    return std::unexpected(valid.error());
  }
  return setup;
}

Setup DrawSetup(Random& random) {
  Setup setup;
  const uint64_t size = random.Below(12);
  // Three nodes show most, and fastest; five some of the rest.
  setup.nodes = size < 7    ? 3
                : size < 9  ? 5
                : size == 9 ? 4
                            : size - 9;
  if (random.Below(4) == 0) setup.learners = 1 + random.Below(2);
  // Who is alone has nobody to lose to, unless others join.
  if (setup.nodes == 1 && setup.learners == 0) setup.learners = random.Below(3);
  if (random.Below(2) == 0) setup.spares = 1 + random.Below(2);
  const uint64_t drive = random.Below(8);
  setup.drive = drive < 4 ? 0 : drive < 6 ? 1 : drive - 4;
  setup.clients = 1 + random.Below(4);
  setup.keys = 1 + random.Below(3);
  setup.jitter_seed = random.Next();
  setup.pre_vote = DrawMask(random);
  setup.check_quorum = DrawMask(random);
  setup.step_down_on_removal = DrawMask(random);
  setup.no_proposal_forwarding = random.Below(4) == 0 ? DrawMask(random) : 0;
  DrawLimits(random, setup);
  setup.v1_changes = random.Below(4) == 0 ? DrawMask(random) : 0;
  if (random.Below(6) == 0) {
    // Reads by lease, as far as the clocks allow.
    setup.check_quorum = 511;
    setup.lease_reads = 1;
    setup.max_skew = 1 + random.Below(kLeaseSkewMost);
    setup.lease_margin = 2 * setup.max_skew;
  }
  setup.disable_conf_change_validation =
      random.Below(6) == 0 ? DrawMask(random) : 0;
  setup.batch_appends = random.Below(4) == 0 ? DrawMask(random) : 0;
  DrawUnusual(random, setup);
  return setup;
}

}  // namespace harness
