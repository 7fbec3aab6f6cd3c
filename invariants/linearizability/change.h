// Change: how one state became another, so that it can be undone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "invariants/linearizability/model.h"

namespace lin {

// Keeps only what is different, as states can be long and changes are small.
struct Change {
  size_t begin = 0;  // What stands before this place is the same,
  size_t same = 0;   // and so are so many values at the end.
  State before;      // What was there in between.

  static Change Between(const State& from, const State& to) {
    const size_t most = std::min(from.size(), to.size());
    Change change;
    while (change.begin < most && from[change.begin] == to[change.begin]) {
      ++change.begin;
    }
    while (change.same < most - change.begin &&
           from[from.size() - 1 - change.same] ==
               to[to.size() - 1 - change.same]) {
      ++change.same;
    }
    for (size_t i = change.begin; i + change.same < from.size(); ++i) {
      change.before.push_back(from[i]);
    }
    return change;
  }

  // REQUIRES: the state is the one that it led to.
  void Undo(State& state) const {
    State whole;
    for (size_t i = 0; i < begin; ++i) whole.push_back(state[i]);
    for (const Value value : before) whole.push_back(value);
    for (size_t i = state.size() - same; i < state.size(); ++i) {
      whole.push_back(state[i]);
    }
    state = std::move(whole);
  }
};

}  // namespace lin
