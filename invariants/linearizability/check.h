// Check: whether a history is linearizable. Start here.
//
// The history is split into parts that can be decided apart, and each is given
// to the cheapest engine that can do it: zones.h for registers whose values are
// written once, configurations.h for those where they are not, search.h for
// everything else and for what the others leave undecided. Of a long part the
// configurations look widely only at the windows where a narrow look has lost
// the way (sweep.h), beginning with the states that there were; the search is
// given all of it, and tells no two ways apart that lead to the same state at a
// moment at which nothing is open. A part is called
// linearizable only when verify.h has replayed an order, and not linearizable
// only with operations that are in conflict.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/model.h"

namespace lin {

struct PartReport {
  uint32_t key = 0;            // An index of History::keys.
  std::vector<uint32_t> part;  // Indexes of History::operations.
  std::string_view engine;     // Who decided, or gave up last.
  Finding finding;
};

struct Report {
  // kNot if that is true of a part; else kUndecided if that is; else
  // kLinearizable.
  Verdict verdict = Verdict::kLinearizable;
  std::vector<PartReport> parts;  // In the order of their first calls.
  // kUndecided: what was called before this time is linearizable in all parts,
  // each with an order that was replayed.
  Time decided_until = kNever;

  // The first part that has this verdict; null if none has.
  const PartReport* First(Verdict verdict) const;
  // How many operations of the history were called before decided_until.
  size_t CountDecided(const History& history) const;
};

// The operations of each part, in the order of first calls.
std::vector<PartReport> SplitIntoParts(const History& history,
                                       const Model& model);

// Decides one part. A `hint`, positions in the part, is tried before anything
// else.
void CheckPart(History& history, const Model& model, const Budget& budget,
               std::span<const uint32_t> hint, PartReport& report);

// Decides all of them; `budget` is for the whole. REQUIRES: the history is
// well-formed (history.h), and the model knows its verbs.
Report Check(History& history, const Model& model, const Budget& budget);

}  // namespace lin
