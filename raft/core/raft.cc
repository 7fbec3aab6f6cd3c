// Terms, dispatch and time: the frame of every other chapter.
#include "raft/core/raft.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <utility>

#include "raft/base/check.h"
#include "raft/confchange/restore.h"
#include "raft/describe/describe.h"
#include "raft/wire/encoded_size.h"

namespace raft {

Raft::Raft(const Config& config, const Storage& storage)
    : config_(config),
      log_(storage, config.logger, config.max_committed_size_per_ready),
      tracker_({config.max_inflight_messages, config.max_inflight_bytes}) {}

Result<Raft> Raft::Create(const Config& config, const Storage& storage) {
  const Result<Config> validated = Validated(config);
  if (!validated) return std::unexpected(validated.error());
  const Result<InitialState> state = storage.Load();
  if (!state) return std::unexpected(state.error());

  Raft raft(*validated, storage);
  RaftLog& log = raft.log_;
  Result<Membership> membership =
      raft::Restore(state->conf_state, log.LastIndex(), raft.tracker_.limits());
  if (!membership) return std::unexpected(membership.error());
  raft.SwitchTo(std::move(*membership));

  const HardState& hard_state = state->hard_state;
  if (!hard_state.empty()) {
    if (hard_state.commit < log.committed() ||
        hard_state.commit > log.LastIndex()) {
      return Fail(ErrorCode::kBadState,
                  fmt::format("{:x} state.commit {} is out of range [{}, {}]",
                              config.id, hard_state.commit, log.committed(),
                              log.LastIndex()));
    }
    log.CommitTo(hard_state.commit);
    raft.term_ = hard_state.term;
    raft.vote_ = hard_state.vote;
  }
  if (config.applied > 0) {
    if (config.applied < log.applied() || config.applied > log.committed()) {
      return Fail(ErrorCode::kBadState,
                  fmt::format("applied({}) is out of range [prevApplied({}), "
                              "committed({})]",
                              config.applied, log.applied(), log.committed()));
    }
    log.AppliedTo(config.applied, 0);
  }
  raft.BecomeFollower(raft.term_, kNone);
  // What was promised before a crash is not known: the utmost is.
  if (raft.uses_leases() && raft.term_ != 0) {
    raft.promise_ = config.election_tick;
  }

  const EntryId last = log.LastEntryId();
  raft.Log(LogLevel::kInfo,
           "newRaft {:x} [peers: [{:x}], term: {}, commit: {}, applied: {}, "
           "lastindex: {}, lastterm: {}]",
           config.id, fmt::join(raft.tracker_.voters().All(), ","), raft.term_,
           log.committed(), log.applied(), last.index, last.term);
  return raft;
}

bool Raft::Promotable() const {
  const Progress* progress = tracker_.progress().Find(config_.id);
  return progress != nullptr && !progress->is_learner &&
         !log_.HasPendingSnapshot();
}

void Raft::Reset(Term term) {
  if (term_ != term) {
    term_ = term;
    vote_ = kNone;
    draws_in_term_ = 0;
    yielded_ = false;
  }
  lead_ = kNone;
  election_elapsed_ = 0;
  heartbeat_elapsed_ = 0;
  drawn_election_timeout_ =
      config_.election_tick + config_.jitter({.seed = config_.jitter_seed,
                                              .node = config_.id,
                                              .term = term_,
                                              .draw = draws_in_term_,
                                              .range = config_.election_tick});
  ++draws_in_term_;
  AbortTransfer();
  tracker_.ResetVotes();
  const Index last = log_.LastIndex();
  for (auto& [id, progress] : tracker_.progress()) {
    const bool is_learner = progress.is_learner;
    progress = Progress();
    progress.next = last + 1;
    progress.is_learner = is_learner;
    progress.inflights = Inflights(tracker_.limits());
    if (id == config_.id) progress.match = last;
  }
  pending_conf_index_ = 0;
  uncommitted_size_ = 0;
  read_only_ = ReadOnly();
  lease_ = Lease();
  batch_waits_ = false;
}

void Raft::BecomeFollower(Term term, NodeId lead) {
  Reset(term);
  lead_ = lead;
  role_ = Role::kFollower;
  Log(LogLevel::kInfo, "{:x} became follower at term {}", id(), term_);
}

// Changes the role and nothing that the term protects: neither the term nor
// the vote, since this node may turn out to be unable to win.
void Raft::BecomePreCandidate() {
  RAFT_CHECK(role_ != Role::kLeader,
             "invalid transition [leader -> pre-candidate]");
  tracker_.ResetVotes();
  lead_ = kNone;
  role_ = Role::kPreCandidate;
  Log(LogLevel::kInfo, "{:x} became pre-candidate at term {}", id(), term_);
}

void Raft::BecomeCandidate() {
  RAFT_CHECK(role_ != Role::kLeader,
             "invalid transition [leader -> candidate]");
  Reset(term_ + 1);
  vote_ = id();
  role_ = Role::kCandidate;
  Log(LogLevel::kInfo, "{:x} became candidate at term {}", id(), term_);
}

void Raft::BecomeLeader() {
  RAFT_CHECK(role_ != Role::kFollower,
             "invalid transition [follower -> leader]");
  Reset(term_);
  lead_ = id();
  role_ = Role::kLeader;
  // A leader's own progress needs no probing.
  Progress* progress = tracker_.progress().Find(id());
  RAFT_CHECK(progress != nullptr, "{:x} leads without being a member", id());
  progress->BecomeReplicate();
  progress->recent_active = true;
  // Changes that others proposed may be in the log and not applied yet. All of
  // them must be applied here before the next one is accepted.
  pending_conf_index_ = log_.LastIndex();
  Entry empty;
  RAFT_CHECK(AppendEntries({&empty, 1}), "empty entry was dropped");
  Log(LogLevel::kInfo, "{:x} became leader at term {}", id(), term_);
}

// Starts a message to `to` in the queue where its type belongs: answers that
// promise something durable wait until the log and the vote are written.
Message& Raft::Emit(MessageType type, NodeId to) {
  const bool waits = type == MessageType::kAppResp ||
                     type == MessageType::kVoteResp ||
                     type == MessageType::kPreVoteResp ||
                     // A promise must not be forgotten with its term.
                     (type == MessageType::kHeartbeatResp && uses_leases());
  RAFT_CHECK(waits || to != id(),
             "message should not be self-addressed when sending {}",
             Name(type));
  Message& message =
      (waits ? messages_after_append_ : messages_).emplace_back();
  message.type = type;
  message.to = to;
  message.from = id();
  message.term = term_;
  return message;
}

// Passes a message on to the leader, with its first sender's name.
void Raft::Forward(Message& message) {
  message.to = lead_;
  if (message.from == kNone) message.from = id();
  // Proposals and reads are not part of a term: the leader of any term may
  // take them.
  message.term = message.type == MessageType::kTransferLeader ? term_ : 0;
  messages_.push_back(std::move(message));
}

Result<void> Raft::Step(Message&& message) {
  if (auto possible = CheckPossible(message); !possible) return possible;
  if (message.term > term_) {
    if (IgnoresForLease(message) || BreaksPromise(message)) return {};
    StepUp(message);
  } else if (message.term != 0 && message.term < term_) {
    StepLowerTerm(message);
    return {};
  }
  switch (message.type) {
    case MessageType::kHup:
      if (promise_ > 0) {
        Log(LogLevel::kWarn,
            "{:x} ignoring MsgHup at term {}: a lease has {} ticks left", id(),
            term_, promise_);
        return {};
      }
      StartElection(config_.pre_vote ? Campaign::kPreElection
                                     : Campaign::kElection);
      return {};
    case MessageType::kStorageAppendResp:
      StorageAppended(message.term == 0 ? term_ : message.term,
                      {message.log_term, message.index}, message.snapshot);
      return {};
    case MessageType::kStorageApplyResp:
      if (!message.entries.empty()) {
        const std::span entries(message.entries);
        uint64_t payload = 0;
        for (const Entry& entry : entries) payload += entry.data.size();
        StorageApplied(entries.back().index, wire::EncodedSize(entries),
                       payload);
      }
      return {};
    case MessageType::kVote:
    case MessageType::kPreVote:
      if (!BreaksPromise(message)) AnswerVote(message);
      return {};
    default:
      break;
  }
  switch (role_) {
    case Role::kFollower:
      return StepFollower(message);
    case Role::kCandidate:
    case Role::kPreCandidate:
      return StepCandidate(message);
    case Role::kLeader:
      return StepLeader(message);
  }
  return {};
}

// A message of a higher term ends what this node was doing (Raft paper §5.1),
// but for pre-votes, which only ask.
void Raft::StepUp(const Message& message) {
  if (message.type == MessageType::kPreVote) return;
  if (message.type == MessageType::kPreVoteResp && !message.reject) return;
  Log(LogLevel::kInfo,
      "{:x} [term: {}] received a {} message with higher term from {:x} "
      "[term: {}]",
      id(), term_, Name(message.type), message.from, message.term);
  const bool from_leader = message.type == MessageType::kApp ||
                           message.type == MessageType::kHeartbeat ||
                           message.type == MessageType::kSnap;
  BecomeFollower(message.term, from_leader ? message.from : kNone);
}

void Raft::StorageAppended(Term term, EntryId up_to,
                           const SnapshotPtr& snapshot) {
  if (up_to.index != 0) {
    if (term < term_) {
      // Entries of an older term may have been replaced by others with the same
      // index and term since they were written (script:
      // async_storage_writes_append_aba_race): only what was written in this
      // term is known to be still there.
      Log(LogLevel::kInfo,
          "{:x} [term: {}] ignored entry appends from a {} message with lower "
          "term [term: {}]",
          id(), term_, Name(MessageType::kStorageAppendResp), term);
    } else {
      log_.StableTo(up_to);
    }
  }
  if (snapshot != nullptr) {
    log_.StableSnapshotTo(snapshot->index);
    AppliedTo(snapshot->index, 0);
  }
}

void Raft::StorageApplied(Index index, uint64_t encoded_bytes,
                          uint64_t payload_bytes) {
  AppliedTo(index, encoded_bytes);
  uncommitted_size_ -= std::min(uncommitted_size_, payload_bytes);
}

void Raft::Tick() {
  if (promise_ > 0) --promise_;
  if (role_ == Role::kLeader) {
    TickHeartbeat();
  } else {
    TickElection();
  }
}

void Raft::TickElection() {
  ++election_elapsed_;
  if (!Promotable() || election_elapsed_ < drawn_election_timeout_) return;
  election_elapsed_ = 0;
  StartElection(config_.pre_vote ? Campaign::kPreElection
                                 : Campaign::kElection);
}

void Raft::TickHeartbeat() {
  if (uses_leases()) lease_.Tick();
  ++heartbeat_elapsed_;
  ++election_elapsed_;
  if (election_elapsed_ >= config_.election_tick) {
    election_elapsed_ = 0;
    if (config_.check_quorum) CheckQuorumActive();
    // A transfer that has not happened by now will not: lead on.
    if (role_ == Role::kLeader) AbortTransfer();
  }
  if (role_ != Role::kLeader) return;
  if (heartbeat_elapsed_ >= config_.heartbeat_tick) {
    heartbeat_elapsed_ = 0;
    BroadcastHeartbeat();
  }
}

}  // namespace raft
