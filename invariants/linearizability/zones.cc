#include "invariants/linearizability/zones.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "invariants/linearizability/block_order.h"
#include "invariants/linearizability/clusters.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

class Zones {
 public:
  explicit Zones(const RegisterPart& part)
      : part_(part), clusters_(MakeClusters(part)) {}

  Finding Run() {
    if (!clusters_.unique) {
      Finding finding;
      finding.reason = "a value was written twice";
      return finding;
    }
    if (clusters_.broken) return *clusters_.broken;
    if (!MakeBlocks() || !MakeReigns() || !FitTheOthers() || !AskFailed()) {
      return *std::move(finding_);
    }
    return OrderBlocks(part_, clusters_, blocks_);
  }

 private:
  const Cluster& At(uint32_t cluster) const { return clusters_.all[cluster]; }

  // Fails with who is in conflict; then returns false.
  bool Fail(std::vector<Witness> conflict, std::string reason) {
    std::erase_if(conflict, [](const Witness& witness) {
      return witness.position == kNoOne;
    });
    finding_ =
        MakeConflict(part_, clusters_, std::move(conflict), std::move(reason));
    return false;
  }

  // Adds what makes the clusters from one to another of a block consecutive.
  void AddChain(uint32_t from, uint32_t to, std::vector<Witness>& conflict) {
    conflict.push_back({At(from).writer, true});
    while (from != to) {
      conflict.push_back({At(from).mover});
      from = At(from).next;
    }
  }

  bool MakeBlocks() {
    std::vector<bool> reached(clusters_.all.size());
    for (uint32_t i = 0; i < clusters_.all.size(); ++i) {
      if (!At(i).lives || At(i).follows) continue;
      if (!MakeBlock(i, reached)) return false;
    }
    for (uint32_t i = 0; i < clusters_.all.size(); ++i) {
      if (!At(i).lives || reached[i]) continue;
      std::vector<Witness> conflict;
      for (uint32_t at = i; conflict.empty() || at != i; at = At(at).next) {
        conflict.push_back({At(at).mover});
      }
      return Fail(std::move(conflict),
                  "each needs the value that the one before it wrote");
    }
    return true;
  }

  bool MakeBlock(uint32_t head, std::vector<bool>& reached) {
    Block block{.head = head, .first_end = head, .last_begin = head};
    // The latest that something of the clusters so far had to wait for.
    Time latest = kAlways;
    uint32_t latest_operation = At(head).writer;
    uint32_t latest_cluster = head;
    if (latest_operation != kNoOne) {
      latest = part_.operations[latest_operation].called_at;
    }
    for (uint32_t at = head; at != kNoOne; at = At(at).next) {
      reached[at] = true;
      const Cluster& cluster = At(at);
      if (cluster.end < latest) {
        std::vector<Witness> conflict = {{cluster.first_end},
                                         {latest_operation}};
        AddChain(latest_cluster, at, conflict);
        return Fail(std::move(conflict),
                    "one returned before what had to come first was called");
      }
      if (cluster.begin > latest) {
        latest = cluster.begin;
        latest_operation = cluster.last_begin;
        latest_cluster = at;
      }
      if (cluster.end < block.end) {
        block.end = cluster.end;
        block.first_end = at;
      }
      if (cluster.begin > block.begin) {
        block.begin = cluster.begin;
        block.last_begin = at;
      }
    }
    blocks_.push_back(block);
    return true;
  }

  // The two operations that say where the zone of a block is, with their
  // values' writes.
  void AddZone(const Block& block, std::vector<Witness>& conflict) {
    conflict.push_back({At(block.first_end).first_end});
    conflict.push_back({At(block.last_begin).last_begin});
    // Of a zone that is no reign the last call may be of an earlier value.
    const uint32_t from = FirstOf(block);
    AddChain(from, from == block.first_end ? block.last_begin : block.first_end,
             conflict);
  }

  uint32_t FirstOf(const Block& block) const {
    for (uint32_t at = block.head;; at = At(at).next) {
      if (at == block.first_end || at == block.last_begin) return at;
    }
  }

  bool MakeReigns() {
    for (uint32_t i = 0; i < blocks_.size(); ++i) {
      if (blocks_[i].reigns()) reigns_.push_back(i);
    }
    std::sort(reigns_.begin(), reigns_.end(), [&](uint32_t a, uint32_t b) {
      return std::tie(blocks_[a].end, a) < std::tie(blocks_[b].end, b);
    });
    for (size_t i = 1; i < reigns_.size(); ++i) {
      const Block& before = blocks_[reigns_[i - 1]];
      const Block& after = blocks_[reigns_[i]];
      if (before.begin <= after.end) continue;
      std::vector<Witness> conflict;
      AddZone(before, conflict);
      AddZone(after, conflict);
      return Fail(std::move(conflict), "two values had to be there at once");
    }
    return true;
  }

  bool FitTheOthers() {
    for (Block& block : blocks_) {
      if (block.reigns()) continue;
      const uint32_t around = ReignAt(blocks_, reigns_, block.begin);
      if (around == kNoOne || block.begin >= blocks_[around].begin) continue;
      if (block.end < blocks_[around].begin) {
        std::vector<Witness> conflict;
        AddZone(blocks_[around], conflict);
        AddZone(block, conflict);
        return Fail(std::move(conflict),
                    "one value had to be there all the time that another one "
                    "was seen or written");
      }
      block.after = around;
    }
    return true;
  }

  // Of the compare-and-sets that failed, those that cannot have.
  bool AskFailed() {
    for (uint32_t i = 0; i < part_.operations.size(); ++i) {
      const RegisterOperation& operation = part_.operations[i];
      if (operation.type != Type::kNot) continue;
      const uint32_t number = clusters_.numbers.Find(operation.from);
      if (number == ValueIndex::kNone) continue;
      const Cluster& cluster = At(number);
      if (!cluster.lives || cluster.end >= operation.called_at ||
          operation.returned_at >= cluster.begin) {
        continue;
      }
      return Fail({{i},
                   {cluster.writer, true},
                   {cluster.first_end},
                   {cluster.last_begin}},
                  "its expected value was there all the time");
    }
    return true;
  }

  const RegisterPart& part_;
  const Clusters clusters_;
  std::vector<Block> blocks_;
  std::vector<uint32_t> reigns_;  // Blocks that reign, in the order of time.
  std::optional<Finding> finding_;
};

}  // namespace

Finding CheckZones(const RegisterPart& part) {
  if (part.contradiction) {
    Finding finding;
    finding.verdict = Verdict::kNot;
    finding.reason = "it contradicts itself";
    finding.conflict = {{*part.contradiction}};
    return finding;
  }
  return Zones(part).Run();
}

}  // namespace lin
