#include "harness/run/draw_settling.h"

#include "harness/action/lasting.h"

namespace harness {

uint64_t DrawSettling(uint64_t seed, const Setup& setup, Random& random) {
  SettleOption option{.settling = static_cast<Settling>(seed % 3)};
  if (option.settling != Settling::kLasting) return EncodeSettling(option);
  const uint64_t everybody = (uint64_t{1} << setup.total()) - 1;
  // Where it is fair to leave nodes deaf, most are: few setups are so.
  const bool peaceful =
      (setup.check_quorum & setup.pre_vote & everybody) == everybody;
  const uint64_t surely = random.Below(setup.total());
  for (uint64_t i = 0; i < setup.total(); ++i) {
    const uint64_t any = 1 + random.Below(kFaults - 1);
    const uint64_t deaf = random.Below(2);
    const uint64_t fault =
        peaceful && deaf != 0 ? static_cast<uint64_t>(Fault::kDeaf) : any;
    const uint64_t chance = random.Below(2);
    if (i != surely && chance == 0) continue;
    option.faults[i] = static_cast<Fault>(fault);
  }
  return EncodeSettling(option);
}

}  // namespace harness
