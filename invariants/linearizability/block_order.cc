#include "invariants/linearizability/block_order.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace lin {
namespace {

using Type = RegisterOperation::Type;

// An operation and the moment at which it takes effect.
struct Placed {
  Time moment = kAlways;
  uint32_t operation = 0;
};

class Orderer {
 public:
  Orderer(const RegisterPart& part, const Clusters& clusters,
          const std::vector<Block>& blocks)
      : operations_(part.operations), clusters_(clusters), blocks_(blocks) {}

  Finding Run() {
    ListReads();
    ListFillers();
    not_before_.assign(clusters_.all.size(), kAlways);
    const std::vector<uint32_t> sorted = SortedBlocks();
    Finding finding;
    // The second time with the writes delayed that have to be.
    for (int round = 0; round < 2; ++round) {
      if (!PlaceAll(sorted)) break;
      if (!PlaceFailed()) continue;
      finding.verdict = Verdict::kLinearizable;
      finding.decided_until = kNever;
      finding.order = Merge();
      return finding;
    }
    finding.reason = "a compare-and-set that failed finds no place";
    return finding;
  }

 private:
  // The reads of each cluster, in the order of calls.
  void ListReads() {
    first_read_.assign(clusters_.all.size() + 1, 0);
    const auto cluster_of = [&](const RegisterOperation& operation) {
      return clusters_.numbers.Find(operation.from);
    };
    for (const RegisterOperation& operation : operations_) {
      if (operation.type == Type::kRead) {
        ++first_read_[cluster_of(operation) + 1];
      }
    }
    for (size_t i = 1; i < first_read_.size(); ++i) {
      first_read_[i] += first_read_[i - 1];
    }
    reads_.resize(first_read_.back());
    std::vector<uint32_t> next(first_read_.begin(), first_read_.end() - 1);
    for (uint32_t i = 0; i < operations_.size(); ++i) {
      if (operations_[i].type != Type::kRead) continue;
      reads_[next[cluster_of(operations_[i])]++] = i;
    }
  }

  // A reign stands where it begins; any other block where its last call is, or
  // behind the reign in which that is.
  std::vector<uint32_t> SortedBlocks() const {
    struct Key {
      Time time;
      bool is_behind;
      Time begin;
      uint32_t block;
      auto Tie() const { return std::tie(time, is_behind, begin, block); }
    };
    std::vector<Key> keys;
    keys.reserve(blocks_.size());
    for (uint32_t i = 0; i < blocks_.size(); ++i) {
      const Block& block = blocks_[i];
      if (block.reigns()) {
        keys.push_back({block.end, false, block.begin, i});
      } else if (block.after == kNoOne) {
        keys.push_back({block.begin, true, block.begin, i});
      } else {
        keys.push_back({blocks_[block.after].begin, true, block.begin, i});
      }
    }
    std::sort(keys.begin(), keys.end(),
              [](const Key& a, const Key& b) { return a.Tie() < b.Tie(); });
    std::vector<uint32_t> sorted;
    sorted.reserve(keys.size());
    for (const Key& key : keys) sorted.push_back(key.block);
    return sorted;
  }

  // Optional writes that nobody saw, and whose value nobody expected: one can
  // be made to put another value away.
  void ListFillers() {
    std::vector<bool> named(clusters_.all.size());
    bool any = false;
    for (const RegisterOperation& operation : operations_) {
      if (operation.type != Type::kNot) continue;
      any = true;
      const uint32_t number = clusters_.numbers.Find(operation.from);
      if (number != ValueIndex::kNone) named[number] = true;
    }
    for (uint32_t i = 0; any && i < clusters_.all.size(); ++i) {
      const Cluster& cluster = clusters_.all[i];
      if (cluster.lives || named[i]) continue;
      if (operations_[cluster.writer].type != Type::kWrite) continue;
      fillers_.push_back(cluster.writer);
    }
  }

  // False if something comes too late.
  bool PlaceAll(const std::vector<uint32_t>& sorted) {
    placed_.clear();
    placed_.reserve(operations_.size());
    starts_.assign(clusters_.all.size(), kNever);
    ends_.assign(clusters_.all.size(), kNever);
    last_cluster_ = kNoOne;
    moment_ = kAlways;
    for (const uint32_t block : sorted) PlaceBlock(blocks_[block]);
    return std::all_of(placed_.begin(), placed_.end(), [&](const Placed& p) {
      return p.moment <= operations_[p.operation].returned_at;
    });
  }

