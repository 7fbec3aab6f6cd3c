// Explain: why there is no order, in words.
#pragma once

#include <string>
#include <string_view>

#include "invariants/linearizability/check.h"

namespace lin {

// `process 3 read 5`, without when.
std::string InWords(const History& history, const Operation& operation);

// Some lines for people: which operations are in conflict, and why. REQUIRES:
// the part is not linearizable.
std::string Explain(const History& history, const Model& model,
                    const PartReport& report);

// How far it is decided, without a line's end. REQUIRES: the report is
// undecided.
std::string DecidedInWords(const History& history, const Report& report);

// The gist of it, without a line's end.
std::string InOneLine(const History& history, const Model& model,
                      const PartReport& report);

}  // namespace lin
