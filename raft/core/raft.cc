// Terms, dispatch and time: the frame of every other chapter.
#include "raft/core/raft.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/confchange/restore.h"
#include "raft/core/message_hash.h"
#include "raft/describe/describe.h"
#include "raft/wire/encoded_size.h"

namespace raft {

Raft::Raft(const Config& config, const Storage& storage)
    : config_(config),
      log_(storage, config.logger, config.max_committed_size_per_ready),
      tracker_({config.max_inflight_messages, config.max_inflight_bytes}) {}

Raft::Raft(const Raft& other, const Storage& storage)
    : config_(other.config_),
      term_(other.term_),
      vote_(other.vote_),
      role_(other.role_),
      is_learner_(other.is_learner_),
      lead_(other.lead_),
      lead_transferee_(other.lead_transferee_),
      pending_conf_index_(other.pending_conf_index_),
      uncommitted_size_(other.uncommitted_size_),
      election_elapsed_(other.election_elapsed_),
      heartbeat_elapsed_(other.heartbeat_elapsed_),
      drawn_election_timeout_(other.drawn_election_timeout_),
      draws_in_term_(other.draws_in_term_),
      log_(other.log_, storage),
      tracker_(other.tracker_),
      read_only_(other.read_only_),
      pending_reads_(other.pending_reads_),
      read_states_(other.read_states_),
      messages_(other.messages_),
      messages_after_append_(other.messages_after_append_) {}

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
                     type == MessageType::kPreVoteResp;
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
    if (IgnoresForLease(message)) return {};
    StepUp(message);
  } else if (message.term != 0 && message.term < term_) {
    StepLowerTerm(message);
    return {};
  }
  switch (message.type) {
    case MessageType::kHup:
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
      AnswerVote(message);
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

void Raft::StepLowerTerm(const Message& message) {
  const bool from_old_leader = message.type == MessageType::kHeartbeat ||
                               message.type == MessageType::kApp;
  if (from_old_leader && (config_.check_quorum || config_.pre_vote)) {
    // This node may have raised its term alone, behind a partition. With
    // leases or pre-votes it will not be elected, and it cannot follow an older
    // term: telling the leader of the higher term frees it.
    Emit(MessageType::kAppResp, message.from);
  } else if (message.type == MessageType::kPreVote) {
    // An answer may end the campaign of a candidate of a lower term that
    // would otherwise wait for ever when nodes disagree about using pre-votes.
    const EntryId last = log_.LastEntryId();
    Log(LogLevel::kInfo,
        "{:x} [logterm: {}, index: {}, vote: {:x}] rejected {} from {:x} "
        "[logterm: {}, index: {}] at term {}",
        id(), last.term, last.index, vote_, Name(message.type), message.from,
        message.log_term, message.index, term_);
    Emit(MessageType::kPreVoteResp, message.from).reject = true;
  } else if (message.type == MessageType::kStorageAppendResp) {
    StorageAppended(message.term, {message.log_term, message.index},
                    message.snapshot);
  } else {
    Log(LogLevel::kInfo,
        "{:x} [term: {}] ignored a {} message with lower term from {:x} "
        "[term: {}]",
        id(), term_, Name(message.type), message.from, message.term);
  }
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

Result<void> Raft::StepLeader(Message& message) {
  switch (message.type) {
    case MessageType::kBeat:
      BroadcastHeartbeat();
      return {};
    case MessageType::kCheckQuorum:
      CheckQuorumActive();
      return {};
    case MessageType::kProp:
      return Propose(message);
    case MessageType::kReadIndex:
      HandleReadIndex(message);
      return {};
    case MessageType::kForgetLeader:
      return {};
    default:
      break;
  }
  Progress* progress = tracker_.progress().Find(message.from);
  if (progress == nullptr) {
    Log(LogLevel::kDebug, "{:x} no progress available for {:x}", id(),
        message.from);
    return {};
  }
  StepLeaderFrom(message, *progress);
  return {};
}

void Raft::StepLeaderFrom(Message& message, Progress& progress) {
  switch (message.type) {
    case MessageType::kAppResp:
      HandleAppendResponse(message, progress);
      break;
    case MessageType::kHeartbeatResp:
      HandleHeartbeatResponse(message, progress);
      break;
    case MessageType::kSnapStatus:
      HandleSnapshotStatus(message, progress);
      break;
    case MessageType::kUnreachable:
      HandleUnreachable(message, progress);
      break;
    case MessageType::kTransferLeader:
      HandleTransferLeader(message, progress);
      break;
    default:
      break;
  }
}

Result<void> Raft::StepCandidate(Message& message) {
  switch (message.type) {
    case MessageType::kProp:
      Log(LogLevel::kInfo, "{:x} no leader at term {}; dropping proposal", id(),
          term_);
      return Fail(ErrorCode::kProposalDropped);
    case MessageType::kApp:
    case MessageType::kHeartbeat:
    case MessageType::kSnap:
      // Somebody else won this term.
      BecomeFollower(message.term, message.from);
      return StepFollower(message);
    case MessageType::kVoteResp:
    case MessageType::kPreVoteResp:
      HandleVoteResponse(message);
      return {};
    case MessageType::kTimeoutNow:
      Log(LogLevel::kDebug,
          "{:x} [term {} state {}] ignored MsgTimeoutNow from {:x}", id(),
          term_, Name(role_), message.from);
      return {};
    default:
      return {};
  }
}

Result<void> Raft::StepFollower(Message& message) {
  switch (message.type) {
    case MessageType::kProp:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo, "{:x} no leader at term {}; dropping proposal",
            id(), term_);
        return Fail(ErrorCode::kProposalDropped);
      }
      if (config_.disable_proposal_forwarding) {
        Log(LogLevel::kInfo,
            "{:x} not forwarding to leader {:x} at term {}; dropping proposal",
            id(), lead_, term_);
        return Fail(ErrorCode::kProposalDropped);
      }
      Forward(message);
      return {};
    case MessageType::kApp:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleAppend(message);
      return {};
    case MessageType::kHeartbeat:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleHeartbeat(message);
      return {};
    case MessageType::kSnap:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleSnapshot(message);
      return {};
    case MessageType::kTransferLeader:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo,
            "{:x} no leader at term {}; dropping leader transfer msg", id(),
            term_);
        return {};
      }
      Forward(message);
      return {};
    case MessageType::kForgetLeader:
      if (config_.read_only_option == ReadOnlyOption::kLeaseBased) {
        Log(LogLevel::kError,
            "ignoring MsgForgetLeader due to ReadOnlyLeaseBased");
        return {};
      }
      if (lead_ != kNone) {
        Log(LogLevel::kInfo, "{:x} forgetting leader {:x} at term {}", id(),
            lead_, term_);
        lead_ = kNone;
      }
      return {};
    case MessageType::kTimeoutNow:
      Log(LogLevel::kInfo,
          "{:x} [term {}] received MsgTimeoutNow from {:x} and starts an "
          "election to get leadership.",
          id(), term_, message.from);
      // Never a pre-vote: the leader itself has asked for this.
      StartElection(Campaign::kTransfer);
      return {};
    case MessageType::kReadIndex:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo,
            "{:x} no leader at term {}; dropping index reading msg", id(),
            term_);
        return {};
      }
      Forward(message);
      return {};
    case MessageType::kReadIndexResp:
      if (message.entries.size() != 1) {
        Log(LogLevel::kError,
            "{:x} invalid format of MsgReadIndexResp from {:x}, entries count: "
            "{}",
            id(), message.from, message.entries.size());
        return {};
      }
      read_states_.push_back({message.index, message.entries[0].data});
      return {};
    default:
      return {};
  }
}

