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
// The same of ids, each once.
std::string Listed(std::vector<raft::NodeId> ids);

// `entry 4` or `entries 4..6`. REQUIRES: low <= high.
std::string Entries(raft::Index low, raft::Index high);
// The same of positions in the pool, with the term if they share one.
std::string Entries(const Frames& frames, std::span<const size_t> entries);

std::string_view RoleWord(raft::Role role);

// What a message is, without an article: `append of entries 4..5`.
std::string Phrase(const ShownMessage& message, const Frames& frames);
// The same for a narrow place: `App 4..5`, `Vote T3`, `VoteResp no`.
std::string Label(const ShownMessage& message, const Frames& frames);

// The link, as `1→2`.
std::string Arrow(raft::NodeId from, raft::NodeId to);

}  // namespace harness
