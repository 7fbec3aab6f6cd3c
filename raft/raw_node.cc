#include "raft/raw_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/core/message_hash.h"
#include "raft/describe/describe.h"
#include "raft/wire/conf_change_codec.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

uint64_t PayloadBytes(const EntryList& entries) {
  uint64_t bytes = 0;
  for (const Entry& entry : entries) bytes += entry.data.size();
  return bytes;
}

Message Proposal(EntryType type, Payload data) {
  Message message;
  message.type = MessageType::kProp;
  message.entries.push_back({.data = std::move(data), .type = type});
  return message;
}

}  // namespace

Result<RawNode> RawNode::Create(const Config& config, const Storage& storage) {
  Result<Raft> raft = Raft::Create(config, storage);
  if (!raft) return std::unexpected(std::move(raft.error()));
  RawNode node(std::move(*raft));
  node.accepted_soft_state_ = node.raft_.soft_state();
  node.accepted_hard_state_ = node.raft_.hard_state();
  return node;
}

RawNode::RawNode(const RawNode& other, const Storage& storage)
    : raft_(other.raft_, storage),
      accepted_soft_state_(other.accepted_soft_state_),
      accepted_hard_state_(other.accepted_hard_state_),
      advanced_(other.advanced_) {}

Result<void> RawNode::Bootstrap(std::span<const Peer> peers) {
  std::vector<ConfChange> changes;
  for (const Peer& peer : peers) {
    changes.push_back({.type = ConfChangeType::kAddNode,
                       .node_id = peer.id,
                       .context = peer.context});
  }
  auto done = raft_.Bootstrap(changes);
  // The first Ready must carry the term and the commit index.
  if (done) accepted_hard_state_ = HardState();
  return done;
}

void RawNode::StepLocal(Message&& message) {
  // Local messages other than proposals cannot fail.
  const auto stepped = raft_.Step(std::move(message));
  RAFT_CHECK(stepped.has_value(), "a local message failed: {}",
             stepped.error().Text());
}

void RawNode::Campaign() {
  Message message;
  message.type = MessageType::kHup;
  StepLocal(std::move(message));
}

Result<void> RawNode::Propose(Payload data) {
  Message message = Proposal(EntryType::kNormal, std::move(data));
  message.from = raft_.id();
  return raft_.Step(std::move(message));
}

Result<void> RawNode::ProposeAll(EntryList entries) {
  Message message;
  message.type = MessageType::kProp;
  message.from = raft_.id();
  message.entries = std::move(entries);
  return raft_.Step(std::move(message));
}

Result<void> RawNode::ProposeConfChange(const ConfChange& change) {
  return raft_.Step(
      Proposal(EntryType::kConfChange, Payload(wire::Encode(change))));
}

Result<void> RawNode::ProposeConfChange(const ConfChangeV2& change) {
  return raft_.Step(
      Proposal(EntryType::kConfChangeV2, Payload(wire::Encode(change))));
}

Result<void> RawNode::Step(Message&& message) {
  const bool from_thread = IsLocalTarget(message.from);
  const bool answers_thread = message.type == MessageType::kStorageAppendResp ||
                              message.type == MessageType::kStorageApplyResp;
  if (IsLocalMessage(message.type) && !(from_thread && answers_thread)) {
    return Fail(ErrorCode::kStepLocalMessage);
  }
  // What nobody can have sent is for the core to refuse.
  const bool by_somebody = message.from != kNone && message.term != 0;
  if (IsResponseMessage(message.type) && !from_thread && by_somebody &&
      raft_.tracker().progress().Find(message.from) == nullptr) {
    return Fail(ErrorCode::kStepPeerNotFound);
  }
  return raft_.Step(std::move(message));
}

bool RawNode::HasReady() const {
  const HardState hard_state = raft_.hard_state();
  const RaftLog& log = raft_.log();
  return !raft_.messages().empty() || !raft_.messages_after_append().empty() ||
         !log.NextUnstableEntries().empty() ||
         log.HasNextCommitted(/*allow_unstable=*/!async()) ||
         (!hard_state.empty() && hard_state != accepted_hard_state_) ||
         log.unstable().NextSnapshot() != nullptr ||
         raft_.soft_state() != accepted_soft_state_ ||
         !raft_.read_states().empty();
}

