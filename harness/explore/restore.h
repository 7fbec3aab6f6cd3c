// Restore: makes what a checkpoint says of states good for this process.
#pragma once

#include "harness/explore/checkpoint.h"
#include "harness/explore/model.h"
#include "harness/explore/parts.h"
#include "harness/explore/recipes.h"
#include "raft/base/error.h"

namespace harness {

// Makes all parts of the checkpoint again, by the library, and gives its states
// their numbers; its recipes move to `recipes`. Each part must have the key
// that it had: a library that does anything else than the one before is found
// out. kBadBytes then, or if a state is none of the model. REQUIRES: there are
// no parts yet.
raft::Result<void> Restore(const Model& model, Parts& parts, Recipes& recipes,
                           Checkpoint& checkpoint);

}  // namespace harness
