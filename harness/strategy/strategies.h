// The table of strategies. To add one: a class with Next (strategy.h) in its
// own file, and a row in the table in strategies.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "harness/strategy/random.h"
#include "harness/strategy/strategy.h"
#include "harness/world/setup.h"

namespace harness {

struct StrategyRow {
  std::string_view name;
  std::string_view help;
  // For a run of about `steps` actions in such a cluster.
  std::unique_ptr<Strategy> (*make)(const Setup& setup, uint64_t steps,
                                    Random random);
  uint32_t share;  // Of the runs, relative to the others, that draw it.
  // The same for one with a depth (pct.h), and null for all others.
  std::unique_ptr<Strategy> (*make_with_depth)(const Setup& setup,
                                               uint64_t steps, uint64_t depth,
                                               Random random) = nullptr;
};

std::span<const StrategyRow> Strategies();

// The row of this name, or null.
const StrategyRow* FindStrategy(std::string_view name);

// One of them, drawn by their shares.
const StrategyRow& DrawStrategy(Random& random);

}  // namespace harness
