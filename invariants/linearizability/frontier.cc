#include "invariants/linearizability/frontier.h"

#include <algorithm>
#include <utility>

#include "raft/base/fingerprint.h"

namespace lin {
namespace {

constexpr size_t kGroups = 256;

bool UsesNoMore(const Configuration& a, const Configuration& b) {
  return std::all_of(a.used.begin(), a.used.end(), [&](const Used& used) {
    const auto other =
        std::find_if(b.used.begin(), b.used.end(),
                     [&](const Used& u) { return u.alike == used.alike; });
    return other != b.used.end() && other->count >= used.count;
  });
}

}  // namespace

bool Dominates(const Open& open, const Configuration& a,
               const Configuration& b) {
  if (a.value != b.value || a.used.size() > b.used.size()) return false;
  for (size_t i = 0; i < Mask::kWords; ++i) {
    const uint64_t writes = open.writes.words[i];
    const uint64_t moves = open.moves.words[i];
    const uint64_t mine = a.done.words[i];
    const uint64_t other = b.done.words[i];
    const uint64_t free = a.free.words[i];
    uint64_t bad = (mine ^ other) & moves;
    bad |= other & ~mine & ~moves & ~writes;  // Reads yet to be made.
    bad |= mine & ~other & writes;            // Writes not to be had.
    bad |= other & ~mine & writes & ~free;    // Writes yet to be made.
    bad |= b.free.words[i] & ~free;
    if (bad != 0) return false;
  }
  return UsesNoMore(a, b);
}

std::vector<uint32_t>& Frontier::GroupOf(const Open& open,
                                         const Configuration& configuration) {
  if (groups_.empty()) groups_.resize(kGroups);
  raft::Fingerprint hash;
  hash.Add(configuration.value);
  for (size_t i = 0; i < Mask::kWords; ++i) {
    hash.Add(configuration.done.words[i] & open.moves.words[i]);
  }
  return groups_[hash.Get() % kGroups];
}

bool Frontier::Add(const Open& open, Configuration configuration) {
  std::vector<uint32_t>& group = GroupOf(open, configuration);
  for (const uint32_t other : group) {
    if (Dominates(open, entries_[other].configuration, configuration)) {
      return false;
    }
  }
  std::erase_if(group, [&](uint32_t other) {
    if (!Dominates(open, configuration, entries_[other].configuration)) {
      return false;
    }
    entries_[other].gone = true;
    --size_;
    return true;
  });
  group.push_back(static_cast<uint32_t>(entries_.size()));
  entries_.push_back({std::move(configuration)});
  ++size_;
  return true;
}

void Frontier::Clear() {
  if (entries_.empty()) return;
  entries_.clear();
  size_ = 0;
  for (auto& group : groups_) group.clear();
}

std::vector<Configuration> Frontier::Take() {
  std::vector<Configuration> all;
  all.reserve(size_);
  for (Entry& entry : entries_) {
    if (!entry.gone) all.push_back(std::move(entry.configuration));
  }
  Clear();
  return all;
}

}  // namespace lin
