#include "invariants/linearizability/alikes.h"

#include <algorithm>

namespace lin {

using Type = RegisterOperation::Type;

Alikes::Alikes(const RegisterPart& part) : part_(part), numbers_(64) {
  numbers_.Number(kNil);
  for (const RegisterOperation& operation : part.operations) {
    const bool sees = operation.type != Type::kWrite;
    const uint32_t from = sees ? numbers_.Number(operation.from) : kNone;
    if (!operation.mutates()) continue;
    const uint32_t to = numbers_.Number(operation.to);
    if (!operation.optional) continue;
    const bool is_new =
        known_.try_emplace({from, to}, static_cast<uint32_t>(classes_.size()))
            .second;
    if (is_new) classes_.push_back({.from = from, .to = to, .called = {}});
  }
  // One more for a value that nobody knows.
  write_of_.assign(numbers_.size() + 1, kNone);
  moves_from_.resize(numbers_.size() + 1);
  FindUses();
}

uint32_t Alikes::ClassOf(const RegisterOperation& operation) const {
  const bool sees = operation.type != Type::kWrite;
  const uint32_t from = sees ? NumberOf(operation.from) : kNone;
  return known_.at({from, NumberOf(operation.to)});
}

void Alikes::FindUses() {
  // Who sees only what the value is not can be served by any.
  Time any = kAlways;
  std::vector<Time> seen(numbers_.size(), kAlways);
  std::vector<bool> named(numbers_.size());
  std::vector<uint32_t> fresh;
  const auto see = [&](uint32_t value, Time until) {
    if (seen[value] >= until) return;
    seen[value] = until;
    fresh.push_back(value);
  };
  for (const RegisterOperation& operation : part_.operations) {
    if (operation.optional || operation.type == Type::kWrite) continue;
    if (operation.type == Type::kNot) {
      any = std::max(any, operation.returned_at);
      named[NumberOf(operation.from)] = true;
    } else {
      see(NumberOf(operation.from), operation.returned_at);
    }
  }
  std::vector<std::vector<uint32_t>> moves_to(numbers_.size());
  for (uint32_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].from != kNone) moves_to[classes_[i].to].push_back(i);
  }
  while (!fresh.empty()) {
    const uint32_t value = fresh.back();
    fresh.pop_back();
    for (const uint32_t move : moves_to[value]) {
      see(classes_[move].from, seen[value]);
    }
  }
  for (Class& one : classes_) {
    one.useful_until = std::max(any, seen[one.to]);
    one.is_filler =
        one.from == kNone && seen[one.to] == kAlways && !named[one.to];
  }
}

void Alikes::Call(uint32_t operation) {
  const uint32_t alike = ClassOf(part_.operations[operation]);
  Class& one = classes_[alike];
  if (one.useful_until < now_) return;
  one.called.push_back(operation);
  if (one.called.size() > 1) return;
  if (one.from == kNone) {
    write_of_[one.to] = alike;
    writes_.push_back(alike);
  } else {
    if (moves_from_[one.from].empty()) sources_.push_back(one.from);
    moves_from_[one.from].push_back(alike);
  }
}

void Alikes::SetNow(Time now) {
  now_ = now;
  std::erase_if(writes_, [&](uint32_t alike) {
    if (classes_[alike].useful_until >= now) return false;
    write_of_[classes_[alike].to] = kNone;
    return true;
  });
  std::erase_if(sources_, [&](uint32_t value) {
    std::erase_if(moves_from_[value], [&](uint32_t alike) {
      return classes_[alike].useful_until < now;
    });
    return moves_from_[value].empty();
  });
}

void Alikes::StartAgain(uint32_t called, Time now) {
  now_ = kAlways;
  for (Class& one : classes_) one.called.clear();
  write_of_.assign(write_of_.size(), kNone);
  for (auto& moves : moves_from_) moves.clear();
  writes_.clear();
  sources_.clear();
  for (uint32_t i = 0; i < called; ++i) {
    if (part_.operations[i].optional) Call(i);
  }
  SetNow(now);
}

void Alikes::Forget(raft::InlineVector<Used, 2>& used) const {
  const auto kept = std::remove_if(
      used.begin(), used.end(),
      [&](const Used& one) { return classes_[one.alike].useful_until < now_; });
  used.erase(kept, used.end());
}

}  // namespace lin
