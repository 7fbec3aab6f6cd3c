#include "harness/fuzz/schedule.h"

#include <algorithm>

namespace harness {

Header Pinned(Target target, Header header) {
  Setup& setup = header.setup;
  switch (target) {
    case Target::kAny:
      break;
    case Target::kAsync:
      setup.drive = std::max(setup.drive, static_cast<uint64_t>(Drive::kAsync));
      break;
    case Target::kMembership:
      header.mix = Mix::kMembership;
      // Somebody who may join.
      if (setup.total() < 4) {
        setup.spares = 2;
        // In the bytes of a setup node 5 is as node 1 in this.
        const uint64_t first = setup.disable_conf_change_validation & 1;
        if (setup.total() > 4) {
          setup.disable_conf_change_validation |= first << 4;
        }
      }
      if (setup.lease_reads != 0) {
        setup.check_quorum = (uint64_t{1} << setup.total()) - 1;
      }
      break;
    case Target::kSnapshot:
      header.mix = Mix::kSnapshots;
      setup.keys = 1;
      break;
  }
  return header;
}

}  // namespace harness
