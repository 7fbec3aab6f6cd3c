// What no correct peer sends. Everything that could make a later step panic or
// take a term or an index out of its range is refused here, before anything
// changes. First comes who may send what, with a term or without one; then what
// is in it, but for messages of a lower term: that is ignored anyway.
//
// The reference takes most of this (raft/DEVIATIONS.md, R01): there an
// acknowledgement without a term commits, and a vote without one elects.
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

// The node itself may answer what it asks of everybody, itself included; but it
// neither refuses itself nor is it in a later term than it is in.
Result<void> CheckOwnAnswer(const Message& message, Term term) {
  if (message.reject) return Impossible(message, "no node refuses itself");
  const bool pre_vote = message.type == MessageType::kPreVoteResp;
  if (message.term > term + (pre_vote ? 1 : 0)) {
    return Impossible(message, "this node was not in its term");
  }
  return {};
}

// Who may have sent it, and whether it may be without a term, for a node `self`
// in `term`. A stranger may send what a peer may: it can be a node that was
// removed. What is answered to a thread would be taken for work of that thread.
Result<void> CheckOrigin(const Message& message, NodeId self, Term term) {
  const bool from_none = message.from == kNone;
  const bool from_self = message.from == self;
  const bool from_thread = IsLocalTarget(message.from);
  switch (message.type) {
    case MessageType::kHup:
    case MessageType::kBeat:
    case MessageType::kUnreachable:
    case MessageType::kSnapStatus:
    case MessageType::kCheckQuorum:
      // The application's; it may name whom it likes.
      if (message.term != 0) return Impossible(message, "it has a term");
      return {};
    case MessageType::kForgetLeader:
      if (message.term != 0) return Impossible(message, "it has a term");
      if (from_none || from_self) return {};
      return Impossible(message, "nobody else may ask for it");
    case MessageType::kStorageAppend:
    case MessageType::kStorageApply:
      return Impossible(message, "it is for a storage thread");
    case MessageType::kStorageAppendResp:
    case MessageType::kStorageApplyResp:
      if (message.term <= term) return {};  // See CheckStorageResponse.
      return Impossible(message, "this node was not in its term");
    case MessageType::kProp:
    case MessageType::kReadIndex:
      // Passed on without a term, and the application's without a sender.
      if (from_thread) return Impossible(message, "no peer has this id");
      return {};
    case MessageType::kTransferLeader:
      // The application's without a term. The sender is the one who is to lead.
      if (from_thread || (from_none && message.term != 0)) {
        return Impossible(message, "no peer has this id");
      }
      return {};
    default:
      break;
  }
  if (message.term == 0) return Impossible(message, "it has no term");
  if (from_none || from_thread) {
    return Impossible(message, "no peer has this id");
  }
  if (!from_self) return {};
  switch (message.type) {
    case MessageType::kAppResp:
    case MessageType::kVoteResp:
    case MessageType::kPreVoteResp:
      return CheckOwnAnswer(message, term);
    default:
      return Impossible(message, "no node sends it to itself");
  }
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
  if (auto origin = CheckOrigin(message, id(), term_); !origin) return origin;
  const bool stale = message.term != 0 && message.term < term_;
  const bool to_leader =
      !stale && role_ == Role::kLeader && message.term <= term_;
  switch (message.type) {
    case MessageType::kProp:
      return CheckProposal(message);
    case MessageType::kReadIndex:
      if (message.entries.size() != 1) {
        return Impossible(message, "it asks for other than one read");
      }
      return {};
    case MessageType::kApp:
    case MessageType::kHeartbeat:
      return stale ? Result<void>() : CheckAppend(message);
    case MessageType::kSnap:
      return stale ? Result<void>() : CheckSnapshot(message);
    case MessageType::kAppResp:
      if (to_leader && !message.reject && message.index > log_.LastIndex()) {
        return Impossible(message, "it acknowledges what was never sent");
      }
      return {};
    case MessageType::kHeartbeatResp:
      if (to_leader && !message.context.empty() &&
          !SentContext(message.context)) {
        return Impossible(message, "it echoes what was never sent");
      }
      return {};
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
  if (role_ == Role::kLeader && message.term == term_) {
    return Impossible(message, "this node leads the term");
  }
  if (message.type == MessageType::kApp) return CheckEntries(message);
  if (message.commit > log_.LastIndex()) {
    return Impossible(message, "it commits what this node does not have");
  }
  return {};
}

Result<void> Raft::CheckSnapshot(const Message& message) const {
  if (message.snapshot == nullptr) return {};
  const Snapshot& snapshot = *message.snapshot;
  if (snapshot.index <= log_.committed()) return {};
  if (role_ == Role::kLeader && message.term <= term_) return {};
  if (snapshot.index > kLargest) return Impossible(message, "index too large");
  if (snapshot.term == 0 || snapshot.term > kLargest ||
      snapshot.term > message.term) {
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
