// RegisterPart: the operations of one register, reduced to what the engines for
// registers must know.
#pragma once

#include <optional>
#include <vector>

#include "invariants/linearizability/finding.h"

namespace lin {

struct RegisterOperation {
  enum class Type : uint8_t {
    kRead,   // The value is `from`.
    kNot,    // It is anything but `from`.
    kWrite,  // It becomes `to`.
    kMove,   // It is `from` and becomes `to`, which is another one.
  };

  Type type = Type::kRead;
  bool optional = false;  // It may not have happened; of a kWrite and a kMove.
  uint32_t position = 0;  // In the part.
  Value from = kNil;
  Value to = kNil;
  Time called_at = 0;
  Time returned_at = kNever;

  bool mutates() const { return type >= Type::kWrite; }
  friend bool operator==(const RegisterOperation&,
                         const RegisterOperation&) = default;
};

struct RegisterPart {
  // In the order of calls. Reads of unknown outcome are left out, and so is
  // what changes nothing whether it happened or not.
  std::vector<RegisterOperation> operations;
  // The position of an operation that contradicts itself: it swapped, though it
  // saw another value than the expected one, or the reverse.
  std::optional<uint32_t> contradiction;
  // Nobody knows the value at the beginning; otherwise it is kNil.
  bool any_initial = false;
};

// REQUIRES: `part` is of a model that is a register.
RegisterPart AsRegister(const History& history, Part part);

}  // namespace lin
