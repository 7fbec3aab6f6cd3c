// What a leader appends on behalf of clients (Raft paper §5.3, Raft thesis
// §4.1).
#include <utility>

#include "raft/core/raft.h"
#include "raft/describe/describe.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {
namespace {

// The membership change in an entry, if it is one. CheckPossible has decoded
// it before, so an error cannot happen here.
std::optional<ConfChangeV2> ChangeIn(const Entry& entry) {
  Result<ConfChangeV2> change = wire::DecodeConfChangeEntry(entry);
  if (entry.type == EntryType::kNormal || !change) return std::nullopt;
  return std::move(*change);
}

}  // namespace

Result<void> Raft::Propose(Message& message) {
  // A leader that was removed no longer takes proposals.
  if (tracker_.progress().Find(id()) == nullptr) {
    return Fail(ErrorCode::kProposalDropped);
  }
  if (lead_transferee_ != kNone) {
    Log(LogLevel::kDebug,
        "{:x} [term {}] transfer leadership to {:x} is in progress; dropping "
        "proposal",
        id(), term_, lead_transferee_);
    return Fail(ErrorCode::kProposalDropped);
  }
  const Index pending_before = pending_conf_index_;
  for (size_t i = 0; i < message.entries.size(); ++i) {
    Entry& entry = message.entries[i];
    if (entry.type == EntryType::kNormal) continue;
    const std::optional<ConfChangeV2> change = ChangeIn(entry);
    const std::string refusal = RefusalOf(*change);
    if (refusal.empty() || config_.disable_conf_change_validation) {
      pending_conf_index_ = log_.LastIndex() + i + 1;
      continue;
    }
    Log(LogLevel::kInfo, "{:x} ignoring conf change {} at config {}: {}", id(),
        Describe(*change), Describe(tracker_.configuration()), refusal);
    entry = Entry();
  }
  if (!AppendEntries({message.entries.data(), message.entries.size()})) {
    // What was not appended is not pending.
    pending_conf_index_ = pending_before;
    return Fail(ErrorCode::kProposalDropped);
  }
  if (config_.batch_appends) {
    batch_waits_ = true;
  } else {
    BroadcastAppend();
  }
  return {};
}

void Raft::SendBatch() {
  if (!std::exchange(batch_waits_, false)) return;
  for (auto& [peer, progress] : tracker_.progress()) {
    // Some of it, or all, may have gone out with other appends.
    if (peer != id() && progress.next <= log_.LastIndex()) {
      MaybeSendAppend(peer, progress, true);
    }
  }
}

// Gives the entries their places and appends them; false if they would exceed
// the limit of uncommitted bytes.
bool Raft::AppendEntries(std::span<Entry> entries) {
  Index index = log_.LastIndex();
  for (Entry& entry : entries) {
    entry.term = term_;
    entry.index = ++index;
  }
  if (!IncreaseUncommittedSize(entries)) {
    Log(LogLevel::kWarn,
        "{:x} appending new entries to log would exceed uncommitted entry size "
        "limit; dropping proposal",
        id());
    return false;
  }
  log_.Append(entries);
  // The leader counts itself when its own copy is durable.
  Message* own =
      messages_after_append_.empty() ? nullptr : &messages_after_append_.back();
  if (config_.batch_appends && own != nullptr && own->to == id() &&
      own->type == MessageType::kAppResp && own->term == term_) {
    own->index = index;
  } else {
    Emit(MessageType::kAppResp, id()).index = index;
  }
  return true;
}

// An empty tail takes one proposal of any size, and entries without payload
// always pass: a leader's first entry and leaving a joint configuration must
// never be refused.
bool Raft::IncreaseUncommittedSize(std::span<const Entry> entries) {
  uint64_t bytes = 0;
  for (const Entry& entry : entries) bytes += entry.data.size();
  if (uncommitted_size_ > 0 && bytes > 0 &&
      uncommitted_size_ + bytes > config_.max_uncommitted_entries_size) {
    return false;
  }
  uncommitted_size_ += bytes;
  return true;
}

}  // namespace raft
