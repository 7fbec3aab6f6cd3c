// What no correct peer sends. Everything that could make a later step panic or
// take a term or an index out of its range is refused here, before anything
// changes. Messages of a lower term are let through: they are ignored anyway.
#include <fmt/format.h>

#include <utility>

#include "raft/confchange/restore.h"
#include "raft/core/raft.h"
#include "raft/describe/describe.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {
namespace {

// No cluster lives long enough to get here; sums stay far from overflowing.
constexpr uint64_t kLargest = uint64_t{1} << 62;

std::unexpected<Error> Impossible(const Message& message, const char* why) {
  return Fail(ErrorCode::kImpossible,
              fmt::format("impossible {} from {}: {}", Name(message.type),
                          DescribeTarget(message.from), why));
}

Result<void> CheckProposal(const Message& message) {
  if (message.entries.empty()) return Impossible(message, "it has no entries");
  for (const Entry& entry : message.entries) {
    if (entry.type == EntryType::kNormal) continue;
    const auto change = wire::DecodeConfChangeEntry(entry);
    if (!change) return std::unexpected(change.error());
  }
  return {};
}

Result<void> CheckEntries(const Message& message) {
  if (message.index > kLargest) return Impossible(message, "index too large");
  EntryId previous{message.log_term, message.index};
  for (const Entry& entry : message.entries) {
    if (entry.index != previous.index + 1) {
      return Impossible(message, "entries are not contiguous");
    }
    if (entry.term < previous.term || entry.term > message.term) {
      return Impossible(message, "terms of entries are out of order");
    }
    previous = {entry.term, entry.index};
  }
  return {};
}

}  // namespace

Result<void> Raft::CheckPossible(const Message& message) const {
  if (message.term > kLargest) return Impossible(message, "term too large");
  const bool stale = message.term != 0 && message.term < term_;
  // What is answered to a thread would be taken for work of that thread.
  if (IsLocalTarget(message.from) && !IsLocalMessage(message.type)) {
    return Impossible(message, "no peer has this id");
  }
  switch (message.type) {
    case MessageType::kProp:
      return CheckProposal(message);
    case MessageType::kReadIndex:
      if (message.entries.size() != 1) {
        return Impossible(message, "it asks for other than one read");
      }
      return {};
    case MessageType::kVote:
    case MessageType::kPreVote:
    case MessageType::kApp:
    case MessageType::kHeartbeat:
    case MessageType::kSnap:
      if (message.from == kNone || message.from == id()) {
        return Impossible(message, "no peer has this id");
      }
      if (message.term == 0 && message.type != MessageType::kSnap) {
        return Impossible(message, "it has no term");
      }
      if (stale) return {};
      return message.type == MessageType::kSnap ? CheckSnapshot(message)
                                                : CheckAppend(message);
    case MessageType::kAppResp:
      if (message.reject && message.from == id()) {
        return Impossible(message, "no node refuses its own entries");
      }
      if (!stale && role_ == Role::kLeader && message.term <= term_ &&
          !message.reject && message.index > log_.LastIndex()) {
        return Impossible(message, "it acknowledges what was never sent");
      }
      return {};
    case MessageType::kHeartbeatResp: {
      if (message.from == id()) {
        return Impossible(message, "no node sends itself heartbeats");
      }
      if (stale || role_ != Role::kLeader || message.term > term_ ||
          message.context.empty()) {
        return {};
      }
      if (!SentContext(message.context)) {
        return Impossible(message, "it echoes what was never sent");
      }
      return {};
    }
    case MessageType::kStorageAppendResp:
    case MessageType::kStorageApplyResp:
      return CheckStorageResponse(message);
    default:
      return {};
  }
}

bool Raft::SentContext(const Payload& context) const {
  if (uses_leases()) {
    const auto lease = DecodeLeaseContext(context);
    return lease.has_value() && lease->sent_at <= lease_.now() &&
           read_only_.WasSent(lease->position);
  }
  const auto position = DecodePosition(context);
  return position.has_value() && read_only_.WasSent(*position);
}

Result<void> Raft::CheckAppend(const Message& message) const {
  const bool append = message.type == MessageType::kApp;
  if (!append && message.type != MessageType::kHeartbeat) return {};
  if (role_ == Role::kLeader && message.term == term_) {
    return Impossible(message, "this node leads the term");
  }
  if (append) return CheckEntries(message);
  if (message.commit > log_.LastIndex()) {
    return Impossible(message, "it commits what this node does not have");
  }
  return {};
}

Result<void> Raft::CheckSnapshot(const Message& message) const {
  // Without a term it reaches only a node that follows already: it must not
  // take a candidate back to term 0.
  const bool campaigns =
      role_ == Role::kCandidate || role_ == Role::kPreCandidate;
  if (message.term == 0 && campaigns) {
    return Impossible(message, "it has no term");
  }
  if (message.snapshot == nullptr) return {};
  const Snapshot& snapshot = *message.snapshot;
  if (snapshot.index <= log_.committed()) return {};
  if (role_ == Role::kLeader && message.term <= term_) return {};
  if (snapshot.index > kLargest) return Impossible(message, "index too large");
  if (snapshot.term == 0 || snapshot.term > kLargest ||
      (message.term != 0 && snapshot.term > message.term)) {
    return Impossible(message, "its snapshot is of no term that was");
  }
  if (!raft::Restore(snapshot.conf_state, snapshot.index, tracker_.limits())) {
    return Impossible(message, "its configuration cannot be");
  }
  return {};
}

// The storage threads are the application's own; still, what arrives under
// their name must not make the log forget entries that storage does not have.
Result<void> Raft::CheckStorageResponse(const Message& message) const {
  if (!config_.async_storage_writes || !IsLocalTarget(message.from)) {
    return Impossible(message, "there is no storage thread");
  }
  if (message.type == MessageType::kStorageApplyResp) {
    if (!message.entries.empty() &&
        message.entries.back().index > log_.applying()) {
      return Impossible(message, "it applied what was not handed out");
    }
    return {};
  }
  const Storage& storage = log_.storage();
  if (message.snapshot != nullptr &&
      (message.snapshot->index > log_.committed() ||
       message.snapshot->index >= storage.FirstIndex())) {
    return Impossible(message, "storage does not have the snapshot");
  }
  const Unstable& unstable = log_.unstable();
  // Without a term it is taken for an answer of this one.
  const bool of_this_term = message.term == 0 || message.term >= term_;
  const bool stabilises =
      of_this_term && message.index >= unstable.offset() &&
      unstable.MaybeTermAt(message.index) == message.log_term;
  if (stabilises && (message.index >= unstable.offset_in_progress() ||
                     storage.TermAt(message.index) != message.log_term)) {
    return Impossible(message, "storage does not have the entry");
  }
  return {};
}

}  // namespace raft
