#include "invariants/linearizability/model.h"

#include <algorithm>
#include <array>

namespace lin {
namespace {

constexpr uint32_t Bits(std::initializer_list<Verb> verbs) {
  uint32_t bits = 0;
  for (const Verb verb : verbs) bits |= 1u << static_cast<int>(verb);
  return bits;
}

bool Saw(const Operation& operation, Value value) {
  return operation.result == kUnseen || operation.result == value;
}

// One value; an empty state is kNil.
Value Held(const State& state) { return state.empty() ? kNil : state[0]; }

void Hold(State& state, Value value) {
  state.clear();
  if (value != kNil) state.push_back(value);
}

bool StepRegister(State& state, const Operation& operation, Values& values) {
  const Value before = Held(state);
  if (!Saw(operation, before)) return false;
  switch (operation.verb) {
    case Verb::kRead:
      return true;
    case Verb::kWrite:
      Hold(state, operation.argument);
      return true;
    case Verb::kDelete:
      Hold(state, kNil);
      return true;
    case Verb::kCompareAndSet:
      if (operation.status == Status::kFailed) {
        return before != operation.expected;
      }
      if (before != operation.expected) return false;
      Hold(state, operation.argument);
      return true;
    case Verb::kAppend:
      Hold(state, values.Concat(before, operation.argument));
      return true;
    default:
      return false;
  }
}

bool IsPureOnRegisters(const Operation& operation) {
  return operation.verb == Verb::kRead || operation.status == Status::kFailed;
}

std::string_view NothingIsWrong(const Operation&) { return ""; }

bool IsListOrNil(Value value) { return value == kNil || Values::IsList(value); }

std::string_view WrongOnLists(const Operation& operation) {
  if (!IsListOrNil(operation.argument)) return "its argument is no list";
  return operation.result == kUnseen || IsListOrNil(operation.result)
             ? ""
             : "what it saw is no list";
}

// The elements from the head on.
bool StepQueue(State& state, const Operation& operation, Values&) {
  if (operation.verb == Verb::kEnqueue) {
    state.push_back(operation.argument);
    return true;
  }
  if (operation.verb != Verb::kDequeue) return false;
  if (!Saw(operation, Held(state))) return false;
  if (!state.empty()) state.erase(state.begin());
  return true;
}

// A dequeue of nothing is not pure where its result is not known.
bool IsPureOnQueues(const Operation& operation) {
  return operation.verb == Verb::kDequeue && operation.result == kNil &&
         operation.status == Status::kOk;
}

// A dequeue that saw it would look like one that saw nothing.
std::string_view WrongOnQueues(const Operation& operation) {
  return operation.verb == Verb::kEnqueue && operation.argument == kNil
             ? "null cannot be in a queue"
             : "";
}

// The elements, sorted. A read gives them in any order.
bool StepSet(State& state, const Operation& operation, Values& values) {
  const auto place =
      std::lower_bound(state.begin(), state.end(), operation.argument);
  const bool is_in = place != state.end() && *place == operation.argument;
  switch (operation.verb) {
    case Verb::kAdd:
      if (!Saw(operation, is_in ? 0 : 1)) return false;
      if (!is_in) state.insert(place, operation.argument);
      return true;
    case Verb::kRemove:
      if (!Saw(operation, is_in ? 1 : 0)) return false;
      if (is_in) state.erase(place);
      return true;
    case Verb::kContains:
      return Saw(operation, is_in ? 1 : 0);
    case Verb::kRead: {
      if (Saw(operation, kUnseen)) return true;
      std::vector<Value> seen = values.Elements(operation.result);
      std::sort(seen.begin(), seen.end());
      return std::equal(seen.begin(), seen.end(), state.begin(), state.end());
    }
    default:
      return false;
  }
}

bool IsPureOnSets(const Operation& operation) {
  return operation.verb == Verb::kRead || operation.verb == Verb::kContains;
}

std::string_view WrongOnSets(const Operation& operation) {
  if (operation.result == kUnseen) return "";
  if (operation.verb == Verb::kRead) {
    return IsListOrNil(operation.result) ? "" : "what it saw is no list";
  }
  return operation.result == 0 || operation.result == 1
             ? ""
             : "what it saw is neither 1, for there, nor 0";
}

constexpr uint32_t kRegisterVerbs =
    Bits({Verb::kRead, Verb::kWrite, Verb::kDelete, Verb::kCompareAndSet});

const auto kModels = std::to_array<Model>({
    {"register", "a value for each key: read, write, compare-and-set",
     kRegisterVerbs, Parts::kKeys, true, StepRegister, IsPureOnRegisters,
     NothingIsWrong},
    {"kv", "a store: get, put, delete, compare-and-set of each key",
     kRegisterVerbs, Parts::kKeys, true, StepRegister, IsPureOnRegisters,
     NothingIsWrong},
    {"list", "a list for each key: get, put, append",
     Bits({Verb::kRead, Verb::kWrite, Verb::kDelete, Verb::kAppend}),
     Parts::kKeys, false, StepRegister, IsPureOnRegisters, WrongOnLists},
    {"queue", "a queue for each key: enqueue, dequeue",
     Bits({Verb::kEnqueue, Verb::kDequeue}), Parts::kKeys, false, StepQueue,
     IsPureOnQueues, WrongOnQueues},
    {"set", "a set for each key: add, remove, contains, read all",
     Bits({Verb::kAdd, Verb::kRemove, Verb::kContains, Verb::kRead}),
     Parts::kElements, false, StepSet, IsPureOnSets, WrongOnSets},
});

}  // namespace

std::span<const Model> Models() { return kModels; }

const Model* FindModel(std::string_view name) {
  for (const Model& model : kModels) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

std::string_view NameOf(Verb verb) {
  constexpr std::array<std::string_view, 10> kNames = {
      "read",    "write",   "delete", "compare-and-set", "append",
      "enqueue", "dequeue", "add",    "remove",          "contains"};
  return kNames[static_cast<size_t>(verb)];
}

}  // namespace lin
