// Raft: the consensus algorithm of one node, as a pure state machine. Embedders
// use RawNode (raft/raw_node.h), which wraps it; this class is what RawNode
// gives read access to. One .cc file per chapter: raft (terms, dispatch, time),
// roles, state (the node as a value), election, replication, proposals,
// snapshots, membership, reads, and possibility (what no correct peer sends).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/core/config.h"
#include "raft/core/lease.h"
#include "raft/core/read_only.h"
#include "raft/log/raft_log.h"
#include "raft/tracker/tracker.h"
#include "raft/types.h"

namespace raft {

// Messages go in by Step and time by Tick; messages to send collect in
// messages() and messages_after_append(). Nothing is written, sent or applied
// here. Values are copied onto another storage; == and the fingerprint cover
// everything but storage and logger.
class Raft {
 public:
  // Starts from what `storage` holds; it must outlive the node. kBadConfig, or
  // kBadState when the durable state contradicts itself.
  static Result<Raft> Create(const Config& config, const Storage& storage);
  Raft(const Raft& other, const Storage& storage);
  Raft(Raft&&) = default;
  Raft& operator=(Raft&&) = default;

  // Takes one message. Errors: kProposalDropped; kBadBytes for a membership
  // change that does not decode; kImpossible, with no effect at all, for a
  // message that no correct peer sends.
  Result<void> Step(Message&& message);
  // Lets one tick of time pass.
  void Tick();

  // Makes a membership change that was committed, and says what came of it.
  // kBadConfChange, and nothing changed, if it cannot be made.
  Result<ConfState> ApplyConfChange(const ConfChangeV2& change);
  // Makes this node a member of a new cluster that starts with `changes`, all
  // committed. REQUIRES: an empty log.
  Result<void> Bootstrap(std::span<const ConfChange> changes);

  // The answers of the storage threads (kStorageAppendResp, kStorageApplyResp).
  void StorageAppended(Term term, EntryId up_to, const SnapshotPtr& snapshot);
  void StorageApplied(Index index, uint64_t encoded_bytes,
                      uint64_t payload_bytes);

  // Sends what batch_appends held back. To be called before messages() is.
  void SendBatch();

  // What is to be handed out, and marks it as handed out.
  std::vector<Message>& messages() { return messages_; }
  std::vector<Message>& messages_after_append() {
    return messages_after_append_;
  }
  std::vector<ReadState>& read_states() { return read_states_; }
  RaftLog& mutable_log() { return log_; }

  // Fixes the election timeout until the next one is drawn.
  void SetElectionTimeout(uint64_t ticks) { drawn_election_timeout_ = ticks; }
  // Lets an election come nearer without starting one.
  void TickQuiesced() { ++election_elapsed_; }

  const Config& config() const { return config_; }
  NodeId id() const { return config_.id; }
  Term term() const { return term_; }
  NodeId vote() const { return vote_; }
  NodeId lead() const { return lead_; }
  Role role() const { return role_; }
  bool is_learner() const { return is_learner_; }
  NodeId lead_transferee() const { return lead_transferee_; }
  Index pending_conf_index() const { return pending_conf_index_; }
  uint64_t uncommitted_size() const { return uncommitted_size_; }
  uint64_t election_elapsed() const { return election_elapsed_; }
  uint64_t heartbeat_elapsed() const { return heartbeat_elapsed_; }
  // What was drawn from [election_tick, 2 * election_tick).
  uint64_t drawn_election_timeout() const { return drawn_election_timeout_; }
  const RaftLog& log() const { return log_; }
  const Tracker& tracker() const { return tracker_; }
  const ReadOnly& read_only() const { return read_only_; }
  const std::vector<Message>& messages() const { return messages_; }
  const std::vector<Message>& messages_after_append() const {
    return messages_after_append_;
  }
  const std::vector<ReadState>& read_states() const { return read_states_; }
  const std::vector<Message>& pending_reads() const { return pending_reads_; }
  HardState hard_state() const { return {term_, vote_, log_.committed()}; }
  SoftState soft_state() const { return {lead_, role_}; }
  // True if this node may start an election.
  bool Promotable() const;
  // Ticks in which this node helps nobody else, for the sake of its leader's
  // lease.
  uint64_t promise() const { return promise_; }
  // True for a leader that, as far as it knows, nobody can have replaced yet
  // (see lease.h).
  bool HoldsLease() const;
  bool uses_leases() const {
    return config_.read_only_option == ReadOnlyOption::kLeaseBased;
  }

  void AddTo(Fingerprint& fingerprint) const;
  friend bool operator==(const Raft& a, const Raft& b);

 private:
  enum class Campaign : uint8_t { kPreElection, kElection, kTransfer };

  Raft(const Config& config, const Storage& storage);

  template <typename... Args>
  void Log(LogLevel level, fmt::format_string<Args...> format,
           Args&&... args) const {
    raft::Log(config_.logger, level, format, std::forward<Args>(args)...);
  }

