#include "raft/wire/encoded_size.h"

namespace raft::wire {
namespace {

// A repeated field: its elements are written also when they are 0.
uint64_t ListSize(const IdList& ids) {
  uint64_t size = 0;
  for (const NodeId id : ids) size += 1 + VarintSize(id);
  return size;
}

}  // namespace

uint64_t EncodedSize(std::span<const Entry> entries) {
  uint64_t size = 0;
  for (const Entry& entry : entries) size += EncodedSize(entry);
  return size;
}

uint64_t EncodedSize(const HardState& state) {
  return VarintFieldSize(state.term) + VarintFieldSize(state.vote) +
         VarintFieldSize(state.commit);
}

uint64_t EncodedSize(const ConfState& state) {
  return ListSize(state.voters) + ListSize(state.learners) +
         ListSize(state.voters_outgoing) + ListSize(state.learners_next) +
         VarintFieldSize(state.auto_leave);
}

uint64_t EncodedMetadataSize(const Snapshot& snapshot) {
  return BytesFieldSize(EncodedSize(snapshot.conf_state)) +
         VarintFieldSize(snapshot.index) + VarintFieldSize(snapshot.term);
}

uint64_t EncodedSize(const Snapshot& snapshot) {
  return BytesFieldSize(snapshot.data.size()) +
         BytesFieldSize(EncodedMetadataSize(snapshot));
}

uint64_t EncodedSize(const Message& message) {
  uint64_t size =
      VarintFieldSize(static_cast<uint64_t>(message.type)) +
      VarintFieldSize(message.to) + VarintFieldSize(message.from) +
      VarintFieldSize(message.term) + VarintFieldSize(message.log_term) +
      VarintFieldSize(message.index) + VarintFieldSize(message.commit) +
      VarintFieldSize(message.reject) + VarintFieldSize(message.reject_hint) +
      BytesFieldSize(message.context.size()) + VarintFieldSize(message.vote);
  for (const Entry& entry : message.entries) {
    size += NestedFieldSize(EncodedSize(entry));
  }
  if (message.snapshot) size += NestedFieldSize(EncodedSize(*message.snapshot));
  for (const Message& response : message.responses) {
    size += NestedFieldSize(EncodedSize(response));
  }
  return size;
}

uint64_t EncodedSize(const ConfChangeSingle& change) {
  return VarintFieldSize(static_cast<uint64_t>(change.type)) +
         VarintFieldSize(change.node_id);
}

uint64_t EncodedSize(const ConfChange& change) {
  return VarintFieldSize(change.id) +
         VarintFieldSize(static_cast<uint64_t>(change.type)) +
         VarintFieldSize(change.node_id) +
         BytesFieldSize(change.context.size());
}

uint64_t EncodedSize(const ConfChangeV2& change) {
  uint64_t size = VarintFieldSize(static_cast<uint64_t>(change.transition)) +
                  BytesFieldSize(change.context.size());
  for (const ConfChangeSingle& single : change.changes) {
    size += NestedFieldSize(EncodedSize(single));
  }
  return size;
}

}  // namespace raft::wire
