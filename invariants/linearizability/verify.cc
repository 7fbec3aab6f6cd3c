#include "invariants/linearizability/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace lin {

std::string WrongWith(History& history, const Model& model, Part part,
                      std::span<const uint32_t> order, Time until) {
  std::vector<bool> placed(part.size());
  State state;
  Time latest_call = kAlways;
  for (const uint32_t position : order) {
    if (position >= part.size()) return "the order goes beyond the part";
    const Operation& operation = history.operations[part[position]];
    const uint64_t id = history.IdOf(part[position]);
    if (placed[position]) return fmt::format("operation {} comes twice", id);
    placed[position] = true;
    if (operation.called_at >= until) {
      return fmt::format("operation {} was called too late", id);
    }
    if (operation.returned_at < latest_call) {
      return fmt::format("operation {} stands after one called later", id);
    }
    latest_call = std::max(latest_call, operation.called_at);
    if (!model.step(state, operation, history.values)) {
      return fmt::format("operation {} cannot have been so there", id);
    }
  }
  for (size_t i = 0; i < part.size(); ++i) {
    const Operation& operation = history.operations[part[i]];
    if (placed[i] || operation.status == Status::kUnknown) continue;
    if (operation.returned_at < until) {
      return fmt::format("operation {} is left out", history.IdOf(part[i]));
    }
  }
  return {};
}

}  // namespace lin
