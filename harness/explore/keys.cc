#include "harness/explore/keys.h"

#include <algorithm>
#include <cstring>

#include "raft/base/fingerprint.h"

namespace harness {
namespace {

StateKey KeyOf(const Used& used) {
  std::array<uint64_t, kBudgets / 8> words;
  std::memcpy(words.data(), used.data(), sizeof(words));
  raft::Fingerprint high(3);
  raft::Fingerprint low(4);
  for (const uint64_t word : words) {
    high.Add(word);
    low.Add(word);
  }
  return {high.Get(), low.Get()};
}

}  // namespace

void Keys::Add(const PartKeys& keys, bool adds, std::vector<StateKey>& sums) {
  for (size_t i = 0; i < sums.size(); ++i) {
    if (adds) {
      sums[i] += keys[i];
    } else {
      sums[i] -= keys[i];
    }
  }
}

StateKey Keys::Least(const std::vector<StateKey>& sums, const State& state) {
  StateKey least = sums.front();
  uint64_t same = 1;
  for (size_t i = 1; i < sums.size(); ++i) {
    if (sums[i] < least) {
      least = sums[i];
      same = 1;
    } else if (sums[i] == least) {
      ++same;
    }
  }
  orbit_ = sums.size() / same;
  least += KeyOf(state.used());
  return least;
}

StateKey Keys::Of(const State& state) {
  std::fill(sums_.begin(), sums_.end(), StateKey());
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    Add(parts_.replicas.Get(state.replica(id)).keys, true, sums_);
  }
  Add(parts_.ghosts.Get(state.ghost()).keys, true, sums_);
  Add(parts_.rests.Get(state.rest()).keys, true, sums_);
  for (const PartId id : state.messages()) {
    Add(parts_.messages.Get(id).keys, true, sums_);
  }
  return Least(sums_, state);
}

StateKey Keys::OfNext(const State& state, const State& next) {
  next_ = sums_;
  const auto change = [&](const auto& table, PartId from, PartId to) {
    if (from == to) return;
    Add(table.Get(from).keys, false, next_);
    Add(table.Get(to).keys, true, next_);
  };
  for (raft::NodeId id = 1; id <= state.nodes(); ++id) {
    change(parts_.replicas, state.replica(id), next.replica(id));
  }
  change(parts_.ghosts, state.ghost(), next.ghost());
  change(parts_.rests, state.rest(), next.rest());
  // Both lists are sorted: what is in one of them only was taken or sent.
  const auto old_messages = state.messages();
  const auto new_messages = next.messages();
  auto was = old_messages.begin();
  auto is = new_messages.begin();
  while (was != old_messages.end() || is != new_messages.end()) {
    if (is == new_messages.end() || (was != old_messages.end() && *was < *is)) {
      Add(parts_.messages.Get(*was++).keys, false, next_);
    } else if (was == old_messages.end() || *is < *was) {
      Add(parts_.messages.Get(*is++).keys, true, next_);
    } else {
      ++was;
      ++is;
    }
  }
  return Least(next_, next);
}

}  // namespace harness
