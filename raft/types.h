// The data of Raft as plain structs, under the field's names. Numbers of
// enumerators are those of the wire format (raft/wire/raft.proto).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "raft/base/inline_vector.h"
#include "raft/base/payload.h"

namespace raft {

using NodeId = uint64_t;
using Term = uint64_t;
using Index = uint64_t;  // The first entry of a log has index 1.

inline constexpr NodeId kNone = 0;  // No node: nobody has this id.
inline constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();
inline constexpr Index kMaxIndex = std::numeric_limits<Index>::max();

// Targets of the messages that a node with asynchronous storage writes sends
// to its own storage threads. Never the id of a node.
inline constexpr NodeId kLocalAppendThread = kMaxIndex;
inline constexpr NodeId kLocalApplyThread = kMaxIndex - 1;

inline constexpr bool IsLocalTarget(NodeId id) {
  return id == kLocalAppendThread || id == kLocalApplyThread;
}

// Node ids; sorted and without duplicates where a field says so.
using IdList = InlineVector<NodeId, 7>;

enum class EntryType : uint8_t {
  kNormal = 0,
  kConfChange = 1,    // The data is an encoded ConfChange.
  kConfChangeV2 = 2,  // The data is an encoded ConfChangeV2.
};

// One place of the replicated log.
struct Entry {
  Term term = 0;
  Index index = 0;
  Payload data;  // Empty in the entry that a new leader appends.
  EntryType type = EntryType::kNormal;
  friend bool operator==(const Entry&, const Entry&) = default;
};

// Most lists hold one entry; that one needs no allocation.
using EntryList = InlineVector<Entry, 1>;

// The place of an entry: two logs that agree on it agree on all before it
// (Raft paper §5.3, the log matching property).
struct EntryId {
  Term term = 0;
  Index index = 0;
  friend bool operator==(const EntryId&, const EntryId&) = default;
};

// What must be durable before a node may answer anybody.
struct HardState {
  Term term = 0;
  NodeId vote = kNone;  // The candidate this node voted for in `term`.
  Index commit = 0;     // May lag behind what is known; never ahead of it.

  bool empty() const { return term == 0 && vote == kNone && commit == 0; }
  friend bool operator==(const HardState&, const HardState&) = default;
};

enum class Role : uint8_t {
  kFollower = 0,
  kCandidate = 1,
  kLeader = 2,
  kPreCandidate = 3,
};

// What is known for now and need not be durable.
struct SoftState {
  NodeId lead = kNone;
  Role role = Role::kFollower;
  friend bool operator==(const SoftState&, const SoftState&) = default;
};

// A membership configuration as snapshots carry it.
struct ConfState {
  IdList voters;  // The incoming half while joint.
  IdList learners;
  IdList voters_outgoing;  // Empty unless joint.
  IdList learners_next;    // Outgoing voters that become learners on leaving.
  bool auto_leave = false;
  friend bool operator==(const ConfState&, const ConfState&) = default;
};

// The state machine at `index`, and the configuration in force there.
struct Snapshot {
  Payload data;
  ConfState conf_state;
  Index index = 0;  // 0: no snapshot.
  Term term = 0;    // Of the entry at `index`.
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

// Snapshots are immutable once made, and shared. Null: none.
using SnapshotPtr = std::shared_ptr<const Snapshot>;

enum class ConfChangeType : uint8_t {
  kAddNode = 0,
  kRemoveNode = 1,
  kUpdateNode = 2,
  kAddLearnerNode = 3,
};

enum class ConfChangeTransition : uint8_t {
  kAuto = 0,           // Simple when one voter changes, else joint.
  kJointImplicit = 1,  // Joint; the leader leaves it by itself.
  kJointExplicit = 2,  // Joint until an empty change is proposed.
};

struct ConfChangeSingle {
  ConfChangeType type = ConfChangeType::kAddNode;
  NodeId node_id = kNone;  // kNone: this change is skipped when applied.
  friend bool operator==(const ConfChangeSingle&,
                         const ConfChangeSingle&) = default;
};

// The old form of a membership change: one node at a time.
struct ConfChange {
  uint64_t id = 0;
  ConfChangeType type = ConfChangeType::kAddNode;
  NodeId node_id = kNone;
  Payload context;  // The application's own.
  friend bool operator==(const ConfChange&, const ConfChange&) = default;
};

// A membership change of any size. Without changes it leaves a joint
// configuration.
struct ConfChangeV2 {
  ConfChangeTransition transition = ConfChangeTransition::kAuto;
  InlineVector<ConfChangeSingle, 4> changes;
  Payload context;  // The application's own.
  friend bool operator==(const ConfChangeV2&, const ConfChangeV2&) = default;

