#include "invariants/linearizability/clusters.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace lin {
namespace {

using Type = RegisterOperation::Type;

class Maker {
 public:
  explicit Maker(const RegisterPart& part)
      : part_(part),
        operations_(part.operations),
        result_{
            .all = {}, .numbers = ValueIndex(CountWriters()), .broken = {}} {}

  Clusters Make() {
    AddWriters();
    if (result_.unique) Observe();
    if (result_.unique && !result_.broken) Join();
    return std::move(result_);
  }

 private:
  size_t CountWriters() const {
    size_t count = 1;
    for (const RegisterOperation& operation : operations_) {
      count += operation.mutates();
    }
    return count;
  }

  void AddWriters() {
    result_.all.reserve(CountWriters());
    result_.numbers.Number(kNil);
    Cluster& initial = result_.all.emplace_back();
    initial.lives = true;
    initial.end = kAlways;
    for (uint32_t i = 0; i < operations_.size(); ++i) {
      if (!operations_[i].mutates()) continue;
      const uint32_t number = result_.numbers.Number(operations_[i].to);
      if (number < result_.all.size()) {
        result_.unique = false;
        return;
      }
      Cluster& cluster = result_.all.emplace_back();
      cluster.writer = i;
      cluster.lives = !operations_[i].optional;
    }
  }

  // Finds out which optional writes happened: those whose value was seen.
  void Observe() {
    for (uint32_t i = 0; i < operations_.size(); ++i) {
      const RegisterOperation& operation = operations_[i];
      const bool sees = operation.type == Type::kRead ||
                        (operation.type == Type::kMove && !operation.optional);
      if (!sees) continue;
      for (uint32_t seer = i;;) {
        const uint32_t number = result_.numbers.Find(operations_[seer].from);
        if (number == ValueIndex::kNone) {
          result_.broken = MakeConflict(part_, result_, {{seer}},
                                        "nobody wrote what it saw");
          return;
        }
        Cluster& cluster = result_.all[number];
        if (cluster.lives) break;
        cluster.lives = true;
        cluster.seen_by = seer;
        seer = cluster.writer;
        if (operations_[seer].type != Type::kMove) break;
      }
    }
  }

  void Join() {
    for (uint32_t i = 0; i < operations_.size(); ++i) {
      const RegisterOperation& operation = operations_[i];
      if (operation.type == Type::kNot) continue;
      if (operation.mutates()) {
        const uint32_t own = result_.numbers.Find(operation.to);
        if (!result_.all[own].lives) continue;
        Add(result_.all[own], i);
        if (operation.type == Type::kWrite) continue;
        result_.all[own].follows = true;
        Cluster& before = result_.all[result_.numbers.Find(operation.from)];
        if (before.mover != kNoOne) {
          std::vector<Witness> both = {{before.mover}, {i}};
          if (before.writer != kNoOne) both.push_back({before.writer, true});
          result_.broken = MakeConflict(
              part_, result_, std::move(both),
              "both found and replaced a value that was written once");
          return;
        }
        before.mover = i;
        before.next = own;
        Add(before, i);
      } else {
        Add(result_.all[result_.numbers.Find(operation.from)], i);
      }
    }
  }

  void Add(Cluster& cluster, uint32_t i) {
    const RegisterOperation& operation = operations_[i];
    if (operation.returned_at < cluster.end) {
      cluster.end = operation.returned_at;
      cluster.first_end = i;
    }
    if (operation.called_at > cluster.begin) {
      cluster.begin = operation.called_at;
      cluster.last_begin = i;
    }
  }

  const RegisterPart& part_;
  const std::vector<RegisterOperation>& operations_;
  Clusters result_;
};

}  // namespace

Finding MakeConflict(const RegisterPart& part, const Clusters& clusters,
                     std::vector<Witness> conflict, std::string reason) {
  Finding finding;
  finding.verdict = Verdict::kNot;
  finding.reason = std::move(reason);
  for (size_t i = 0; i < conflict.size(); ++i) {
    const RegisterOperation& operation = part.operations[conflict[i].position];
    if (!operation.optional) continue;
    const uint32_t number = clusters.numbers.Find(operation.to);
    conflict.push_back({clusters.all[number].seen_by});
  }
  std::sort(conflict.begin(), conflict.end(),
            [](const Witness& a, const Witness& b) {
              return std::tie(a.position, a.as_write) <
                     std::tie(b.position, b.as_write);
            });
  for (const Witness& witness : conflict) {
    const uint32_t position = part.operations[witness.position].position;
    // The one that says more comes first.
    if (!finding.conflict.empty() &&
        finding.conflict.back().position == position) {
      continue;
    }
    finding.conflict.push_back({position, witness.as_write});
  }
  return finding;
}

Clusters MakeClusters(const RegisterPart& part) { return Maker(part).Make(); }

}  // namespace lin
