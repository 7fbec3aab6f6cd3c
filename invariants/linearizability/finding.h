// Finding: what an engine has to say about a part of a history.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "invariants/linearizability/history.h"

namespace lin {

// The operations of one object of the model, as indexes of
// History::operations, in the order of their calls.
using Part = std::span<const uint32_t>;

enum class Verdict : uint8_t { kLinearizable, kNot, kUndecided };

// What an engine may spend before it gives up.
struct Budget {
  uint64_t steps = 20'000'000;     // Of a search: states that it looks at.
  uint64_t first_steps = 200'000;  // Of each part, until all have had a try.
  uint64_t bytes = uint64_t{1} << 30;  // Of what it has to remember.
  // If set, called now and then: after how many steps, and until when all is
  // decided.
  std::function<void(uint64_t steps, Time until)> progress;
};

// An operation that is part of a conflict.
struct Witness {
  uint32_t position = 0;  // In the part.
  // Of a compare-and-set, or of a write that told the value before it: only
  // that it wrote matters.
  bool as_write = false;
  // Whether it happened does not matter: it may have.
  bool maybe = false;
  friend bool operator==(const Witness&, const Witness&) = default;
};

struct Finding {
  Verdict verdict = Verdict::kUndecided;
  // Positions in the part. kLinearizable: in an order that proves it.
  // kUndecided: in one that proves it of what was called before decided_until.
  std::vector<uint32_t> order;
  // kNot: operations that have no order, even if no other operation mattered.
  std::vector<Witness> conflict;
  // The conflict is there whatever the value was when it began; else the object
  // was in its initial state.
  bool any_initial = false;
  std::string reason;  // kNot: the rule that is broken, if the engine knows.
  // What was called before this time is linearizable, if nobody knows how that
  // ended which had not returned by then.
  Time decided_until = kAlways;
  uint64_t steps = 0;
  uint64_t leaps = 0;  // Windows for which the search took over (leap.h).
};

}  // namespace lin
