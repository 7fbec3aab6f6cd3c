// Renaming: which message an action is about, where others were left out.
#pragma once

#include <cstddef>

#include "harness/action/action.h"
#include "harness/world/world.h"

namespace harness {

bool IsAboutAMessage(const Action& action);

// What becomes of an action about a message that is not there any more: it is
// about the one of the same type on the same link that has the nearest name, is
// the newest or is the oldest; or about none. Each works where the others do
// not: where an entry is left out all later indexes are one less, where an
// election is, all later terms.
enum class Renaming { kNearest, kNewest, kOldest, kNone };

// Names the message of `action` anew, if there is none of its name in flight.
// Returns among how many there was a choice: 0 if the message is there as it is
// named. REQUIRES: the action is about a message.
size_t Rename(const World& world, Renaming how, Action& action);

}  // namespace harness
