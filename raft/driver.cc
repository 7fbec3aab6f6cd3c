#include "raft/driver.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/core/message_hash.h"
#include "raft/tracker/tracker.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {

HardState RepairedHardState(const HardState& hard_state,
                            const Storage& storage) {
  HardState repaired = hard_state;
  const Result<Term> last_term = storage.TermAt(storage.LastIndex());
  if (last_term.has_value() && *last_term > repaired.term) {
    repaired.term = *last_term;
    repaired.vote = kNone;
  }
  // The log may begin before the snapshot.
  const Result<SnapshotPtr> snapshot = storage.Snapshot();
  repaired.commit = std::max({repaired.commit, storage.FirstIndex() - 1,
                              snapshot ? (*snapshot)->index : 0});
  return repaired;
}

Driver::Driver(RawNode node)
    : node_(std::move(node)),
      applied_(node_.core().log().applied()),
      conf_state_(ToConfState(node_.core().tracker().configuration())) {}

Driver::Driver(const Driver& other, const Storage& storage)
    : node_(other.node_, storage),
      ready_(other.ready_),
      stage_(other.stage_),
      appends_(other.appends_),
      applies_(other.applies_),
      answers_(other.answers_),
      reads_(other.reads_),
      applied_(other.applied_),
      conf_state_(other.conf_state_) {}

bool Driver::CanTake() const {
  return stage_ == Stage::kIdle && node_.HasReady();
}

bool Driver::CanSync() const {
  return stage_ == Stage::kWriting || !appends_.empty();
}

bool Driver::CanApply() const {
  return stage_ == Stage::kApplying || !applies_.empty();
}

size_t Driver::unsynced() const {
  return stage_ == Stage::kWriting ? 1 : appends_.size();
}

void Driver::Take(Effects& effects) {
  RAFT_CHECK(CanTake(), "there is nothing to take");
  node_.TakeReady(ready_);
  if (async()) {
    TakeAsync(effects);
    return;
  }
  const HardState* hard_state =
      ready_.hard_state.has_value() ? &*ready_.hard_state : nullptr;
  // A commit index alone may be lost: the log says it again.
  const bool waits = ready_.must_sync || ready_.snapshot != nullptr;
  if (waits || hard_state != nullptr) {
    if (!effects.Write(ready_.snapshot, ready_.entries, hard_state, waits)) {
      Halt();
      return;
    }
  }
  stage_ = Stage::kWriting;
  if (!waits) AdvanceTo(Stage::kApplying, effects);
}

void Driver::TakeAsync(Effects& effects) {
  QueueReads(effects);
  for (Message& message : ready_.messages) {
    if (message.to == kLocalAppendThread) {
      const HardState hard_state{message.term, message.vote, message.commit};
      if (!effects.Write(message.snapshot, message.entries,
                         hard_state.empty() ? nullptr : &hard_state,
                         /*waits=*/true)) {
        Halt();
        return;
      }
      appends_.push_back(std::move(message));
    } else if (message.to == kLocalApplyThread) {
      applies_.push_back(std::move(message));
    } else {
      effects.Send(std::move(message));
    }
  }
  ready_.messages.clear();
}

void Driver::Failed() {
  RAFT_CHECK(CanSync(), "no write waits");
  Halt();
}

void Driver::Halt() {
  stage_ = Stage::kHalted;
  appends_.clear();
  applies_.clear();
  answers_.clear();
  reads_.clear();
}

void Driver::Synced(Effects& effects) {
  RAFT_CHECK(CanSync(), "no write waits");
  if (!async()) {
    AdvanceTo(Stage::kApplying, effects);
    return;
  }
  Durable(effects);
  while (CanHear()) Hear();
}

void Driver::Durable(Effects& effects) {
  RAFT_CHECK(async() && CanSync(), "no write waits");
  Message append = std::move(appends_.front());
  appends_.erase(appends_.begin());
  InstallSnapshot(append.snapshot, effects);
  for (Message& response : append.responses) {
    if (response.to == node_.core().id()) {
      answers_.push_back(std::move(response));
    } else {
      effects.Send(std::move(response));
    }
  }
}

void Driver::Hear() {
  RAFT_CHECK(CanHear(), "there is nothing to hear of");
  Message answer = std::move(answers_.front());
  answers_.erase(answers_.begin());
  Answer(std::move(answer));
}

