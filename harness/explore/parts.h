// Parts: what states are put together of, each kept once.
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/explore/names.h"
#include "harness/explore/state_set.h"
#include "harness/world/replica.h"
#include "harness/world/world.h"
#include "invariants/ghost.h"
#include "raft/types.h"

namespace harness {

using PartId = uint32_t;

// The number of a part, and whether it was not there before.
using Added = std::pair<PartId, bool>;

// A replica, and what enumerating asks it again and again.
struct ReplicaPart {
  explicit ReplicaPart(std::shared_ptr<Replica> of);

  std::shared_ptr<Replica> replica;
  raft::Term term = 0;
  PartId durable = 0;  // Stands for what is durable and promised here.
  uint32_t unsynced = 0;
  bool up = false;
  bool leads = false;
  bool follows = false;    // It knows who leads, and that is another.
  bool campaigns = false;  // A timeout would make it a candidate.
  bool can_take = false;
  bool can_sync = false;
  bool can_hear = false;
  bool can_apply = false;
  bool can_compact = false;
};

struct MessagePart {
  raft::NodeId sender = raft::kNone;
  raft::Message message;
};

// What clients wait for, which links are cut, and the world's counts.
struct RestPart {
  Clients clients;
  World::Counts counts;
  uint64_t cut = 0;  // Bit (from - 1) * 8 + to - 1 for each link.
};

// Values of one kind, by number, from 0 on; equal ones, that is ones with the
// same key, once. Any thread may call anything at any time; what Get returns
// stays where it is.
template <typename T>
class PartTable {
 public:
  static constexpr PartId kNone = ~PartId{0};

  struct Part {
    T value;
    PartKeys keys;
  };

  // kNone if it is not there.
  PartId Find(const StateKey& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = ids_.find(key);
    return found == ids_.end() ? kNone : found->second;
  }
  // Adds it unless it is there. Returns its number, and whether it is new.
  Added Add(T value, PartKeys keys) {
    const std::lock_guard lock(mutex_);
    const auto [place, is_new] =
        ids_.emplace(keys.front(), static_cast<PartId>(size_));
    if (is_new) Store(place->second, {std::move(value), std::move(keys)});
    return {place->second, is_new};
  }
  const Part& Get(PartId id) const {
    const auto [block, place] = PlaceOf(id);
    return *blocks_[block].load(std::memory_order_acquire)[place];
  }
  const T& operator[](PartId id) const { return Get(id).value; }
  size_t size() const {
    const std::lock_guard lock(mutex_);
    return size_;
  }

  PartTable() : blocks_(kBlocks) {}
  PartTable(const PartTable&) = delete;
  ~PartTable() {
    for (auto& block : blocks_) delete[] block.load();
  }

 private:
  // Block b holds the numbers from 256 * (2^b - 1) on, 256 * 2^b of them.
  static constexpr size_t kBlocks = 24;
  static constexpr uint64_t kFirst = 256;

  struct KeyHash {
    size_t operator()(const StateKey& key) const { return key.high; }
  };

  static std::pair<size_t, size_t> PlaceOf(PartId id) {
    const uint64_t shifted = id / kFirst + 1;
    const auto block = static_cast<size_t>(std::bit_width(shifted) - 1);
    return {block, id - kFirst * ((uint64_t{1} << block) - 1)};
  }
  void Store(PartId id, Part part) {
    const auto [block, place] = PlaceOf(id);
    if (blocks_[block].load(std::memory_order_relaxed) == nullptr) {
      blocks_[block].store(new std::optional<Part>[kFirst << block],
                           std::memory_order_release);
    }
    blocks_[block].load(std::memory_order_relaxed)[place] = std::move(part);
    ++size_;
  }

  mutable std::mutex mutex_;
  std::unordered_map<StateKey, PartId, KeyHash> ids_;
  std::vector<std::atomic<std::optional<Part>*>> blocks_;
  size_t size_ = 0;
};

// The kinds of parts that states have numbers of.
enum class PartKind : uint8_t { kReplica, kGhost, kRest, kMessage };
inline constexpr uint64_t kPartKinds = 4;

// All parts of an exploration.
class Parts {
 public:
  explicit Parts(std::vector<Names> renamings)
      : renamings_(std::move(renamings)) {}

  Added Add(const std::shared_ptr<Replica>& replica);
  Added Add(raft::NodeId sender, const raft::Message& message);
  Added Add(const invariants::Ghost& ghost);
  Added Add(const RestPart& rest);

  const std::vector<Names>& renamings() const { return renamings_; }
  // How many parts there are, of any kind.
  size_t size() const;
  // The key of a part under no renaming. REQUIRES: it is there.
  StateKey KeyOf(PartKind kind, PartId id) const;
  // The part of that key; PartTable's kNone if it is not there.
  PartId Find(PartKind kind, const StateKey& key) const;

  PartTable<ReplicaPart> replicas;
  PartTable<MessagePart> messages;
  PartTable<invariants::Ghost> ghosts;
  PartTable<RestPart> rests;

 private:
  // Calls `look` with the table of that kind.
  template <typename Look>
  auto InTable(PartKind kind, const Look& look) const {
    switch (kind) {
      case PartKind::kReplica:
        return look(replicas);
      case PartKind::kGhost:
        return look(ghosts);
      case PartKind::kRest:
        return look(rests);
      case PartKind::kMessage:
        break;
    }
    return look(messages);
  }

  std::vector<Names> renamings_;
  PartTable<char> durables_;
};

}  // namespace harness
