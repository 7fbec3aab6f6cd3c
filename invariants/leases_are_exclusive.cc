#include "invariants/leases_are_exclusive.h"

#include <fmt/format.h>

namespace invariants {

std::optional<Violation> LeasesAreExclusive(const Step& step,
                                            const Ghost& /*ghost*/) {
  if (step.leaseholder == raft::kNone) return std::nullopt;
  return Violation{
      "leases_are_exclusive",
      fmt::format("node {} was elected in term {} while leader {} of an older "
                  "term holds a lease",
                  step.node, step.after.term, step.leaseholder)};
}

}  // namespace invariants
