#include "harness/run/draw_setup.h"

namespace harness {
namespace {

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
}

}  // namespace

Setup DrawSetup(Random& random) {
  Setup setup;
  const uint64_t size = random.Below(10);
  // Three nodes show most, and fastest; five some of the rest.
  setup.nodes = size < 6    ? 3
                : size < 8  ? 5
                : size == 8 ? 4
                            : 1 + random.Below(2);
  if (random.Below(4) == 0) setup.learners = 1;
  if (random.Below(2) == 0) setup.spares = 1 + random.Below(2);
  const uint64_t drive = random.Below(4);
  setup.drive = drive < 2 ? 0 : drive - 1;
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
    setup.max_skew = 1 + random.Below(3);
    setup.lease_margin = 2 * setup.max_skew;
  }
  setup.batch_appends = random.Below(4) == 0 ? DrawMask(random) : 0;
  return setup;
}

}  // namespace harness
