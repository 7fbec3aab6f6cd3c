// History: what clients called and what they were told.
//
// An operation begins when it is called and ends when it returns; somewhere in
// between it took effect at once. A history is linearizable if there is an
// order of its operations, such that none stands after one that was called only
// after it had returned, and that a single copy of the object (model.h), asked
// in that order, gives the answers that the clients got.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "invariants/linearizability/values.h"

namespace lin {

// A position in one order of all calls and returns.
using Time = int64_t;
inline constexpr Time kNever = std::numeric_limits<Time>::max();
// Before everything.
inline constexpr Time kAlways = std::numeric_limits<Time>::min();

enum class Verb : uint8_t {
  kRead,           // result: the value; of a set, the list of its elements.
  kWrite,          // argument.
  kDelete,         // Writes kNil.
  kCompareAndSet,  // expected, argument.
  kAppend,         // argument: a list, put at the end of the value.
  kEnqueue,        // argument.
  kDequeue,        // result: kNil if the queue was empty.
  kAdd,            // argument, to a set.
  kRemove,         // argument, from a set.
  kContains,       // argument; result: 1 or 0.
};

enum class Status : uint8_t {
  kOk,
  // Of a compare-and-set only: at some time in between the value was not the
  // expected one, and nothing changed. Whatever else failed for sure never
  // happened: it is no part of a history.
  kFailed,
  // Nobody knows: it takes effect once at any time after its call, or never.
  kUnknown,
};

struct Operation {
  int64_t process = 0;  // The client; one call at a time.
  uint32_t key = 0;     // An index of History::keys.
  Verb verb = Verb::kRead;
  Status status = Status::kOk;
  Value argument = kNil;
  Value expected = kNil;
  // Of a read that is ok always there. A mutation, and a compare-and-set that
  // failed, may tell the value before it. (Of an unknown one nobody saw it, but
  // in what is left of a conflict it may be there: it saw this, if it
  // happened.)
  Value result = kUnseen;
  Time called_at = 0;
  Time returned_at = kNever;  // After called_at; kNever if it is unknown.
  friend bool operator==(const Operation&, const Operation&) = default;
};

struct History {
  // In the order of calls, of which no two are at the same time, nor is one at
  // the time of a return.
  std::vector<Operation> operations;
  std::vector<std::string> keys;  // Names; each is an object of its own.
  Values values;
  // By operation, its place in the file; empty if it is not from a file.
  std::vector<uint32_t> ids;

  // How people know an operation.
  uint64_t IdOf(size_t operation) const {
    return ids.empty() ? operation : ids[operation];
  }
};

}  // namespace lin
