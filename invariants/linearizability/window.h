// Window: a stretch of a register's history before and after which no operation
// is open, for the search (search.h): how can it end?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "invariants/linearizability/alikes.h"
#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/history.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

// One way in which a window can have been.
struct WindowOrder {
  Verdict verdict = Verdict::kUndecided;
  // kLinearizable: the value at the end, and what took effect, as indexes of
  // RegisterPart::operations.
  uint32_t value = 0;
  std::vector<uint32_t> order;
  uint64_t steps = 0;
};

class Window {
 public:
  // The operations [begin, end) of the part, when the register was `value` (its
  // number) at first and the optional operations `before`, in the order of
  // their calls, had been called and not been made use of. REQUIRES: all that
  // must return had returned before the first is called; and before the one at
  // `end` is, if there is one.
  Window(const RegisterPart& part, const Alikes& alikes, uint32_t begin,
         uint32_t end, uint32_t value, const std::vector<uint32_t>& before);

  // The values that it may end with, before anything is tried; those first that
  // are seen soonest after it.
  std::vector<uint32_t> Ends() const;

  // How many operations there are.
  size_t size() const { return operations_.size(); }

  // Looks for an order; for one that ends with the value, if there is one.
  WindowOrder Find(std::optional<uint32_t> last, const Budget& budget);

 private:
  void Add(uint32_t operation, Time called_at, Time returned_at);

  const RegisterPart& part_;
  const Alikes& alikes_;
  const uint32_t end_;
  const uint32_t value_;
  // What the search is given, with numbers of values for the values: a write of
  // the first value, then these.
  History history_;
  std::vector<uint32_t> operations_;
  Time over_at_ = 0;
};

}  // namespace lin