  // roles.cc
  Result<void> StepLeader(Message& message);
  void StepLeaderFrom(Message& message, Progress& progress);
  Result<void> StepCandidate(Message& message);
  Result<void> StepFollower(Message& message);

  // raft.cc: terms, dispatch, time.
  void StepUp(const Message& message);
  void StepLowerTerm(const Message& message);
  void BecomeFollower(Term term, NodeId lead);
  void BecomePreCandidate();
  void BecomeCandidate();
  void BecomeLeader();
  void Reset(Term term);
  Message& Emit(MessageType type, NodeId to);
  void Forward(Message& message);
  void TickElection();
  void TickHeartbeat();

  // possibility.cc
  Result<void> CheckPossible(const Message& message) const;
  bool SentContext(const Payload& context) const;
  Result<void> CheckAppend(const Message& message) const;
  Result<void> CheckSnapshot(const Message& message) const;
  Result<void> CheckStorageResponse(const Message& message) const;

  // election.cc
  void StartElection(Campaign campaign);
  void RunCampaign(Campaign campaign);
  Term AskedTerm() const;
  Message& RequestVote(NodeId voter);
  bool HasUnappliedConfChanges() const;
  bool IgnoresForLease(const Message& message) const;
  bool BreaksPromise(const Message& message) const;
  void AnswerVote(const Message& message);
  void HandleVoteResponse(const Message& message);
  void YieldTo(const Message& refused);
  void HandleTransferLeader(const Message& message, const Progress& progress);
  void AbortTransfer() { lead_transferee_ = kNone; }
  void SendTimeoutNow(NodeId to);
  void CheckQuorumActive();

  // known_commits.cc
  void ClaimCommit(Message& message) const;
  static bool ClaimsCommit(const Message& message);
  void LearnCommit(const Message& message);
  void AnswerClaim(const Message& refusal);
  void CommitAllButTheLastChange();

  // replication.cc
  bool MaybeSendAppend(NodeId to, Progress& progress, bool send_if_empty);
  void BroadcastAppend();
  void BroadcastHeartbeat();
  bool MaybeCommit();
  void HandleAppend(const Message& message);
  void HandleHeartbeat(Message& message);
  void HandleAppendResponse(const Message& message, Progress& progress);
  void HandleAppendRejection(const Message& message, Progress& progress);
  void HandleHeartbeatResponse(const Message& message, Progress& progress);

  // proposals.cc
  Result<void> Propose(Message& message);
  bool AppendEntries(std::span<Entry> entries);
  bool IncreaseUncommittedSize(std::span<const Entry> entries);

  // snapshots.cc
  bool MaybeSendSnapshot(NodeId to, Progress& progress);
  void HandleSnapshot(const Message& message);
  bool Restore(const SnapshotPtr& snapshot);
  void HandleSnapshotStatus(const Message& message, Progress& progress);
  void HandleUnreachable(const Message& message, Progress& progress);

  // membership.cc
  void ScanChanges(Index last, const std::function<bool(Index)>& visit) const;
  ConfState SwitchTo(Membership membership);
  void AppliedTo(Index index, uint64_t encoded_bytes);
  std::string RefusalOf(const ConfChangeV2& change) const;

  // reads.cc
  void HandleReadIndex(Message& message);
  void StartRead(Message& message);
  void AnswerRead(Message& request, Index index);
  void ReleasePendingReads();
  void ReleaseConfirmedReads();
  bool CommittedInThisTerm() const;

  Config config_;
  Term term_ = 0;
  NodeId vote_ = kNone;
  Role role_ = Role::kFollower;
  bool is_learner_ = false;
  NodeId lead_ = kNone;
  NodeId lead_transferee_ = kNone;  // Only on a leader.
  // At most one membership change is pending in the log: it is at or below
  // this index. May be too high after a change of leader, never too low.
  Index pending_conf_index_ = 0;
  uint64_t uncommitted_size_ = 0;  // Payload bytes; may be too low, not high.
  uint64_t election_elapsed_ = 0;
  uint64_t heartbeat_elapsed_ = 0;
  uint64_t drawn_election_timeout_ = 0;
  uint64_t draws_in_term_ = 0;
  bool yielded_ = false;  // In this term (see YieldTo).
  RaftLog log_;
  Tracker tracker_;
  ReadOnly read_only_;
  // For lease-based reads; untouched without them.
  Lease lease_;           // As a leader.
  uint64_t promise_ = 0;  // As a voter: ticks in which it helps nobody else.
  bool batch_waits_ = false;            // Proposals were appended and not sent.
  std::vector<Message> pending_reads_;  // Until a commit in this term.
  std::vector<ReadState> read_states_;
  std::vector<Message> messages_;
  std::vector<Message> messages_after_append_;  // Wait for durability.
};

}  // namespace raft
