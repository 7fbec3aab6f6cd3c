// Words: messages and lists as people say them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/view/frames.h"
#include "raft/types.h"

namespace harness {

// `a`, `a and b`, `a, b and c`.
std::string Listed(const std::vector<std::string>& parts);
// `node 1`, `nodes 1 and 3`: each id once. REQUIRES: there is one.
std::string Nodes(std::vector<raft::NodeId> ids);

// `4` or `4..6`. REQUIRES: low <= high.
std::string Range(raft::Index low, raft::Index high);
// `entry 4` or `entries 4..6`. REQUIRES: low <= high.
std::string Entries(raft::Index low, raft::Index high);
// The same of positions in the pool, with the term if they share one.
std::string Entries(const Frames& frames, std::span<const size_t> entries);

// The number of a step: `18`, or `18.3` for a part of a settle phase.
std::string NumberOf(const ShownStep& step);
// `the first 784 rounds, terms 2 to 80, are left out`; empty if nothing is.
std::string LeftOutIn(const ShownStep& step);

std::string_view RoleWord(raft::Role role);

// What a message is, without an article: `append of entries 4..5`.
std::string Phrase(const ShownMessage& message, const Frames& frames);
// The same for a narrow place: `App 4..5`, `Vote T3`, `VoteResp no`.
std::string Label(const ShownMessage& message, const Frames& frames);

}  // namespace harness
