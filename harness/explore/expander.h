// Expander: finds the states that follow one.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "harness/explore/explore_options.h"
#include "harness/explore/frontier.h"
#include "harness/explore/keys.h"
#include "harness/explore/model.h"
#include "harness/explore/moves.h"
#include "harness/explore/parts.h"
#include "harness/explore/recipes.h"
#include "harness/explore/state_set.h"
#include "harness/explore/stepper.h"

namespace harness {

// What the threads of an exploration share.
struct Search {
  Search(const Model& of, const ExploreOptions& with);

  const Model model;
  const ExploreOptions options;
  Parts parts;
  Recipes recipes;  // Empty if there is no checkpoint to write.
  StateSet seen;
  std::atomic<bool> stop = false;

  // The last move of a schedule under which something falls; nothing: a settle
  // phase fails in the state.
  struct Fall {
    State state;
    std::optional<Move> move;
  };
  std::mutex mutex;
  std::optional<Fall> fall;  // The first that was found.

  void Fell(const State& state, std::optional<Move> move);
};

// One per thread.
class Expander {
 public:
  // Called with each state that is new, or nearer than before, and whether the
  // move there is the default one.
  using Sink = std::function<void(const State& state, const Arrival& arrival,
                                  bool is_default)>;

  explicit Expander(Search& search);

  // Steps from the state along all moves; new states get `distance`, or, if
  // `deviates`, one less along the default move.
  void Expand(const Waiting& waiting, uint64_t distance, bool deviates,
              const Sink& sink);
  // Adds the first state.
  State Begin();
  // True unless the state was reached on a shorter way since.
  bool IsNearest(const Waiting& waiting);

  void AddTo(ExploreCounts& counts) const;
  const Stepper& stepper() const { return stepper_; }
  // May be asked for by any thread.
  uint64_t expanded() const { return expanded_; }

 private:
  // A state that a move led to, and whether it was seen is not asked yet.
  struct Reached {
    State state;
    StateKey key;
    Arrival arrival;
    uint64_t orbit = 0;  // See Keys.
    uint64_t distance = 0;
    bool is_default = false;
  };

  void Found(const State& state, uint64_t orbit);
  void Step(const Waiting& waiting, const Move& move, bool deviates,
            uint64_t distance, bool is_default);
  void Insert(const Reached& reached, const StateKey& parent, const Sink& sink);
  bool IsToSettle(const StateKey& key) const;
  bool Settles(const State& state);
  bool OrderMatters(const Waiting& waiting, const Move& move,
                    const Arrival& next) const;
  uint64_t LabelOf(const State& state, const Move& move) const;
  Arrival ArrivalOf(const State& state, const Move& move,
                    const Stepper::Stepped& stepped, const State& next) const;

  Search& search_;
  Stepper stepper_;
  Keys keys_;
  Applier applier_;  // For settle phases.
  std::vector<Move> moves_;
  std::vector<Reached> reached_;  // The first `reached_count_` mean something.
  size_t reached_count_ = 0;
  std::atomic<uint64_t> expanded_ = 0;
  ExploreCounts counts_;
};

}  // namespace harness
