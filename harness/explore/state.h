// State: one state of an exploration, as numbers of parts.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "harness/action/action.h"
#include "harness/explore/model.h"
#include "harness/explore/parts.h"

namespace harness {

// How often each Budget was used.
using Used = std::array<uint8_t, kBudgets>;

// In words of 32 bits, one after the other: the replicas by id, the ghost, the
// rest, what was used of the budgets, and the messages in flight, in ascending
// order: which of several messages comes first is for the action that delivers
// one, so their order on a link is nothing that could matter later.
class State {
 public:
  State() = default;
  State(size_t nodes, std::span<const uint32_t> words)
      : nodes_(nodes), words_(words.begin(), words.end()) {}
  explicit State(size_t nodes) : nodes_(nodes), words_(nodes + kFixed) {}

  PartId replica(raft::NodeId id) const { return words_[id - 1]; }
  void set_replica(raft::NodeId id, PartId part) { words_[id - 1] = part; }
  PartId ghost() const { return words_[nodes_]; }
  void set_ghost(PartId part) { words_[nodes_] = part; }
  PartId rest() const { return words_[nodes_ + 1]; }
  void set_rest(PartId part) { words_[nodes_ + 1] = part; }

  Used used() const {
    Used used;
    std::memcpy(used.data(), &words_[nodes_ + 2], sizeof(used));
    return used;
  }
  void Use(Budget budget) {
    Used used = this->used();
    ++used[static_cast<size_t>(budget)];
    std::memcpy(&words_[nodes_ + 2], used.data(), sizeof(used));
  }

  std::span<const PartId> messages() const {
    return std::span(words_).subspan(nodes_ + kFixed);
  }
  void Put(PartId message) {
    words_.insert(std::upper_bound(words_.begin() + FirstMessage(),
                                   words_.end(), message),
                  message);
  }
  // REQUIRES: it is there.
  void Take(PartId message) {
    words_.erase(std::lower_bound(words_.begin() + FirstMessage(), words_.end(),
                                  message));
  }

  size_t nodes() const { return nodes_; }
  std::span<const uint32_t> words() const { return words_; }
  void Assign(size_t nodes, std::span<const uint32_t> words) {
    nodes_ = nodes;
    words_.assign(words.begin(), words.end());
  }
  friend bool operator==(const State&, const State&) = default;

 private:
  // The ghost, the rest, the budgets.
  static constexpr size_t kFixed = 2 + kBudgets / sizeof(uint32_t);
  ptrdiff_t FirstMessage() const {
    return static_cast<ptrdiff_t>(nodes_ + kFixed);
  }

  size_t nodes_ = 0;
  std::vector<uint32_t> words_;
};

// One thing that can happen to a state: an Action in few bytes.
struct Move {
  Verb verb = Verb::kDeliver;
  uint8_t node = 0;
  uint8_t peer = 0;
  uint8_t client = 0;
  uint8_t key = 0;
  uint8_t nth = 0;
  uint16_t option = 0;
  PartId message = PartTable<MessagePart>::kNone;  // Of those in flight.
  std::optional<Budget> budget = {};               // That it uses up.
  friend bool operator==(const Move&, const Move&) = default;
};

}  // namespace harness
