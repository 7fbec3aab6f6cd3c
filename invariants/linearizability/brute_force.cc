#include "invariants/linearizability/brute_force.h"

namespace lin {
namespace {

// Whether the operations that are not in the mask `done` can follow it.
bool CanGoOn(History& history, const Model& model, uint32_t done,
             const State& state) {
  const auto& operations = history.operations;
  bool all_done = true;
  for (size_t i = 0; i < operations.size(); ++i) {
    if ((done >> i & 1) != 0) continue;
    all_done &= operations[i].status == Status::kUnknown;
    bool is_next = true;
    for (size_t j = 0; j < operations.size(); ++j) {
      is_next &= (done >> j & 1) != 0 ||
                 operations[j].returned_at > operations[i].called_at;
    }
    State after = state;
    if (is_next && model.step(after, operations[i], history.values) &&
        CanGoOn(history, model, done | 1u << i, after)) {
      return true;
    }
  }
  return all_done;
}

}  // namespace

bool IsLinearizable(History& history, const Model& model) {
  return CanGoOn(history, model, 0, {});
}

}  // namespace lin
