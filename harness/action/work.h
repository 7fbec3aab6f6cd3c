// Work: what a node has to do that the drives but atomic make actions of.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "harness/action/action.h"
#include "harness/world/replica.h"

namespace harness {

struct Work {
  Verb verb;
  bool (Replica::*can)() const;  // Whether a node has such work.
};

// In the order in which it arises.
inline constexpr auto kWork = std::to_array<Work>({
    {Verb::kReady, &Replica::CanTake},
    {Verb::kSync, &Replica::CanSync},
    {Verb::kHear, &Replica::CanHear},
    {Verb::kApply, &Replica::CanApply},
});

// Null if the verb is none of them.
constexpr const Work* FindWork(Verb verb) {
  const auto found =
      std::find_if(kWork.begin(), kWork.end(),
                   [verb](const Work& work) { return work.verb == verb; });
  return found == kWork.end() ? nullptr : &*found;
}

constexpr bool IsWork(Verb verb) { return FindWork(verb) != nullptr; }

// Of the work that a node has, what arose first; nothing if it has none.
inline std::optional<Verb> OldestWork(const Replica& replica) {
  const auto found = std::find_if(
      kWork.rbegin(), kWork.rend(),
      [&replica](const Work& work) { return (replica.*work.can)(); });
  if (found == kWork.rend()) return std::nullopt;
  return found->verb;
}

}  // namespace harness
