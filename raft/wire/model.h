// For tests only: the same data as generated protobuf, which is the model that
// the codec is held against.
#pragma once

#include "raft/types.h"
#include "raft/wire/raft.pb.h"

namespace raft::wire {

// Sets a field if and only if it is not its default, as the codec encodes it.
pb::Entry ToModel(const Entry& entry);
pb::Snapshot ToModel(const Snapshot& snapshot);
pb::HardState ToModel(const HardState& state);
pb::ConfState ToModel(const ConfState& state);
pb::Message ToModel(const Message& message);
pb::ConfChange ToModel(const ConfChange& change);
pb::ConfChangeV2 ToModel(const ConfChangeV2& change);

// A field that is not set is its default. Unknown fields are lost.
Entry FromModel(const pb::Entry& model);
Snapshot FromModel(const pb::Snapshot& model);
HardState FromModel(const pb::HardState& model);
ConfState FromModel(const pb::ConfState& model);
Message FromModel(const pb::Message& model);
ConfChange FromModel(const pb::ConfChange& model);
ConfChangeV2 FromModel(const pb::ConfChangeV2& model);

}  // namespace raft::wire
