#include "harness/action/batch.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "harness/action/change.h"

namespace harness {
namespace {

// Calls `each` with the position of every bit of `mask`, from 1 on.
template <typename Each>
void ForEachBit(uint64_t mask, const Each& each) {
  for (; mask != 0; mask &= mask - 1) {
    each(static_cast<uint64_t>(std::countr_zero(mask)) + 1);
  }
}

bool MayTakePart(const World& world, uint64_t client) {
  if (!world.clients.Knows(client)) return false;
  const Call* open = world.clients.OpenCall(client);
  return open == nullptr || !open->is_read;
}

std::optional<raft::ConfChangeV2> ChangeOfPeer(const World& world,
                                               const Action& batch,
                                               raft::NodeId peer) {
  return ChangeOf(world, {.verb = Verb::kChange,
                          .node = batch.node,
                          .peer = peer,
                          .option = batch.nth});
}

bool TooMany(const World& world, const Action& batch) {
  return std::popcount(batch.key) > 1 && MustNotOverlap(world, batch.node);
}

}  // namespace

std::optional<std::vector<BatchPart>> PartsOf(const World& world,
                                              const Action& action) {
  const bool plain = action.key != 0 || action.nth == 0;
  if ((action.option | action.key) == 0 || !plain ||
      TooMany(world, action)) {
    return std::nullopt;
  }
  bool sensible = true;
  std::vector<BatchPart> calls;
  ForEachBit(action.option, [&](uint64_t client) {
    sensible &= MayTakePart(world, client);
    calls.push_back({.client = client, .change = {}});
  });
  std::vector<BatchPart> changes;
  ForEachBit(action.key, [&](raft::NodeId peer) {
    auto change = ChangeOfPeer(world, action, peer);
    sensible &= change.has_value();
    if (change) changes.push_back({.client = 0, .change = std::move(*change)});
  });
  if (!sensible) return std::nullopt;
  std::vector<BatchPart> parts;
  for (size_t i = 0; i < std::max(calls.size(), changes.size()); ++i) {
    if (i < calls.size()) parts.push_back(std::move(calls[i]));
    if (i < changes.size()) parts.push_back(std::move(changes[i]));
  }
  return parts;
}

Action Fitting(const World& world, Action action) {
  ForEachBit(action.option, [&](uint64_t client) {
    if (MayTakePart(world, client)) return;
    action.option -= uint64_t{1} << (client - 1);
  });
  ForEachBit(action.key, [&](raft::NodeId peer) {
    const bool fits = ChangeOfPeer(world, action, peer).has_value();
    if (!fits || TooMany(world, action)) {
      action.key -= uint64_t{1} << (peer - 1);
    }
  });
  if (action.key == 0) action.nth = 0;
  return action;
}

}  // namespace harness
