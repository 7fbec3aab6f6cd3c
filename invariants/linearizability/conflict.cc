#include "invariants/linearizability/conflict.h"

namespace lin {

History Extract(const History& history, Part part,
                std::span<const Witness> conflict) {
  History extract;
  extract.keys = history.keys;
  extract.values = history.values;
  for (const Witness& witness : conflict) {
    const uint32_t index = part[witness.position];
    Operation& operation =
        extract.operations.emplace_back(history.operations[index]);
    extract.ids.push_back(static_cast<uint32_t>(history.IdOf(index)));
    if (witness.maybe) {
      operation.status = Status::kUnknown;
      operation.returned_at = kNever;
    }
    if (!witness.as_write) continue;
    operation.result = kUnseen;
    if (operation.verb != Verb::kCompareAndSet) continue;
    operation.verb = Verb::kWrite;
    operation.expected = kNil;
  }
  return extract;
}

}  // namespace lin
