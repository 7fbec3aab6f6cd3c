#include "invariants/linearizability/shrink.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "invariants/linearizability/conflict.h"
#include "invariants/linearizability/decide.h"

namespace lin {
namespace {

constexpr int kTries = 3000;
// Of all that are looked at in all tries.
constexpr uint64_t kOperationsAll = 100'000;
constexpr uint64_t kStepsEach = 20'000;
constexpr uint64_t kStepsAll = 400'000;

class Shrinker {
 public:
  Shrinker(History& history, const Model& model, Part part, Finding& finding)
      : history_(history), model_(model), part_(part), finding_(finding) {}

  void Run() {
    for (bool smaller = true; smaller && tries_ > 0;) {
      smaller = false;
      for (size_t chunk = std::max<size_t>(finding_.conflict.size() / 2, 1);
           chunk > 0; chunk /= 2) {
        smaller |= LeaveOut(chunk);
      }
      smaller |= Weaken();
    }
  }

 private:
  using Conflict = std::vector<Witness>;

  const Operation& At(const Witness& witness) const {
    return history_.operations[part_[witness.position]];
  }
  bool Mutates(const Witness& witness) const {
    return !model_.is_pure(At(witness));
  }

  // Keeps it if it still has no order.
  bool Try(Conflict conflict) {
    operations_ += conflict.size();
    if (steps_ > kStepsAll || operations_ > kOperationsAll) tries_ = 0;
    if (tries_ <= 0) return false;
    --tries_;
    History extract = Extract(history_, part_, conflict);
    std::vector<uint32_t> all(conflict.size());
    for (uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    Budget budget;
    budget.steps = kStepsEach;
    const Decided decided =
        Decide(extract, model_, all, budget, finding_.any_initial);
    steps_ += decided.finding.steps;
    if (decided.finding.verdict != Verdict::kNot) return false;
    finding_.conflict = std::move(conflict);
    return true;
  }

  // Whether the operation may be left out beside those of the conflict.
  bool MayGo(const Conflict& conflict, const Witness& witness) const {
    if (!Mutates(witness)) return true;
    Time last_return = kAlways;
    for (const Witness& other : conflict) {
      if (!other.maybe && At(other).returned_at != kNever) {
        last_return = std::max(last_return, At(other).returned_at);
      }
    }
    const bool is_maybe =
        witness.maybe || At(witness).status == Status::kUnknown;
    if (is_maybe && At(witness).called_at > last_return) return true;
    return model_.is_register && !IsAskedFor(conflict, witness);
  }

  bool IsAskedFor(const Conflict& conflict, const Witness& witness) const {
    const Operation& write = At(witness);
    const Value value = write.verb == Verb::kDelete ? kNil : write.argument;
    return std::any_of(
        conflict.begin(), conflict.end(), [&](const Witness& other) {
          const Operation& operation = At(other);
          if (operation.status == Status::kFailed &&
              operation.result == kUnseen) {
            return true;
          }
          if (other.position == witness.position || other.as_write) {
            return false;
          }
          return operation.result == value ||
                 (operation.verb == Verb::kCompareAndSet &&
                  operation.status != Status::kFailed &&
                  operation.expected == value);
        });
  }

  // Leaves out groups of so many.
  bool LeaveOut(size_t chunk) {
    bool smaller = false;
    for (size_t end = finding_.conflict.size(); end > 0;) {
      end = std::min(end, finding_.conflict.size());
      const size_t begin = end > chunk ? end - chunk : 0;
      Conflict rest = finding_.conflict;
      // Reads first: they may be all that asks for a write.
      for (const bool mutates : {false, true}) {
        for (size_t i = std::min(end, rest.size()); i-- > begin;) {
          if (i >= rest.size() || Mutates(rest[i]) != mutates) continue;
          if (!MayGo(rest, rest[i])) continue;
          rest.erase(rest.begin() + static_cast<ptrdiff_t>(i));
        }
      }
      if (rest.size() < finding_.conflict.size())
        smaller |= Try(std::move(rest));
      end = begin;
    }
    return smaller;
  }

  // Says less of what is left.
  bool Weaken() {
    bool weaker = false;
    for (size_t i = 0; i < finding_.conflict.size(); ++i) {
      const Operation& operation = At(finding_.conflict[i]);
      if (!Mutates(finding_.conflict[i])) continue;
      if (!finding_.conflict[i].maybe && operation.status == Status::kOk) {
        Conflict changed = finding_.conflict;
        changed[i].maybe = true;
        weaker |= Try(std::move(changed));
      }
      const bool sees =
          operation.verb == Verb::kCompareAndSet || operation.result != kUnseen;
      if (model_.is_register && sees && !finding_.conflict[i].as_write) {
        Conflict changed = finding_.conflict;
        changed[i].as_write = true;
        weaker |= Try(std::move(changed));
      }
    }
    return weaker;
  }

  History& history_;
  const Model& model_;
  const Part part_;
  Finding& finding_;
  int tries_ = kTries;
  uint64_t steps_ = 0;
  uint64_t operations_ = 0;
};

}  // namespace

void Shrink(History& history, const Model& model, Part part, Finding& finding) {
  if (finding.verdict != Verdict::kNot) return;
  Shrinker(history, model, part, finding).Run();
}

}  // namespace lin