// What the Ready wrote is durable: goes on to what waited for that.
void Driver::AdvanceTo(Stage stage, Effects& effects) {
  stage_ = stage;
  InstallSnapshot(ready_.snapshot, effects);
  SendAll(ready_.messages, effects);
  QueueReads(effects);
  if (ready_.committed_entries.empty()) {
    stage_ = Stage::kIdle;
    node_.Advance();
  }
}

void Driver::ApplyNext(Effects& effects) {
  RAFT_CHECK(CanApply(), "there is nothing to apply");
  if (!async()) {
    Apply(ready_.committed_entries, effects);
    stage_ = Stage::kIdle;
    node_.Advance();
    return;
  }
  Message apply = std::move(applies_.front());
  applies_.erase(applies_.begin());
  Apply(apply.entries, effects);
  for (Message& response : apply.responses) Answer(std::move(response));
}

void Driver::Run(Effects& effects) {
  for (;;) {
    if (CanTake()) {
      Take(effects);
    } else if (CanSync()) {
      Synced(effects);
    } else if (CanApply()) {
      ApplyNext(effects);
    } else if (CanHear()) {
      Hear();
    } else {
      return;
    }
  }
}

void Driver::SendAll(std::vector<Message>& messages, Effects& effects) {
  for (Message& message : messages) effects.Send(std::move(message));
  messages.clear();
}

// What a storage thread has to say to the node itself when it is done: an error
// would be a bug of the node or of the storage.
void Driver::Answer(Message&& response) {
  const auto stepped = node_.Step(std::move(response));
  // An own vote or acknowledgement from before the node left the configuration
  // finds no peer any more.
  RAFT_CHECK(stepped.has_value() ||
                 stepped.error().code == ErrorCode::kStepPeerNotFound,
             "an own answer failed: {}", stepped.error().Text());
}

void Driver::InstallSnapshot(const SnapshotPtr& snapshot, Effects& effects) {
  if (snapshot == nullptr || snapshot->index <= applied_) return;
  effects.Install(*snapshot);
  applied_ = snapshot->index;
  conf_state_ = snapshot->conf_state;
  AnswerReads(effects);
}

void Driver::Apply(std::span<const Entry> entries, Effects& effects) {
  for (const Entry& entry : entries) {
    // A snapshot covers it: one that was installed meanwhile, or one that the
    // node goes by already and that will be.
    const SnapshotPtr& pending = node_.core().log().unstable().snapshot();
    const Index covered = pending == nullptr ? 0 : pending->index;
    if (entry.index <= std::max(applied_, covered)) continue;
    if (entry.type != EntryType::kNormal) ApplyMembership(entry, effects);
    effects.Apply(entry);
    applied_ = entry.index;
  }
  AnswerReads(effects);
}

void Driver::ApplyMembership(const Entry& entry, Effects& effects) {
  const Result<ConfChangeV2> change = wire::DecodeConfChangeEntry(entry);
  if (!change) {
    effects.ChangeFailed(entry, change.error());
    return;
  }
  if (!effects.Accepts(entry, *change)) return;
  Result<ConfState> made = node_.ApplyConfChange(*change);
  if (!made) {
    effects.ChangeFailed(entry, made.error());
    return;
  }
  conf_state_ = std::move(*made);
}

void Driver::QueueReads(Effects& effects) {
  for (ReadState& read : ready_.read_states) reads_.push_back(std::move(read));
  ready_.read_states.clear();
  AnswerReads(effects);
}

void Driver::AnswerReads(Effects& effects) {
  std::erase_if(reads_, [&](const ReadState& read) {
    if (read.index > applied_) return false;
    effects.Read(read.context);
    return true;
  });
}

void Driver::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(node_.GetFingerprint(fingerprint));
  fingerprint.Add(static_cast<uint64_t>(stage_));
  fingerprint.Add(applied_);
  raft::AddTo(fingerprint, conf_state_);
  if (stage_ != Stage::kIdle) {
    raft::AddTo(fingerprint, ready_.messages);
    fingerprint.Add(ready_.committed_entries.size());
    fingerprint.Add(ready_.snapshot == nullptr ? 0 : ready_.snapshot->index);
  }
  for (const auto* queue : {&appends_, &applies_, &answers_}) {
    raft::AddTo(fingerprint, *queue);
  }
  fingerprint.Add(reads_.size());
  for (const ReadState& read : reads_) {
    fingerprint.Add(read.index);
    fingerprint.Add(read.context.Hash());
  }
}

}  // namespace raft
