// Stepper: makes moves happen to states, by the real library.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/action/apply.h"
#include "harness/explore/memo.h"
#include "harness/explore/model.h"
#include "harness/explore/parts.h"
#include "harness/explore/recipes.h"
#include "harness/explore/state.h"
#include "harness/world/world.h"
#include "invariants/milestones.h"
#include "invariants/view.h"

namespace harness {

// A state is taken apart into parts, each of which is kept once; a move reads
// and changes few of them. So Apply (harness/action/apply.h) runs in a world of
// the parts that a move reads, with its message alone in flight, and what it
// did to them is put into the state and remembered. What Apply reads:
//
//   the replica that it touches, the message, clients and counts, the ghost:
//   they are the key of the memo;
//   of other nodes, if the touched one leads afterwards, what invariants look
//   at (see Sees; observe.cc fills it in): then that is in the key, too;
//   of the network, whether links are cut or full, when messages are sent:
//   that is done here, to the state (as drops, duplicates and cuts are);
//   with a bound on skew, the clocks of others; for membership changes, ids
//   that were in use: nothing is remembered then.
//
// One per thread; all share the parts.
class Stepper {
 public:
  enum class Outcome : uint8_t {
    kMoved,    // `next` is the state after the move.
    kNothing,  // The move made no sense: it is no transition.
    kFell,     // An invariant fell.
    kBeyond,   // The state after it is beyond the bounds.
  };
  struct Stepped {
    Outcome outcome = Outcome::kNothing;
    // It changed one replica and, of what all share, nothing but the messages
    // that it took and sent; none was lost on a full link, nor nearly.
    bool local = false;
  };

  // `model`, `parts` and `recipes` must outlive it. Without `remembers` every
  // move is made by Apply. How parts come about is noted in `recipes`.
  Stepper(const Model& model, Parts& parts, bool remembers = true,
          Recipes* recipes = nullptr);

  // The state of a world in which nothing has happened yet.
  State First();
  Stepped Step(const State& state, const Move& move, State& next);
  // So that this step, if it is made soon afterwards, need not wait for memory.
  void Prefetch(const State& state, const Move& move) const;

  // What fell in the last step, if something did; what it sent, lost or not.
  const std::optional<invariants::Violation>& violation() const {
    return violation_;
  }
  std::span<const PartId> sent() const { return sent_; }

  // A world that is as the state says; of several messages of one name on a
  // link the order is any.
  World WorldOf(const State& state) const;

  // How often Apply ran.
  uint64_t applied() const { return applied_; }
  size_t memo_bytes() const { return memo_.bytes(); }
  const invariants::Milestones& milestones() const {
    return world_.record.milestones;
  }

 private:
  Stepped StepNetwork(const State& state, const Move& move, State& next);
  Stepped Finish(const State& state, const Move& move, raft::NodeId node,
                 const Effect& effect, State& next) const;
  StateKey KeyOf(const State& state, const Move& move, raft::NodeId node,
                 Sees sees) const;
  const Effect* Recall(const State& state, const Move& move,
                       raft::NodeId node) const;
  Effect Make(const State& state, const Move& move, raft::NodeId node);
  Effect TakeApart(const State& state, const Move& move, raft::NodeId node);
  PartId AddRest(const State& state);
  PartId Noted(PartKind kind, Added added);
  void NoteRecipe(const State& state, const Move& move);

  const Model& model_;
  Parts& parts_;
  Recipes* const recipes_;
  const bool remembers_;
  Memo memo_;
  Applier applier_;
  World world_;  // Its parts are what was looked at last.
  std::vector<PartId> sent_;
  std::vector<MadePart> made_;  // That are not in a recipe yet.
  std::optional<invariants::Violation> violation_;
  uint64_t applied_ = 0;
};

}  // namespace harness
