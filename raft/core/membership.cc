// Membership changes, from the proposal's check to their application (Raft
// thesis §4).
#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/confchange/changer.h"
#include "raft/core/raft.h"
#include "raft/describe/describe.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {

// Calls `visit` with the index of each membership change after what is applied,
// up to `last`, until it returns false. No more entries are in memory at once
// than the application may be given.
void Raft::ScanChanges(Index last,
                       const std::function<bool(Index)>& visit) const {
  if (log_.applied() >= last) return;
  const auto scanned = log_.Scan(
      log_.applied() + 1, last + 1, config_.max_committed_size_per_ready,
      [&visit](std::span<const Entry> page) {
        return std::all_of(page.begin(), page.end(), [&](const Entry& entry) {
          return entry.type == EntryType::kNormal || visit(entry.index);
        });
      });
  RAFT_CHECK(scanned.has_value(),
             "error scanning unapplied entries [{}, {}): {}",
             log_.applied() + 1, last + 1, scanned.error().Text());
}

// Why a leader does not accept `change` now; empty if it does.
std::string Raft::RefusalOf(const ConfChangeV2& change) const {
  const bool joint = tracker_.voters().joint();
  const bool leaves = change.changes.empty();
  if (pending_conf_index_ > log_.applied()) {
    return fmt::format(
        "possible unapplied conf change at index {} (applied to {})",
        pending_conf_index_, log_.applied());
  }
  if (joint && !leaves) return "must transition out of joint config first";
  if (!joint && leaves) {
    return "not in joint state; refusing empty conf change";
  }
  return "";
}

Result<ConfState> Raft::ApplyConfChange(const ConfChangeV2& change) {
  Result<Membership> next =
      Changer(tracker_.membership(), log_.LastIndex(), tracker_.limits())
          .Apply(change);
  if (!next) return std::unexpected(std::move(next.error()));
  return SwitchTo(std::move(*next));
}

ConfState Raft::SwitchTo(Membership membership) {
  tracker_.SetMembership(std::move(membership));
  const Configuration& configuration = tracker_.configuration();
  if (config_.logger != nullptr) {
    Log(LogLevel::kInfo, "{:x} switched to configuration {}", id(),
        Describe(configuration));
  }
  const ConfState conf_state = ToConfState(configuration);
  const Progress* own = tracker_.progress().Find(id());
  is_learner_ = own != nullptr && own->is_learner;
  if (role_ != Role::kLeader) return conf_state;
  // Without stepping down a leader that was removed or demoted leads on until
  // somebody else is elected: it replicates and commits, but no longer counts
  // itself.
  const bool counts_itself = own != nullptr && !is_learner_;
  if (!counts_itself && config_.step_down_on_removal) {
    BecomeFollower(term_, kNone);
    return conf_state;
  }
  // Nor does it hand over: whom it had in mind may be gone, too
  // (raft/DEVIATIONS.md, R26).
  if (!counts_itself) AbortTransfer();
  // A smaller quorum may have what it takes already.
  if (MaybeCommit()) {
    ReleasePendingReads();
    BroadcastAppend();
  } else if (counts_itself) {
    // New members should not have to wait for a heartbeat.
    for (auto& [peer, progress] : tracker_.progress()) {
      if (peer != id()) MaybeSendAppend(peer, progress, false);
    }
  }
  ReleaseConfirmedReads();
  if (!tracker_.voters().Contains(lead_transferee_)) AbortTransfer();
  return conf_state;
}

void Raft::AppliedTo(Index index, uint64_t encoded_bytes) {
  const Index applied = std::max(index, log_.applied());
  log_.AppliedTo(applied, encoded_bytes);
  const bool leaves = tracker_.configuration().auto_leave &&
                      applied >= pending_conf_index_ && role_ == Role::kLeader;
  if (!leaves) return;
  // The change into this joint configuration is applied, and it is to be left
  // without being told. A transfer of leadership may drop the proposal; a later
  // application, here or on the next leader, tries again.
  Message message;
  message.type = MessageType::kProp;
  message.entries.emplace_back().type = EntryType::kConfChangeV2;
  const std::string configuration =
      config_.logger == nullptr ? "" : Describe(tracker_.configuration());
  if (const auto proposed = Step(std::move(message)); proposed) {
    Log(LogLevel::kInfo,
        "initiating automatic transition out of joint configuration {}",
        configuration);
  } else {
    Log(LogLevel::kDebug,
        "not initiating automatic transition out of joint configuration {}: {}",
        configuration, proposed.error().Text());
  }
}

Result<void> Raft::Bootstrap(std::span<const ConfChange> changes) {
  if (changes.empty()) {
    return Fail(ErrorCode::kBadConfig,
                "must provide at least one peer to Bootstrap");
  }
  if (log_.storage().LastIndex() != 0) {
    return Fail(ErrorCode::kBadConfig, "can't bootstrap a nonempty Storage");
  }
  // Members are in force at once, so that an election can be held; when the
  // entries come out as committed they are applied again, to no effect.
  Membership membership = tracker_.membership();
  EntryList entries;
  for (const ConfChange& change : changes) {
    auto next = Changer(membership, changes.size(), tracker_.limits())
                    .Apply(AsV2(change));
    if (!next) return std::unexpected(std::move(next.error()));
    membership = std::move(*next);
    entries.push_back({.term = 1,
                       .index = entries.size() + 1,
                       .data = Payload(wire::Encode(change)),
                       .type = EntryType::kConfChange});
  }
  BecomeFollower(1, kNone);
  log_.Append(entries);
  log_.CommitTo(entries.size());
  for (const ConfChange& change : changes) {
    RAFT_CHECK(ApplyConfChange(AsV2(change)).has_value(),
               "a bootstrap change was checked and cannot be made");
  }
  return {};
}

}  // namespace raft
