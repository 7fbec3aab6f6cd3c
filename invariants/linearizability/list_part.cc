#include "invariants/linearizability/list_part.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "invariants/linearizability/value_index.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

constexpr size_t kWaysMax = 512;

class Reader {
 public:
  Reader(const History& history, Part part,
         const std::function<bool(const RegisterPart&)>& try_way)
      : history_(history),
        part_(part),
        try_way_(try_way),
        elements_(part.size()),
        nodes_(part.size()) {}

  bool Read() {
    if (!ListAppends()) return false;
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      if (operation.verb == Verb::kRead && operation.status == Status::kOk) {
        See(operation.result);
      }
    }
    return MatchFrom(0);
  }

 private:
  const Operation& At(uint32_t position) const {
    return history_.operations[part_[position]];
  }

  // False if something does more than append one element, or may be confused
  // with that.
  bool ListAppends() {
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      if (operation.verb == Verb::kDelete) return false;
      writes_ |= operation.verb == Verb::kWrite;
      if (operation.verb == Verb::kWrite) roots_.push_back(operation.argument);
      if (operation.verb != Verb::kAppend) continue;
      if (operation.argument == kNil || operation.result != kUnseen) {
        return false;
      }
      const auto [before, element] = history_.values.Parts(operation.argument);
      if (before != kNil) return false;
      const uint32_t number = elements_.Number(element);
      if (number == appends_.size()) appends_.emplace_back();
      appends_[number].push_back(i);
    }
    // A list that was written, and may have been appended to as well.
    for (const Value root : roots_) {
      if (root == kNil) return false;
      const Value last = history_.values.Parts(root).second;
      if (elements_.Find(last) != ValueIndex::kNone) return false;
    }
    seen_.resize(appends_.size());
    matched_.assign(part_.size(), kNil);
    std::sort(roots_.begin(), roots_.end());
    return true;
  }

  // Notes all lists that end before it does, back to one that was written.
  void See(Value list) {
    while (list != kNil &&
           !std::binary_search(roots_.begin(), roots_.end(), list)) {
      const size_t before = nodes_.size();
      if (nodes_.Number(list) != before) return;
      const auto [rest, element] = history_.values.Parts(list);
      const uint32_t number = elements_.Find(element);
      // One that nobody appended is found out by the zones.
      if (number != ValueIndex::kNone) seen_[number].push_back(list);
      list = rest;
    }
  }

  // Tries each way to say which appends of the elements from the `element`th on
  // made which of the lists that end with them. False if not all were tried.
  bool MatchFrom(size_t element) {
    while (element < appends_.size() && !IsAmbiguous(element)) {
      Match(element);
      ++element;
    }
    if (element == appends_.size()) {
      return ++ways_ <= kWaysMax && try_way_(Put());
    }
    return Choose(element, 0);
  }

  // The same with the lists of the element from the `list`th on.
  bool Choose(size_t element, size_t list) {
    const std::vector<uint32_t>& appends = appends_[element];
    if (list == std::min(seen_[element].size(), appends.size())) {
      return MatchFrom(element + 1);
    }
    for (const uint32_t append : appends) {
      if (matched_[append] != kNil) continue;
      matched_[append] = seen_[element][list];
      const bool tried = Choose(element, list + 1);
      matched_[append] = kNil;
      if (!tried) return false;
    }
    return true;
  }

  // An append that came later made the longer list, if none was ever replaced.
  bool IsAmbiguous(size_t element) const {
    const std::vector<uint32_t>& appends = appends_[element];
    if (seen_[element].empty() || appends.size() == 1) return false;
    if (writes_) return true;
    for (size_t i = 0; i < appends.size(); ++i) {
      if (At(appends[i]).status == Status::kUnknown) return true;
      if (i > 0 && At(appends[i - 1]).returned_at >= At(appends[i]).called_at) {
        return true;
      }
    }
    return false;
  }

  void Match(size_t element) {
    const std::vector<uint32_t>& appends = appends_[element];
    std::vector<Value>& lists = seen_[element];
    std::sort(lists.begin(), lists.end(), [&](Value a, Value b) {
      return history_.values.Elements(a).size() <
             history_.values.Elements(b).size();
    });
    for (size_t i = 0; i < std::min(appends.size(), lists.size()); ++i) {
      matched_[appends[i]] = lists[i];
    }
  }

  RegisterPart Put() const {
    RegisterPart result;
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      RegisterOperation added{.position = i,
                              .called_at = operation.called_at,
                              .returned_at = operation.returned_at};
      added.optional = operation.status == Status::kUnknown;
      if (operation.verb == Verb::kRead) {
        if (added.optional) continue;
        added.from = operation.result;
      } else if (operation.verb == Verb::kWrite) {
        added.type = Type::kWrite;
        added.to = operation.argument;
      } else if (matched_[i] != kNil) {
        added.type = Type::kMove;
        added.from = history_.values.Parts(matched_[i]).first;
        added.to = matched_[i];
      } else {
        // A value that nobody has.
        added.type = Type::kWrite;
        added.to = kUnseen + 1 + static_cast<Value>(i);
      }
      result.operations.push_back(added);
    }
    return result;
  }

  const History& history_;
  const Part part_;
  const std::function<bool(const RegisterPart&)>& try_way_;
  size_t ways_ = 0;
  bool writes_ = false;
  std::vector<Value> roots_;
  ValueIndex elements_;  // Numbers of elements that are appended.
  std::vector<std::vector<uint32_t>> appends_;  // By element, positions.
  std::vector<std::vector<Value>> seen_;        // Lists that end with it.
  ValueIndex nodes_;                            // Lists that were seen.
  std::vector<Value> matched_;  // By position, what an append left.
};

}  // namespace

bool ForEachWay(const History& history, const Model& model, Part part,
                const std::function<bool(const RegisterPart&)>& try_way) {
  return model.Knows(Verb::kAppend) && Reader(history, part, try_way).Read();
}

}  // namespace lin
