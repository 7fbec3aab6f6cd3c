// What a replica keeps and hands to its node as bytes: the contexts of reads,
// the images in its snapshots, and the disk with which a cluster begins.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/world/output.h"
#include "harness/world/setup.h"
#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/example/kv/store.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace harness {

// Up to eight bytes as a number, the lowest first: the context of a change.
uint64_t DecodeNumber(std::string_view bytes);

// The context of the read that a call asks for. Other bytes than those are a
// panic: only replicas ask.
raft::Payload EncodeCall(const CallId& call);
CallId DecodeCall(const raft::Payload& context);

// A state machine: the number of the last membership change that it let
// happen, and the store.
struct StateImage {
  uint64_t last_change = 0;
  kv::Store store;
};
raft::Payload EncodeImage(uint64_t last_change, const kv::Store& store);
// kBadBytes for what EncodeImage does not make.
raft::Result<StateImage> DecodeImage(const raft::Payload& bytes);

// The disk of node `id` as the cluster begins: with a snapshot of index and
// term 1 for a member, else empty.
raft::MemoryStorage FirstDisk(const Setup& setup, raft::NodeId id);

}  // namespace harness
