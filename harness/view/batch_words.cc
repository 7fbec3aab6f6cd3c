#include "harness/view/batch_words.h"

#include <fmt/format.h>

#include <bit>

namespace harness {
namespace {

std::string Writes(uint64_t clients) {
  return fmt::format("for the write{} {}",
                     std::has_single_bit(clients) ? " of client"
                                                  : "s of clients",
                     NumbersIn(clients));
}

std::string Changes(uint64_t nodes, Change change) {
  const std::string each =
      fmt::format("{} {}", std::has_single_bit(nodes) ? "node" : "each of nodes",
                  NumbersIn(nodes));
  switch (change) {
    case Change::kAddVoter:
      return fmt::format("to make {} a voter", each);
    case Change::kRemove:
      return fmt::format("to remove {} from the cluster", each);
    case Change::kAddLearner:
      return fmt::format("to make {} a learner", each);
  }
  return fmt::format("to change {}", each);
}

}  // namespace

std::string NumbersIn(uint64_t mask) {
  std::string text;
  for (uint64_t number = 1; mask != 0; ++number, mask >>= 1) {
    if ((mask & 1) == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  }
  return text;
}

std::string BatchWords(const Action& action) {
  std::string text = action.option == 0 ? "" : Writes(action.option);
  if (action.key == 0) return text;
  if (!text.empty()) text += " and ";
  return text + Changes(action.key, static_cast<Change>(action.nth));
}

}  // namespace harness
