// ListPart: the operations of one list, as those of a register.
//
// A read shows all that was appended, one after the other. So each append whose
// element was seen is a compare-and-set: it found the list that ends before the
// element, and left the one that ends with it. An append that nobody saw is a
// write that nobody read: after it, nothing can be seen of the list to which it
// was added. That an element was appended by one operation and not by another
// is known if there is only one, or if they came one after the other.
#pragma once

#include <optional>

#include "invariants/linearizability/model.h"
#include "invariants/linearizability/register_part.h"

namespace lin {

// Nothing if it cannot be told which append a read shows, or if the model has
// no lists.
std::optional<RegisterPart> AsList(const History& history, const Model& model,
                                   Part part);

}  // namespace lin
