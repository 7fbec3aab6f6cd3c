// How many bytes things take when they are encoded. Limits of the library
// count these bytes, so that they mean the same on every node, whatever the
// transport does.
#pragma once

#include <cstdint>
#include <span>

#include "raft/types.h"
#include "raft/wire/wire_format.h"

namespace raft::wire {

// A field is encoded if and only if it is not its default; so something that
// is all defaults takes 0 bytes.

inline uint64_t EncodedSize(const Entry& entry) {
  return VarintFieldSize(static_cast<uint64_t>(entry.type)) +
         VarintFieldSize(entry.term) + VarintFieldSize(entry.index) +
         BytesFieldSize(entry.data.size());
}

// The sum over `entries` alone, without what frames them in a message.
uint64_t EncodedSize(std::span<const Entry> entries);

// The bytes of the application in an entry.
inline uint64_t PayloadSize(const Entry& entry) { return entry.data.size(); }

uint64_t EncodedSize(const HardState& state);
uint64_t EncodedSize(const ConfState& state);
uint64_t EncodedSize(const Snapshot& snapshot);

// Of the part of a snapshot that is not its data: a message of its own on the
// wire.
uint64_t EncodedMetadataSize(const Snapshot& snapshot);

// Counts the responses too, all levels of them. A snapshot that is there
// counts also if it is empty.
uint64_t EncodedSize(const Message& message);

uint64_t EncodedSize(const ConfChangeSingle& change);
uint64_t EncodedSize(const ConfChange& change);
uint64_t EncodedSize(const ConfChangeV2& change);

}  // namespace raft::wire
