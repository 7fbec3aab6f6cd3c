// Membership changes as people type them: `v1 l2 r3 u4`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/base/inline_vector.h"
#include "raft/types.h"

namespace raft {

// One word per change, a space between them: a letter (v adds a voter, l adds
// a learner, r removes, u updates) and the node's id in decimal.
std::string ConfChangesToString(std::span<const ConfChangeSingle> changes);

// The opposite. Space around the text does not matter, but there is exactly
// one space between two words. Nothing at all is no changes. Anything else is
// kBadBytes.
Result<InlineVector<ConfChangeSingle, 4>> ParseConfChanges(
    std::string_view text);

}  // namespace raft
