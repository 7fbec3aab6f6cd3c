// Configurations: decides registers whose values are written again and again.
//
// Goes through the calls and returns in the order of time, and keeps the
// frontier (frontier.h): the configurations in which the register can be. Only
// when an operation returns that has not taken effect in a configuration is it
// asked what may have happened since, up to the moment at which it did (Lowe's
// just-in-time linearization). What keeps the frontier small:
// - reads are made as soon as their value is there;
// - a write that nobody saw can be placed just before another one, so subsets
// of
//   such writes are never told apart;
// - of operations that do the same the one that returns first is used;
// - a configuration that can do no more than another one is dropped.
// It needs memory for the frontier and for one order, whatever the length of
// the history.
#pragma once

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

struct Outcome {
  Finding finding;
  // The place, among the events, of the return that nothing could explain.
  Time died_at = kNever;
  bool narrowed = false;  // Configurations were left out: kNot is not known.
};

// Keeps the `width` best configurations after each return (0: all). An order
// that is found is one, whatever the width. When all are gone, the finding is
// kNot if none was left out, and kUndecided if some were.
Outcome RunConfigurations(const RegisterPart& part, size_t width,
                          const Budget& budget);

// Runs it with small widths first, and tries to prove a conflict by the
// operations just before the moment at which all configurations are gone.
Finding CheckConfigurations(const RegisterPart& part, const Budget& budget);

}  // namespace lin
