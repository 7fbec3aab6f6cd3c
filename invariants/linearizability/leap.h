// Leap: takes the configurations of a register over a window, by the search.
//
// When no operation is open, all that the past hands to the future is the value
// and which operations of unknown outcome have been made use of. So the search
// can be asked for a window between two such moments alone: from each
// configuration at its beginning, which values can be there at its end?
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "invariants/linearizability/alikes.h"
#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/frontier.h"
#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/trail.h"
#include "invariants/linearizability/window.h"

namespace lin {

// A moment at which no operation is open but those that need not return.
struct Moment {
  uint32_t called = 0;  // So many operations had been called.
  Time now = kAlways;   // When the last one returned.
  std::vector<Configuration> frontier;
  bool forgot = false;  // Other configurations were possible, too.
};

class Leap {
 public:
  // Reads what it is given, and extends the trail.
  Leap(const RegisterPart& part, const Alikes& alikes, Trail& trail)
      : part_(part), alikes_(alikes), trail_(trail) {}

  // The first such moment after `from` by which the first `called` operations
  // have been called; or nothing if the search is not the right one to ask: all
  // of the part is in between, or the budget is too small, or was. An empty
  // frontier that forgot nothing is a proof that the window has no order from
  // where it began.
  std::optional<Moment> Over(const Moment& from, uint32_t called,
                             const Budget& budget);

  // What the last one has cost.
  uint64_t steps() const { return steps_; }

 private:
  void Pay(uint64_t steps);
  void FindEnd(const Moment& from, uint32_t called);
  std::vector<uint32_t> LeftBy(const Moment& from,
                               const Configuration& start) const;
  Configuration EndOf(const Configuration& start,
                      const WindowOrder& found) const;
  bool IsKnown(const Configuration& end) const;
  void From(const Configuration& start, Window window);
  bool Ask(const Configuration& start, Window& window,
           std::optional<uint32_t> last);

  const RegisterPart& part_;
  const Alikes& alikes_;
  Trail& trail_;
  uint64_t steps_ = 0;

  // Of the window that is asked about.
  Moment end_;
  Budget left_;
};

}  // namespace lin