  void PlaceBlock(const Block& block) {
    for (uint32_t at = block.head; at != kNoOne; at = clusters_.all[at].next) {
      const Cluster& cluster = clusters_.all[at];
      if (cluster.writer != kNoOne) {
        moment_ = std::max(
            {moment_, operations_[cluster.writer].called_at, not_before_[at]});
        placed_.push_back({moment_, cluster.writer});
      }
      if (last_cluster_ != kNoOne) ends_[last_cluster_] = moment_;
      last_cluster_ = at;
      starts_[at] = moment_;
      for (uint32_t i = first_read_[at]; i < first_read_[at + 1]; ++i) {
        const uint32_t read = reads_[i];
        moment_ = std::max(moment_, operations_[read].called_at);
        placed_.push_back({moment_, read});
      }
      // Who replaces it has seen it.
      moment_ = std::max(moment_, cluster.begin);
    }
  }

  // Finds moments at which the expected value was not there. False if there is
  // none for one of them, which may be because its value is written too early.
  bool PlaceFailed() {
    failed_.clear();
    bool all_fit = true;
    size_t fillers = 0;
    for (uint32_t i = 0; i < operations_.size(); ++i) {
      const RegisterOperation& operation = operations_[i];
      if (operation.type != Type::kNot) continue;
      const uint32_t number = clusters_.numbers.Find(operation.from);
      Time moment = operation.called_at;
      if (number != ValueIndex::kNone && clusters_.all[number].lives &&
          moment > starts_[number]) {
        moment = std::max(moment, ends_[number]);
      }
      if (moment > operation.returned_at) {
        moment = Fill(operation, clusters_.all[number], fillers);
      }
      if (moment > operation.returned_at) {
        not_before_[number] =
            std::max(not_before_[number], operation.called_at + 1);
        all_fit = false;
      }
      failed_.push_back({moment, i});
    }
    if (!all_fit) return false;
    std::sort(failed_.begin(), failed_.end(),
              [&](const Placed& a, const Placed& b) {
                const bool a_waits = Waits(a);
                const bool b_waits = Waits(b);
                return std::tie(a.moment, a_waits, a.operation) <
                       std::tie(b.moment, b_waits, b.operation);
              });
    return true;
  }

  // A filler comes before what it makes room for.
  bool Waits(const Placed& placed) const {
    return !operations_[placed.operation].mutates();
  }

  // Puts a value away, before another one does so, by a write that may not have
  // happened. Returns when; kNever if that cannot be.
  Time Fill(const RegisterOperation& failed, const Cluster& cluster,
            size_t& fillers) {
    if (cluster.next != kNoOne || fillers == fillers_.size()) return kNever;
    const uint32_t filler = fillers_[fillers];
    const Time moment = std::max(
        {cluster.begin, failed.called_at, operations_[filler].called_at});
    if (moment > failed.returned_at) return kNever;
    failed_.push_back({moment, filler});
    ++fillers;
    return moment;
  }

  std::vector<uint32_t> Merge() const {
    std::vector<uint32_t> order;
    order.reserve(placed_.size() + failed_.size());
    size_t next = 0;
    for (const Placed& placed : placed_) {
      while (next < failed_.size() && failed_[next].moment < placed.moment) {
        order.push_back(operations_[failed_[next++].operation].position);
      }
      order.push_back(operations_[placed.operation].position);
    }
    for (; next < failed_.size(); ++next) {
      order.push_back(operations_[failed_[next].operation].position);
    }
    return order;
  }

  const std::vector<RegisterOperation>& operations_;
  const Clusters& clusters_;
  const std::vector<Block>& blocks_;
  std::vector<uint32_t> first_read_;  // By cluster, where in reads_.
  std::vector<uint32_t> reads_;
  std::vector<Placed> placed_;
  std::vector<Placed> failed_;  // Comparisons that failed, and fillers.
  std::vector<uint32_t> fillers_;
  std::vector<Time> not_before_;  // By cluster, for its write.
  std::vector<Time> starts_;      // By cluster, when it became the value,
  std::vector<Time> ends_;        // and when another one did.
  uint32_t last_cluster_ = kNoOne;
  Time moment_ = kAlways;
};

}  // namespace

uint32_t ReignAt(const std::vector<Block>& blocks,
                 const std::vector<uint32_t>& reigns, Time time) {
  const auto after = std::partition_point(
      reigns.begin(), reigns.end(),
      [&](uint32_t reign) { return blocks[reign].end < time; });
  return after == reigns.begin() ? kNoOne : *(after - 1);
}

Finding OrderBlocks(const RegisterPart& part, const Clusters& clusters,
                    const std::vector<Block>& blocks) {
  return Orderer(part, clusters, blocks).Run();
}

}  // namespace lin
