#include "invariants/linearizability/list_part.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "invariants/linearizability/value_index.h"

namespace lin {
namespace {

using Type = RegisterOperation::Type;

class Reader {
 public:
  Reader(const History& history, Part part)
      : history_(history),
        part_(part),
        elements_(part.size()),
        nodes_(part.size()) {}

  std::optional<RegisterPart> Read() {
    if (!ListAppends()) return std::nullopt;
    for (uint32_t i = 0; i < part_.size(); ++i) {
      const Operation& operation = At(i);
      if (operation.verb == Verb::kRead && operation.status == Status::kOk) {
        See(operation.result);
      }
    }
    for (size_t i = 0; i < appends_.size(); ++i) {
      if (!Match(appends_[i], seen_[i])) return std::nullopt;
    }
    return Put();
  }

 private:
  const Operation& At(uint32_t position) const {
    return history_.operations[part_[position]];
  }

  // False if something does more than append one element.
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

  // Which of the appends of an element made which of the lists that end with
  // it. False if nobody can tell.
  bool Match(const std::vector<uint32_t>& appends, std::vector<Value>& lists) {
    if (lists.empty()) return true;
    if (appends.size() == 1 && lists.size() == 1) {
      matched_[appends[0]] = lists[0];
      return true;
    }
    if (writes_) return false;
    for (size_t i = 0; i < appends.size(); ++i) {
      if (At(appends[i]).status == Status::kUnknown) return false;
      if (i > 0 && At(appends[i - 1]).returned_at >= At(appends[i]).called_at) {
        return false;
      }
    }
    std::sort(lists.begin(), lists.end(), [&](Value a, Value b) {
      return history_.values.Elements(a).size() <
             history_.values.Elements(b).size();
    });
    for (size_t i = 0; i < std::min(appends.size(), lists.size()); ++i) {
      matched_[appends[i]] = lists[i];
    }
    return true;
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
  bool writes_ = false;
  std::vector<Value> roots_;
  ValueIndex elements_;  // Numbers of elements that are appended.
  std::vector<std::vector<uint32_t>> appends_;  // By element, positions.
  std::vector<std::vector<Value>> seen_;        // Lists that end with it.
  ValueIndex nodes_;                            // Lists that were seen.
  std::vector<Value> matched_;  // By position, what an append left.
};

}  // namespace

std::optional<RegisterPart> AsList(const History& history, const Model& model,
                                   Part part) {
  if (!model.Knows(Verb::kAppend)) return std::nullopt;
  return Reader(history, part).Read();
}

}  // namespace lin
