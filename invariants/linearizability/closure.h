// Closure: how an operation that returns can have taken effect.
//
// From configurations in which it has not, others are reached by mutations that
// may have happened since. Only those are tried that can be of use:
// - reads are made as soon as their value is there;
// - a write that nobody saw can be placed just before another one, so subsets
//   of such writes are never told apart;
// - of operations that do the same the one that returns first is used;
// - a configuration that can do no more than another one is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "invariants/linearizability/alikes.h"
#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/frontier.h"
#include "invariants/linearizability/places.h"
#include "invariants/linearizability/register_part.h"
#include "invariants/linearizability/trail.h"

namespace lin {

class Closure {
 public:
  // Reads what it is given, and extends the trail.
  Closure(const RegisterPart& part, const Places& places, const Alikes& alikes,
          Trail& trail)
      : part_(part), places_(places), alikes_(alikes), trail_(trail) {}

  // Makes the read at `place`, if the value is right and it was not made.
  void Observe(Configuration& configuration, size_t place);

  enum class End { kAll, kLeftSomeOut, kSpent };
  // Replaces `frontier` by what it can be when the operation at `place`
  // returns: nothing if it cannot. Asks at most `tries` configurations (0: all)
  // what can follow; gives up when the budget is spent.
  End Explain(size_t place, size_t tries, const Budget& budget,
              std::vector<Configuration>& frontier);

  // What all of that has cost: configurations reached, and compared; and what
  // others spent of the same budget.
  uint64_t steps() const;
  void Spend(uint64_t steps) { spent_elsewhere_ += steps; }

 private:
  // A mutation, and the operation among those alike that returns first.
  struct Choice {
    RegisterOperation::Type type = RegisterOperation::Type::kWrite;
    uint32_t to = 0;
    size_t place = 0;
  };

  const RegisterOperation& At(size_t place) const {
    return part_.operations[places_.at[place]];
  }
  void Mutate(const Configuration& from);
  void Choose(size_t place);
  void Want(uint32_t value);
  bool Serves(const Mask& unmade, const Mask& open_moves, uint32_t value) const;
  bool WantsChange(const Configuration& from, const Mask& unmade,
                   const Mask& open_writes) const;
  void Place(const Configuration& from, const Choice& choice);
  void PlaceAlike(const Configuration& from, uint32_t alike,
                  RegisterOperation::Type type);
  void Arrive(Configuration configuration);
  void Finish(Configuration configuration);
  uint64_t bytes() const;

  const RegisterPart& part_;
  const Places& places_;
  const Alikes& alikes_;
  Trail& trail_;
  uint64_t reached_ = 0;
  uint64_t spent_elsewhere_ = 0;

  // Kept for their room.
  size_t returning_ = 0;
  Frontier next_;     // Configurations in which it has taken effect,
  Frontier between_;  // and in which it has not.
  std::vector<Configuration> queue_;
  std::vector<Choice> choices_;
  std::vector<uint32_t> wanted_;
};

}  // namespace lin
