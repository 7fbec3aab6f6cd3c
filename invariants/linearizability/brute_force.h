// The definition of linearizability, tried out on every order: slow, and so
// plain that it cannot be wrong. What the engines are tested against.
#pragma once

#include "invariants/linearizability/model.h"

namespace lin {

// REQUIRES: a handful of operations, all of one object of the model.
bool IsLinearizable(History& history, const Model& model);

}  // namespace lin
