// ListPart: the operations of one list, as those of a register.
//
// A read shows all that was appended, one after the other. So each append whose
// element was seen is a compare-and-set: it found the list that ends before the
// element, and left the one that ends with it. An append that nobody saw is a
// write that nobody read: after it, nothing can be seen of the list to which it
// was added. Which of several appends of the same element made which list is
// not always known; then there are some ways to take it, and the list is
// linearizable if it is so in one of them.
#pragma once

#include <functional>

#include "invariants/linearizability/model.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

// Calls try_way for one way to take it after the other, until it returns false.
// True if all were tried: false too if they are too many, or if the model has
// no lists.
bool ForEachWay(const History& history, const Model& model, Part part,
                const std::function<bool(const RegisterPart&)>& try_way);

}  // namespace lin
