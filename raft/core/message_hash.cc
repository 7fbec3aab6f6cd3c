#include "raft/core/message_hash.h"

namespace raft {
namespace {

void AddList(Fingerprint& fingerprint, const IdList& ids) {
  fingerprint.Add(ids.size());
  ForEachById(
      fingerprint, ids, [](NodeId id) { return id; },
      [&](NodeId id) { fingerprint.AddId(id); });
}

}  // namespace

void AddTo(Fingerprint& fingerprint, const ConfState& conf_state) {
  AddList(fingerprint, conf_state.voters);
  AddList(fingerprint, conf_state.learners);
  AddList(fingerprint, conf_state.voters_outgoing);
  AddList(fingerprint, conf_state.learners_next);
  fingerprint.Add(conf_state.auto_leave);
}

void AddTo(Fingerprint& fingerprint, const Snapshot& snapshot) {
  fingerprint.Add(snapshot.index);
  fingerprint.Add(snapshot.term);
  fingerprint.Add(snapshot.data.Hash());
  AddTo(fingerprint, snapshot.conf_state);
}

void AddTo(Fingerprint& fingerprint, const Message& message) {
  fingerprint.Add(static_cast<uint64_t>(message.type) |
                  uint64_t{message.reject} << 8 |
                  uint64_t{message.snapshot != nullptr} << 9);
  fingerprint.AddId(message.to);
  fingerprint.AddId(message.from);
  fingerprint.Add(message.term);
  fingerprint.Add(message.log_term);
  fingerprint.Add(message.index);
  fingerprint.Add(message.commit);
  fingerprint.AddId(message.vote);
  fingerprint.Add(message.reject_hint);
  fingerprint.Add(message.context.Hash());
  fingerprint.Add(message.entries.size());
  for (const Entry& entry : message.entries) {
    fingerprint.Add(entry.term);
    fingerprint.Add(entry.index);
    fingerprint.Add(static_cast<uint64_t>(entry.type));
    fingerprint.Add(entry.data.Hash());
  }
  if (message.snapshot != nullptr) AddTo(fingerprint, *message.snapshot);
  AddTo(fingerprint,
        std::span(message.responses.begin(), message.responses.end()));
}

void AddTo(Fingerprint& fingerprint, std::span<const Message> messages) {
  fingerprint.Add(messages.size());
  ForEachById(
      fingerprint, messages, [](const Message& message) { return message.to; },
      [&](const Message& message) { AddTo(fingerprint, message); });
}

}  // namespace raft
