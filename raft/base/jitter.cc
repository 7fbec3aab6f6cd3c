#include "raft/base/jitter.h"

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {

uint64_t HashJitter(const JitterInput& input) {
  RAFT_CHECK(input.range > 0, "a jitter cannot be below 0");
  Fingerprint hash;
  hash.Add(input.seed);
  hash.Add(input.node);
  hash.Add(input.term);
  hash.Add(input.draw);
  return hash.Get() % input.range;
}

uint64_t NoJitter(const JitterInput&) { return 0; }

}  // namespace raft
