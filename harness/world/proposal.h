// Proposal: what is wanted in the log, and the entry that it becomes.
#pragma once

#include <variant>

#include "raft/example/kv/command.h"
#include "raft/types.h"

namespace harness {

// Of a client, or of those who run the cluster.
using Proposal = std::variant<kv::Command, raft::ConfChangeV2>;

// True if the old form can say it: one node, and no joint configuration.
bool HasOldForm(const raft::ConfChangeV2& change);

// The change in its old form. REQUIRES: HasOldForm(change).
raft::ConfChange OldForm(const raft::ConfChangeV2& change);

// The entry, without its place in the log; a change in the old form if
// `old_form`, where that is possible.
raft::Entry EntryOf(const Proposal& proposal, bool old_form);

}  // namespace harness