void Raft::Tick() {
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

void Raft::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(config_.id);
  fingerprint.Add(term_);
  fingerprint.Add(vote_);
  fingerprint.Add(static_cast<uint64_t>(role_) | uint64_t{is_learner_} << 8);
  fingerprint.Add(lead_);
  fingerprint.Add(lead_transferee_);
  fingerprint.Add(pending_conf_index_);
  fingerprint.Add(uncommitted_size_);
  fingerprint.Add(election_elapsed_);
  fingerprint.Add(heartbeat_elapsed_);
  fingerprint.Add(drawn_election_timeout_);
  fingerprint.Add(draws_in_term_);
  log_.AddTo(fingerprint);
  tracker_.AddTo(fingerprint);
  read_only_.AddTo(fingerprint);
  for (const auto* queue :
       {&pending_reads_, &messages_, &messages_after_append_}) {
    fingerprint.Add(queue->size());
    for (const Message& message : *queue) raft::AddTo(fingerprint, message);
  }
  fingerprint.Add(read_states_.size());
  for (const ReadState& state : read_states_) {
    fingerprint.Add(state.index);
    fingerprint.Add(state.context.Hash());
  }
}

bool operator==(const Raft& a, const Raft& b) {
  return a.config_.id == b.config_.id && a.term_ == b.term_ &&
         a.vote_ == b.vote_ && a.role_ == b.role_ &&
         a.is_learner_ == b.is_learner_ && a.lead_ == b.lead_ &&
         a.lead_transferee_ == b.lead_transferee_ &&
         a.pending_conf_index_ == b.pending_conf_index_ &&
         a.uncommitted_size_ == b.uncommitted_size_ &&
         a.election_elapsed_ == b.election_elapsed_ &&
         a.heartbeat_elapsed_ == b.heartbeat_elapsed_ &&
         a.drawn_election_timeout_ == b.drawn_election_timeout_ &&
         a.draws_in_term_ == b.draws_in_term_ && a.log_ == b.log_ &&
         a.tracker_ == b.tracker_ && a.read_only_ == b.read_only_ &&
         a.pending_reads_ == b.pending_reads_ &&
         a.read_states_ == b.read_states_ && a.messages_ == b.messages_ &&
         a.messages_after_append_ == b.messages_after_append_;
}

}  // namespace raft