void RawNode::TakeReady(Ready& ready) {
  RAFT_CHECK(!advanced_.accepted,
             "two accepted Ready structs without call to Advance");
  raft_.SendBatch();
  RaftLog& log = raft_.mutable_log();
  const HardState hard_state = raft_.hard_state();
  const SoftState soft_state = raft_.soft_state();
  ready.soft_state.reset();
  ready.hard_state.reset();
  if (soft_state != accepted_soft_state_) ready.soft_state = soft_state;
  if (!hard_state.empty() && hard_state != accepted_hard_state_) {
    ready.hard_state = hard_state;
  }
  const auto unstable = log.NextUnstableEntries();
  ready.entries.assign(unstable.begin(), unstable.end());
  ready.snapshot = log.unstable().NextSnapshot();
  ready.committed_entries.clear();
  log.NextCommitted(/*allow_unstable=*/!async(), ready.committed_entries);
  ready.must_sync = !ready.entries.empty() ||
                    hard_state.vote != accepted_hard_state_.vote ||
                    hard_state.term != accepted_hard_state_.term;
  ready.read_states.clear();
  std::swap(ready.read_states, raft_.read_states());
  ready.messages.clear();
  std::swap(ready.messages, raft_.messages());

  const uint64_t committed_bytes =
      wire::EncodedSize(std::span(ready.committed_entries));
  if (async()) {
    AddStorageMessages(ready);
  } else {
    PrepareAdvance(ready, committed_bytes);
  }
  raft_.messages_after_append().clear();
  accepted_soft_state_ = soft_state;
  if (ready.hard_state.has_value()) accepted_hard_state_ = hard_state;
  log.AcceptUnstable();
  if (!ready.committed_entries.empty()) {
    log.AcceptApplying(ready.committed_entries.back().index, committed_bytes,
                       /*allow_unstable=*/!async());
  }
}

// An acknowledgement names the last entry of the log whenever any entry is not
// stable yet, also one that was handed out before: if the acknowledgement of an
// earlier write was ignored because the term had changed, this one makes up
// for it.
void RawNode::AddStorageMessages(Ready& ready) {
  std::vector<Message>& waiting = raft_.messages_after_append();
  const bool changed = ready.hard_state.has_value();
  if (!ready.entries.empty() || changed || ready.snapshot != nullptr ||
      !waiting.empty()) {
    Message& append = ready.messages.emplace_back();
    append.type = MessageType::kStorageAppend;
    append.to = kLocalAppendThread;
    append.from = raft_.id();
    append.entries = ready.entries;
    if (changed) {
      append.term = ready.hard_state->term;
      append.vote = ready.hard_state->vote;
      append.commit = ready.hard_state->commit;
    }
    append.snapshot = ready.snapshot;
    append.responses = std::move(waiting);
    waiting = {};
    if (!raft_.log().unstable().empty() || ready.snapshot != nullptr) {
      Message& done = append.responses.emplace_back();
      done.type = MessageType::kStorageAppendResp;
      done.to = raft_.id();
      done.from = kLocalAppendThread;
      done.term = raft_.term();
      if (!raft_.log().unstable().empty()) {
        const EntryId last = raft_.log().LastEntryId();
        done.index = last.index;
        done.log_term = last.term;
      }
      done.snapshot = ready.snapshot;
    }
  }
  if (ready.committed_entries.empty()) return;
  Message& apply = ready.messages.emplace_back();
  apply.type = MessageType::kStorageApply;
  apply.to = kLocalApplyThread;
  apply.from = raft_.id();
  apply.entries = ready.committed_entries;
  Message& done = apply.responses.emplace_back();
  done.type = MessageType::kStorageApplyResp;
  done.to = raft_.id();
  done.from = kLocalApplyThread;
  done.entries = ready.committed_entries;
}

// The same without threads: Advance will take the answers.
void RawNode::PrepareAdvance(Ready& ready, uint64_t committed_bytes) {
  advanced_.accepted = true;
  for (Message& message : raft_.messages_after_append()) {
    auto& queue = message.to == raft_.id() ? advanced_.to_self : ready.messages;
    queue.push_back(std::move(message));
  }
  advanced_.appended =
      !raft_.log().unstable().empty() || ready.snapshot != nullptr;
  advanced_.append_term = raft_.term();
  advanced_.appended_to =
      raft_.log().unstable().empty() ? EntryId() : raft_.log().LastEntryId();
  advanced_.snapshot = ready.snapshot;
  advanced_.applied_to = 0;
  if (ready.committed_entries.empty()) return;
  advanced_.applied_to = ready.committed_entries.back().index;
  advanced_.applied_bytes = committed_bytes;
  advanced_.applied_payload = PayloadBytes(ready.committed_entries);
}

void RawNode::Advance() {
  RAFT_CHECK(!async(),
             "Advance must not be called when using AsyncStorageWrites");
  advanced_.accepted = false;
  for (Message& message : advanced_.to_self) {
    // An own vote of a lost election or an own acknowledgement of a lost term
    // is ignored there, like a peer's.
    StepLocal(std::move(message));
  }
  advanced_.to_self.clear();
  const SnapshotPtr snapshot = std::exchange(advanced_.snapshot, nullptr);
  if (std::exchange(advanced_.appended, false)) {
    raft_.StorageAppended(advanced_.append_term, advanced_.appended_to,
                          snapshot);
  }
  if (const Index applied = std::exchange(advanced_.applied_to, 0)) {
    raft_.StorageApplied(applied, advanced_.applied_bytes,
                         advanced_.applied_payload);
  }
}

