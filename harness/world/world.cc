#include "harness/world/world.h"

#include <algorithm>
#include <limits>

namespace harness {

HistoryEvent* Record::Find(uint64_t client, uint64_t sequence) {
  for (size_t i = history.size(); i-- > 0;) {
    HistoryEvent& event = history[i];
    if (event.client == client && event.sequence == sequence) return &event;
  }
  return nullptr;
}

World::World(const Setup& setup)
    : network(setup.total(), setup.link_capacity),
      clients(setup.clients, setup.keys),
      setup_(setup) {
  counts_.ticks.resize(setup.total());
  for (raft::NodeId id = 1; id <= setup.total(); ++id) {
    replicas_.push_back(std::make_shared<Replica>(setup, id));
  }
}

Replica& World::Touch(raft::NodeId id) {
  std::shared_ptr<Replica>& replica = replicas_[id - 1];
  if (replica.use_count() > 1) replica = std::make_shared<Replica>(*replica);
  return *replica;
}

uint64_t World::SlowestClock() const {
  uint64_t slowest = std::numeric_limits<uint64_t>::max();
  for (const auto& replica : replicas_) {
    if (replica->up())
      slowest = std::min(slowest, counts_.ticks[replica->id() - 1]);
  }
  return slowest;
}

bool World::MayTick(raft::NodeId id, uint64_t ticks) const {
  return setup_.max_skew == 0 ||
         counts_.ticks[id - 1] + ticks <= SlowestClock() + setup_.max_skew;
}

void World::CatchUp(raft::NodeId id) {
  // Not counting itself: its own clock stood still while it was down.
  counts_.ticks[id - 1] = std::numeric_limits<uint64_t>::max();
  const uint64_t slowest = SlowestClock();
  counts_.ticks[id - 1] =
      slowest == std::numeric_limits<uint64_t>::max() ? 0 : slowest;
}

void World::Wipe(raft::NodeId id) {
  replicas_[id - 1] = std::make_shared<Replica>(setup_, id, /*empty=*/true);
  CatchUp(id);
}

void World::Break(raft::NodeId id, const std::string& why) {
  replicas_[id - 1] = std::make_shared<Replica>(setup_, id, why);
}

uint64_t World::GetFingerprint() const {
  raft::Fingerprint fingerprint;
  for (const auto& replica : replicas_) replica->AddTo(fingerprint);
  network.AddTo(fingerprint);
  clients.AddTo(fingerprint);
  ghost.AddTo(fingerprint);
  for (const uint64_t ticks : counts_.ticks) fingerprint.Add(ticks);
  fingerprint.Add(counts_.changes);
  fingerprint.Add(counts_.leaving);
  return fingerprint.Get();
}

std::string World::Describe() const {
  std::string text;
  for (const auto& replica : replicas_) text += replica->Describe() + "\n";
  return text;
}

}  // namespace harness
