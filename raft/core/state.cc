// The state of a node as a value: copied, compared, fingerprinted. A new member
// of Raft needs a line in each.
#include "raft/base/fingerprint.h"
#include "raft/core/message_hash.h"
#include "raft/core/raft.h"

namespace raft {

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
      yielded_(other.yielded_),
      log_(other.log_, storage),
      tracker_(other.tracker_),
      read_only_(other.read_only_),
      lease_(other.lease_),
      promise_(other.promise_),
      batch_waits_(other.batch_waits_),
      pending_reads_(other.pending_reads_),
      read_states_(other.read_states_),
      messages_(other.messages_),
      messages_after_append_(other.messages_after_append_) {}

void Raft::AddTo(Fingerprint& fingerprint) const {
  fingerprint.AddId(config_.id);
  fingerprint.Add(term_);
  fingerprint.AddId(vote_);
  fingerprint.Add(static_cast<uint64_t>(role_) | uint64_t{is_learner_} << 8 |
                  uint64_t{yielded_} << 9);
  fingerprint.AddId(lead_);
  fingerprint.AddId(lead_transferee_);
  fingerprint.Add(pending_conf_index_);
  fingerprint.Add(uncommitted_size_);
  fingerprint.Add(election_elapsed_);
  fingerprint.Add(heartbeat_elapsed_);
  fingerprint.Add(drawn_election_timeout_);
  fingerprint.Add(draws_in_term_);
  log_.AddTo(fingerprint);
  tracker_.AddTo(fingerprint);
  read_only_.AddTo(fingerprint);
  if (uses_leases()) {
    lease_.AddTo(fingerprint);
    fingerprint.Add(promise_);
  }
  for (const auto* queue :
       {&pending_reads_, &messages_, &messages_after_append_}) {
    raft::AddTo(fingerprint, *queue);
  }
  fingerprint.Add(read_states_.size() << 1 | batch_waits_);
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
         a.draws_in_term_ == b.draws_in_term_ && a.yielded_ == b.yielded_ &&
         a.log_ == b.log_ &&
         a.tracker_ == b.tracker_ && a.read_only_ == b.read_only_ &&
         a.lease_ == b.lease_ && a.promise_ == b.promise_ &&
         a.batch_waits_ == b.batch_waits_ &&
         a.pending_reads_ == b.pending_reads_ &&
         a.read_states_ == b.read_states_ && a.messages_ == b.messages_ &&
         a.messages_after_append_ == b.messages_after_append_;
}

}  // namespace raft