void RawNode::ReportUnreachable(NodeId id) {
  Message message;
  message.type = MessageType::kUnreachable;
  message.from = id;
  StepLocal(std::move(message));
}

void RawNode::ReportSnapshot(NodeId id, SnapshotStatus status) {
  Message message;
  message.type = MessageType::kSnapStatus;
  message.from = id;
  message.reject = status == SnapshotStatus::kFailed;
  StepLocal(std::move(message));
}

void RawNode::TransferLeader(NodeId transferee) {
  Message message;
  message.type = MessageType::kTransferLeader;
  message.from = transferee;
  StepLocal(std::move(message));
}

void RawNode::ForgetLeader() {
  Message message;
  message.type = MessageType::kForgetLeader;
  StepLocal(std::move(message));
}

void RawNode::ReadIndex(Payload context) {
  Message message;
  message.type = MessageType::kReadIndex;
  message.entries.push_back({.data = std::move(context)});
  StepLocal(std::move(message));
}

Status RawNode::GetStatus() const {
  Status status;
  status.id = raft_.id();
  status.hard_state = raft_.hard_state();
  status.soft_state = raft_.soft_state();
  status.applied = raft_.log().applied();
  status.lead_transferee = raft_.lead_transferee();
  status.configuration = raft_.tracker().configuration();
  if (raft_.role() == Role::kLeader) {
    status.progress = raft_.tracker().progress();
  }
  return status;
}

uint64_t RawNode::GetFingerprint(const Fingerprint& whole) const {
  Fingerprint fingerprint = whole.ForPart();
  raft_.AddTo(fingerprint);
  fingerprint.AddId(accepted_soft_state_.lead);
  fingerprint.Add(static_cast<uint64_t>(accepted_soft_state_.role));
  fingerprint.Add(accepted_hard_state_.term);
  fingerprint.AddId(accepted_hard_state_.vote);
  fingerprint.Add(accepted_hard_state_.commit);
  fingerprint.Add(uint64_t{advanced_.accepted} | uint64_t{advanced_.appended}
                                                     << 1);
  if (!advanced_.accepted) return fingerprint.Get();
  AddTo(fingerprint, advanced_.to_self);
  fingerprint.Add(advanced_.append_term);
  fingerprint.Add(advanced_.appended_to.term);
  fingerprint.Add(advanced_.appended_to.index);
  fingerprint.Add(advanced_.applied_to);
  fingerprint.Add(advanced_.applied_bytes);
  fingerprint.Add(advanced_.applied_payload);
  fingerprint.Add(advanced_.snapshot == nullptr ? 0
                                                : advanced_.snapshot->index);
  return fingerprint.Get();
}

bool operator==(const RawNode& a, const RawNode& b) {
  if (a.advanced_.accepted != b.advanced_.accepted) return false;
  // What is left of an old Ready means nothing.
  if (a.advanced_.accepted && !(a.advanced_ == b.advanced_)) return false;
  return a.raft_ == b.raft_ &&
         a.accepted_soft_state_ == b.accepted_soft_state_ &&
         a.accepted_hard_state_ == b.accepted_hard_state_;
}

std::string Describe(const Ready& ready) {
  std::string text;
  if (ready.soft_state) text += Describe(*ready.soft_state) + "\n";
  if (ready.hard_state) {
    text += "HardState " + Describe(*ready.hard_state) + "\n";
  }
  if (!ready.read_states.empty()) {
    text += "ReadStates " + Describe(std::span(ready.read_states)) + "\n";
  }
  if (!ready.entries.empty()) {
    text += "Entries:\n" + DescribeEntries(ready.entries);
  }
  if (ready.snapshot) text += "Snapshot " + Describe(*ready.snapshot) + "\n";
  if (!ready.committed_entries.empty()) {
    text += "CommittedEntries:\n" + DescribeEntries(ready.committed_entries);
  }
  if (!ready.messages.empty()) {
    text += "Messages:\n";
    for (const Message& message : ready.messages) {
      text += DescribeMessage(message) + "\n";
    }
  }
  if (text.empty()) return "<empty Ready>";
  return fmt::format("Ready MustSync={}:\n{}", ready.must_sync, text);
}

std::string ToJson(const Status& status) {
  std::string peers;
  for (const auto& [id, progress] : status.progress) {
    peers += fmt::format(R"({}"{:x}":{{"match":{},"next":{},"state":"{}"}})",
                         peers.empty() ? "" : ",", id, progress.match,
                         progress.next, Name(progress.state));
  }
  return fmt::format(
      R"({{"id":"{:x}","term":{},"vote":"{:x}","commit":{},"lead":"{:x}",)"
      R"("raftState":"{}","applied":{},"progress":{{{}}},)"
      R"("leadtransferee":"{:x}"}})",
      status.id, status.hard_state.term, status.hard_state.vote,
      status.hard_state.commit, status.soft_state.lead,
      Name(status.soft_state.role), status.applied, peers,
      status.lead_transferee);
}

}  // namespace raft
