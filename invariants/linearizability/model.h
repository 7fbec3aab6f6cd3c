// Model: what an object does when it is asked one thing after the other.
//
// To add one: write its step, a pure function of a state and an operation, in
// model.cc, and give it a row in the table there. That is all: the general
// search (search.h), the verifier, the readers of files and the command line go
// by the table. An object that is a register for each key may say so, and the
// faster engines will do.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "invariants/linearizability/history.h"
#include "raft/base/inline_vector.h"

namespace lin {

// The state of one object: as many values as its model likes. The initial state
// is empty.
using State = raft::InlineVector<Value, 2>;

// What may be checked apart: a history is linearizable if and only if each of
// its parts is.
enum class Parts : uint8_t {
  kKeys,      // The operations of each key.
  kElements,  // Of each key and argument, if no operation is about all of them.
};

struct Model {
  std::string_view name;
  std::string_view claim;  // One line for people.
  // The verbs that it knows, a bit for each.
  uint32_t verbs = 0;
  Parts parts = Parts::kKeys;
  // Reads, writes, deletes and compare-and-sets of one value: see
  // register_operation.h.
  bool is_register = false;
  // Makes the operation take effect, with the result that was seen, if one was.
  // False if it cannot have been so in this state, which is then of no use. An
  // operation of unknown outcome does take effect here.
  // Equal states must be equal vectors. `values` is for making lists.
  bool (*step)(State& state, const Operation& operation, Values& values);
  // True if the operation, when its step succeeds, leaves every state as it is.
  bool (*is_pure)(const Operation& operation);
  // What is wrong with the values of an operation that it knows, in a few words
  // for people; empty if nothing is. `step` is for the others only.
  std::string_view (*wrong)(const Operation& operation);

  bool Knows(Verb verb) const {
    return (verbs >> static_cast<int>(verb) & 1) != 0;
  }
};

std::span<const Model> Models();

// Null if there is none of that name.
const Model* FindModel(std::string_view name);

// The name of a verb in words, as `compare-and-set`.
std::string_view NameOf(Verb verb);

}  // namespace lin
