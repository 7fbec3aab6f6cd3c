#include "harness/trace/renaming.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "harness/world/network.h"

namespace harness {
namespace {

// How far a name is from another one of its type and link.
struct Distance {
  uint64_t term = 0;
  uint64_t index = 0;
  uint64_t ordinal = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};

Distance Between(const MessageName& a, const MessageName& b) {
  const auto apart = [](uint64_t x, uint64_t y) {
    return std::max(x, y) - std::min(x, y);
  };
  return {apart(a.term, b.term), apart(a.index, b.index),
          apart(a.ordinal, b.ordinal)};
}

}  // namespace

bool IsAboutAMessage(const Action& action) {
  return action.verb == Verb::kDeliver || action.verb == Verb::kDrop ||
         action.verb == Verb::kDuplicate;
}

size_t Rename(const World& world, Renaming how, Action& action) {
  const MessageName wanted = action.message();
  if (!world.Knows(wanted.from) || !world.Knows(wanted.to)) return 0;
  const auto messages = world.network.On(wanted.from, wanted.to);
  std::optional<MessageName> other;
  size_t choice = 0;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].type != wanted.type) continue;
    const MessageName name = world.network.NameOn(wanted.from, wanted.to, i);
    if (name == wanted) return 0;
    ++choice;
    const bool nearer = how == Renaming::kNearest && other.has_value() &&
                        Between(name, wanted) < Between(*other, wanted);
    if (how == Renaming::kNewest || nearer || !other.has_value()) other = name;
  }
  if (how != Renaming::kNone && other.has_value()) {
    action = Action::About(action.verb, *other);
  }
  return choice;
}

}  // namespace harness
