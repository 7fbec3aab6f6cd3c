#include "harness/run/draw_settling.h"

#include "harness/action/lasting.h"

namespace harness {

uint64_t DrawSettling(uint64_t seed, const Setup& setup, Random& random) {
  SettleOption option{.settling = static_cast<Settling>(seed % 3)};
  if (option.settling != Settling::kLasting) return EncodeSettling(option);
  const uint64_t surely = random.Below(setup.total());
  for (uint64_t i = 0; i < setup.total(); ++i) {
    const uint64_t fault = 1 + random.Below(kFaults - 1);
    const uint64_t chance = random.Below(2);
    if (i != surely && chance == 0) continue;
    option.faults[i] = static_cast<Fault>(fault);
  }
  return EncodeSettling(option);
}

}  // namespace harness
