#include "invariants/linearizability/frontier.h"

#include <algorithm>
#include <utility>

#include "raft/base/fingerprint.h"

namespace lin {
namespace {

constexpr size_t kGroupsMin = 16;

// Both are in the order of classes.
bool UsesNoMore(const Configuration& a, const Configuration& b) {
  const Used* other = b.used.begin();
  for (const Used& used : a.used) {
    while (other != b.used.end() && other->alike < used.alike) ++other;
    if (other == b.used.end() || other->alike != used.alike ||
        other->count < used.count) {
      return false;
    }
  }
  return true;
}

uint32_t HashOf(const Open& open, const Configuration& configuration) {
  raft::Fingerprint hash;
  hash.Add(configuration.value);
  for (size_t i = 0; i < Mask::kWords; ++i) {
    hash.Add(configuration.done.words[i] & open.moves.words[i]);
  }
  return static_cast<uint32_t>(hash.Get());
}

}  // namespace

uint32_t SpentBy(const Configuration& configuration) {
  uint32_t spent = 0;
  for (const Used& used : configuration.used) spent += used.count;
  return spent;
}

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

bool Frontier::Add(const Open& open, Configuration configuration) {
  if (entries_.size() >= heads_.size()) Grow();
  const uint32_t group = HashOf(open, configuration);
  const size_t mask = heads_.size() - 1;
  const uint32_t spent = SpentBy(configuration);
  uint32_t* link = &heads_[group & mask];
  for (uint32_t at = *link; at != kNone; at = entries_[at].next) {
    const Entry& entry = entries_[at];
    ++compared_;
    if (entry.group == group && entry.spent <= spent &&
        Dominates(open, entry.configuration, configuration)) {
      return false;
    }
  }
  while (*link != kNone) {
    Entry& entry = entries_[*link];
    if (entry.group == group && entry.spent >= spent &&
        Dominates(open, configuration, entry.configuration)) {
      entry.gone = true;
      --size_;
      *link = entry.next;
    } else {
      link = &entry.next;
    }
  }
  *link = static_cast<uint32_t>(entries_.size());
  entries_.push_back({std::move(configuration), group, kNone, spent});
  ++size_;
  return true;
}

void Frontier::Grow() {
  heads_.assign(std::max(kGroupsMin, 4 * heads_.size()), kNone);
  for (uint32_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].gone) continue;
    uint32_t& head = heads_[entries_[i].group & (heads_.size() - 1)];
    entries_[i].next = head;
    head = i;
  }
}

void Frontier::Clear() {
  for (const Entry& entry : entries_) {
    heads_[entry.group & (heads_.size() - 1)] = kNone;
  }
  entries_.clear();
  size_ = 0;
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
