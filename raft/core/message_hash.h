// The fingerprint of a message.
#pragma once

#include <span>

#include "raft/base/fingerprint.h"
#include "raft/types.h"

namespace raft {

// Adds every field of `message`, so that equal messages and only those (but
// for chance) leave equal fingerprints.
void AddTo(Fingerprint& fingerprint, const Message& message);
// Adds how many there are, and each.
void AddTo(Fingerprint& fingerprint, std::span<const Message> messages);

// Adds every field of a snapshot or a configuration.
void AddTo(Fingerprint& fingerprint, const Snapshot& snapshot);
void AddTo(Fingerprint& fingerprint, const ConfState& conf_state);

}  // namespace raft
