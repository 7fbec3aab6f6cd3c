// A picture of who acknowledged how much, for scripts and for people.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "raft/types.h"

namespace raft {

// Returns one line for each of `voters`, in ascending order of ids, under a
// heading: a bar as long as the number of voters that acknowledged less (so
// that equal indexes have equal bars), the index and the id. `acked(id)` is
// the index that `id` acknowledged; a voter of whom it is unknown has a `?`
// for its bar. `voters` is sorted and without duplicates; for a joint
// configuration take JointVoters::All().
//
//        idx
//   xx>     12    (id=1)
//   x>       5    (id=2)
//   ?        0    (id=3)
std::string DescribeAcknowledgements(
    const IdList& voters,
    const std::function<std::optional<Index>(NodeId)>& acked);

}  // namespace raft
