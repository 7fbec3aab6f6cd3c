// Explore: every schedule within the bounds of a model.
#pragma once

#include <functional>

#include "harness/explore/explore_options.h"
#include "harness/explore/model.h"
#include "raft/base/error.h"

namespace harness {

// Explores until all was seen, something falls, or a budget ends. `watch` sees
// how far it is, now and then. Counts and verdicts, but not which of several
// shortest traces is found, are the same with any number of jobs. kBadConfig
// if the model is not valid, or does not go with the options; kIo or kBadBytes
// if a checkpoint cannot be read or written.
raft::Result<Exploration> Explore(
    const Model& model, const ExploreOptions& options,
    const std::function<void(const ExploreCounts&)>& watch = {});

}  // namespace harness