  // True if this change leaves a joint configuration.
  bool LeavesJoint() const {
    return transition == ConfChangeTransition::kAuto && changes.empty();
  }
  // True if this change must go through a joint configuration.
  bool EntersJoint() const {
    return transition != ConfChangeTransition::kAuto || changes.size() > 1;
  }
  // True if the joint configuration that it enters is left without being told.
  bool LeavesAutomatically() const {
    return transition != ConfChangeTransition::kJointExplicit;
  }
};

// The same change in the new form.
inline ConfChangeV2 AsV2(const ConfChange& change) {
  ConfChangeV2 v2;
  v2.changes.push_back({change.type, change.node_id});
  v2.context = change.context;
  return v2;
}

enum class MessageType : uint8_t {
  kHup = 0,   // Local: start an election.
  kBeat = 1,  // Local: send heartbeats.
  kProp = 2,  // Propose entries.
  kApp = 3,   // Append entries (Raft paper §5.3).
  kAppResp = 4,
  kVote = 5,  // Request a vote (Raft paper §5.2).
  kVoteResp = 6,
  kSnap = 7,  // Install a snapshot (Raft paper §7).
  kHeartbeat = 8,
  kHeartbeatResp = 9,
  kUnreachable = 10,     // Local: the last message to a peer was lost.
  kSnapStatus = 11,      // Local: what became of a snapshot.
  kCheckQuorum = 12,     // Local: step down unless a quorum is active.
  kTransferLeader = 13,  // Raft thesis §3.10.
  kTimeoutNow = 14,
  kReadIndex = 15,  // Raft thesis §6.4.
  kReadIndexResp = 16,
  kPreVote = 17,  // Raft thesis §9.6.
  kPreVoteResp = 18,
  kStorageAppend = 19,  // Local: asynchronous storage writes.
  kStorageAppendResp = 20,
  kStorageApply = 21,
  kStorageApplyResp = 22,
  kForgetLeader = 23,  // Follow nobody, without a new term.
};
inline constexpr int kMessageTypes = 24;

struct Message;

// The messages in a message. Nearly always none, which costs one pointer.
class MessageList {
 public:
  MessageList() = default;
  MessageList(std::vector<Message> messages);
  MessageList(const MessageList& other);
  MessageList(MessageList&&) noexcept = default;
  MessageList& operator=(MessageList other) noexcept;
  ~MessageList();

  bool empty() const { return size() == 0; }
  size_t size() const;
  Message* begin();
  Message* end();
  const Message* begin() const;
  const Message* end() const;
  Message& emplace_back();
  void push_back(Message message);
  friend bool operator==(const MessageList& a, const MessageList& b);

 private:
  std::unique_ptr<std::vector<Message>> messages_;
};

// Everything that nodes say to one another. Which fields mean something
// depends on the type; the others are 0.
struct Message {
  MessageType type = MessageType::kHup;
  bool reject = false;
  NodeId to = kNone;
  NodeId from = kNone;
  Term term = 0;      // 0: local, or a forwarded proposal or read.
  Term log_term = 0;  // Of the entry at `index`.
  Index index = 0;
  Index commit = 0;
  NodeId vote = kNone;  // Only in kStorageAppend.
  Index reject_hint = 0;
  EntryList entries;
  // Of a read or a heartbeat; that a campaign is a transfer's; what log a vote
  // is for; or, where a request for a vote or a refusal claims that the entry
  // at `commit` is committed, the term of that entry.
  Payload context;
  SnapshotPtr snapshot;   // Null: none.
  MessageList responses;  // Sent when a kStorage* request is done.

  friend bool operator==(const Message& a, const Message& b);
};

inline MessageList::MessageList(std::vector<Message> messages)
    : messages_(messages.empty() ? nullptr
                                 : std::make_unique<std::vector<Message>>(
                                       std::move(messages))) {}
inline MessageList::MessageList(const MessageList& other)
    : messages_(
          other.messages_ == nullptr
              ? nullptr
              : std::make_unique<std::vector<Message>>(*other.messages_)) {}
inline MessageList& MessageList::operator=(MessageList other) noexcept {
  messages_.swap(other.messages_);
  return *this;
}
inline MessageList::~MessageList() = default;
inline size_t MessageList::size() const {
  return messages_ == nullptr ? 0 : messages_->size();
}
inline Message* MessageList::begin() {
  return messages_ == nullptr ? nullptr : messages_->data();
}
inline Message* MessageList::end() { return begin() + size(); }
inline const Message* MessageList::begin() const {
  return messages_ == nullptr ? nullptr : messages_->data();
}
inline const Message* MessageList::end() const { return begin() + size(); }
inline Message& MessageList::emplace_back() {
  if (messages_ == nullptr)
    messages_ = std::make_unique<std::vector<Message>>();
  return messages_->emplace_back();
}
inline void MessageList::push_back(Message message) {
  emplace_back() = std::move(message);
}
inline bool operator==(const MessageList& a, const MessageList& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

inline bool operator==(const Message& a, const Message& b) {
  const bool same_snapshot =
      a.snapshot == b.snapshot ||
      (a.snapshot && b.snapshot && *a.snapshot == *b.snapshot);
  return same_snapshot && a.type == b.type && a.reject == b.reject &&
         a.to == b.to && a.from == b.from && a.term == b.term &&
         a.log_term == b.log_term && a.index == b.index &&
         a.commit == b.commit && a.vote == b.vote &&
         a.reject_hint == b.reject_hint && a.entries == b.entries &&
         a.context == b.context && a.responses == b.responses;
}

// True for messages that a node sends only to itself or to its own storage
// threads.
constexpr bool IsLocalMessage(MessageType type) {
  switch (type) {
    case MessageType::kHup:
    case MessageType::kBeat:
    case MessageType::kUnreachable:
    case MessageType::kSnapStatus:
    case MessageType::kCheckQuorum:
    case MessageType::kStorageAppend:
    case MessageType::kStorageAppendResp:
    case MessageType::kStorageApply:
    case MessageType::kStorageApplyResp:
      return true;
    default:
      return false;
  }
}

// True for messages that answer another one.
constexpr bool IsResponseMessage(MessageType type) {
  switch (type) {
    case MessageType::kAppResp:
    case MessageType::kVoteResp:
    case MessageType::kHeartbeatResp:
    case MessageType::kUnreachable:
    case MessageType::kReadIndexResp:
    case MessageType::kPreVoteResp:
    case MessageType::kStorageAppendResp:
    case MessageType::kStorageApplyResp:
      return true;
    default:
      return false;
  }
}

// The index up to which a read must wait before it is answered from the state
// machine, and the context with which it was asked.
struct ReadState {
  Index index = 0;
  Payload context;
  friend bool operator==(const ReadState&, const ReadState&) = default;
};

}  // namespace raft
