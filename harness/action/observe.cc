// What the invariants are shown of a step; what happens in it is in apply.cc.
#include <algorithm>
#include <span>
#include <utility>

#include "harness/action/apply.h"
#include "harness/action/change.h"
#include "invariants/ghost.h"
#include "invariants/remember.h"

namespace harness {

// Before the node is touched.
void Applier::Begin(const World& world, raft::NodeId node) {
  const Replica& replica = world.replica(node);
  step_.node = node;
  asks_ = "the observer before the step";
  step_.before = replica.View();
  step_.atomic = world.setup().drive == static_cast<uint64_t>(Drive::kAtomic);
  step_.election_tick = world.setup().election_tick;
  step_.hard_state_before = replica.DurableHardState();
  replica.Peers(peers_before_);
  if (replica.up()) BeginUp(replica);
  asks_ = "the action";
}

void Applier::BeginUp(const Replica& replica) {
  last_before_ = replica.LastEntry();
  unstable_before_ = replica.UnstableFrom();
  step_.in_lease = replica.InLease();
  step_.checks_quorum = replica.checks_quorum();
  step_.accepted_before = replica.AcceptedSnapshot();
  step_.steps_down = replica.steps_down();
  membership_before_ = replica.membership();
  step_.membership_before = &membership_before_;
}

// Before it is asked for changes.
void Applier::BeginChanges(const World& world, raft::NodeId node) {
  const Replica& replica = world.replica(node);
  if (!replica.leads()) return;
  step_.asked_under = &membership_before_;
  step_.pending_changes = replica.UnappliedChanges();
  const uint64_t all = world.setup().disable_conf_change_validation;
  step_.appends_all_changes = (all >> (node - 1) & 1) != 0;
}

// After it was.
void Applier::Observe(World& world) {
  const Replica& replica = world.replica(step_.node);
  log_.Show(replica);
  step_.after = replica.View();
  step_.log = replica.up() ? &log_ : nullptr;
  step_.memory = &replica.memory();  // It may have been copied.
  step_.durable = replica.Durable();
  step_.hard_state = replica.DurableHardState();
  step_.limits = replica.Limits();
  step_.by_lease = replica.reads_by_lease();
  step_.sent = output_.sent;
  step_.applied = {output_.applied.data(), output_.applied.size()};
  step_.installed = output_.installed;
  step_.proposed = {output_.proposed.data(), output_.proposed.size()};
  step_.events = output_.events;
  step_.crashed |= output_.halted;
  step_.panic = std::move(output_.panic);
  step_.impossible = std::move(output_.impossible);
  ObserveLog(replica);
  if (replica.up()) {
    ObserveWork(replica);
    ObserveElection(world, replica);
    ObserveLeader(world, replica);
    ObserveState(replica);
  }
  AnswerCalls(world);
  step_.began = began_;
  step_.answered = answered_;
}

// What is left to do, and what counts as durable.
void Applier::ObserveWork(const Replica& replica) {
  step_.applying_bytes = replica.ApplyingBytes();
  step_.accepted_snapshot = replica.AcceptedSnapshot();
  step_.heard_write = output_.heard_write;
  step_.skipped_bytes = output_.skipped_bytes;
  step_.trusts_more =
      step_.before.up && replica.UnstableFrom() > unstable_before_;
  if (!replica.AwaitsRestore()) {
    step_.unstable_from = replica.UnstableFrom();
    step_.stable_term = replica.DurableTermAt(step_.unstable_from - 1);
  }
  const bool of_old_term =
      step_.delivered && step_.delivered->term < step_.before.term;
  if (of_old_term) {
    step_.tells_old_leader =
        replica.TellsOldLeader(step_.delivered->from, step_.delivered->term);
  }
  const bool owes = step_.memory->owes != invariants::NodeMemory::kNothing ||
                    invariants::HearsLeader(step_);
  if (of_old_term || owes ||
      step_.unstable_from <= step_.after.last_index) {
    step_.idle = step_.atomic || !replica.HasWork();
  }
}

void Applier::ObserveElection(const World& world, const Replica& replica) {
  if (invariants::BecameLeader(step_)) {
    step_.elected_voter = replica.configuration().voters.Contains(replica.id());
    for (raft::NodeId id = 1; id <= world.setup().total(); ++id) {
      const Replica& other = world.replica(id);
      if (id == step_.node || !other.HoldsLease()) continue;
      if (other.View().term < step_.after.term) step_.leaseholder = id;
    }
  }
  if (step_.delivered && step_.delivered->voted_log && !counted_before_) {
    step_.counts_vote = invariants::BecameLeader(step_) ||
                        replica.CountsVoteOf(step_.delivered->from);
  }
  if (step_.before.role == raft::Role::kFollower &&
      step_.after.role != raft::Role::kFollower && step_.before.up) {
    step_.committed_changes =
        replica.ChangesIn(step_.before.applied + 1, step_.before.commit + 1);
    // Of changes that overlap, a later one shows nothing of those before it.
    if (world.setup().overlapping_changes == 0) {
      step_.later_changes = replica.ChangesIn(step_.before.commit + 1,
                                              step_.before.last_index + 1);
    }
  }
}

void Applier::ObserveLeader(const World& world, const Replica& replica) {
  const bool leads = step_.after.role == raft::Role::kLeader;
  const bool led = step_.before.role == raft::Role::kLeader;
  if (!leads && !led) return;
  if (!step_.elected_voter) step_.peers_before = peers_before_;
  const raft::JointVoters& voters = replica.configuration().voters;
  step_.voters = {voters.incoming.data(), voters.incoming.size()};
  step_.voters_outgoing = {voters.outgoing.data(), voters.outgoing.size()};
  if (!leads) return;
  step_.holds_lease = replica.HoldsLease();
  replica.Peers(peers_);
  for (invariants::PeerView& peer : peers_) {
    if (!world.Knows(peer.id)) continue;
    const Replica& other = world.replica(peer.id);
    peer.durable = other.Durable();
    peer.promises = other.Promises();
    if (!step_.elected_voter) continue;
    peer.term = other.up() ? other.View().term : peer.durable.term;
    peer.last = other.LogEnd();
  }
  step_.peers = peers_;
  // What a new leader found in its log others have appended.
  const bool may_overlap = world.setup().overlapping_changes != 0;
  if (HoldChanges(step_.appended) && !step_.restarted && !step_.elected_voter &&
      !may_overlap) {
    step_.unapplied_changes = replica.UnappliedChanges();
  }
}

// The state machine, if it may have changed.
void Applier::ObserveState(const Replica& replica) {
  if (step_.applied.empty() && step_.installed == nullptr && !step_.restarted) {
    return;
  }
  step_.state_hash = replica.StateHash();
  const bool changes = step_.installed != nullptr || step_.restarted ||
                       HoldChanges(step_.applied);
  if (!changes || step_.after.applied == 0) return;
  ObserveChanges(replica);
  step_.membership = &replica.membership();
  node_membership_ = replica.NodeMembership();
  step_.node_membership = node_membership_ ? &*node_membership_ : nullptr;
}

// What became of the changes among what was applied.
void Applier::ObserveChanges(const Replica& replica) {
  if (step_.installed != nullptr) {
    step_.membership_began = &step_.installed->conf_state;
  } else if (step_.restarted) {
    membership_before_ = replica.SnapshotMembership();
    step_.membership_began = &membership_before_;
  } else {
    step_.membership_began = step_.membership_before;
  }
  for (const Output::FailedChange& failed : output_.failed_changes) {
    for (invariants::AskedChange& asked : output_.asked_changes) {
      asked.failed |= asked.index == failed.index;
    }
  }
  step_.asked_changes = output_.asked_changes;
}

// What the step did to the log that the node sees.
void Applier::ObserveLog(const Replica& replica) {
  if (!replica.up()) return;
  const raft::Index first = step_.after.first_index;
  const raft::Index last = step_.after.last_index;
  if (step_.restarted) {
    replica.Entries(first, last + 1, appended_);
  } else {
    step_.last_before = last_before_;
    const raft::Index last_before = last_before_.index;
    raft::Index rewritten = replica.UnstableFrom();
    if (output_.written_from != 0) {
      rewritten = std::min(rewritten, output_.written_from);
    }
    // Another term at its end gives a cut away, and so does an entry that is
    // to be written again.
    const bool kept = last >= last_before &&
                      (last_before + 1 < first ||
                       replica.TermAt(last_before) == last_before_.term) &&
                      (rewritten >= unstable_before_ || step_.accepted_before != 0 ||
                       replica.AwaitsRestore() || step_.installed != nullptr);
    raft::Index from = last_before + 1;
    if (!kept) {
      // Where the conflict began is not known any more: at or after the first
      // entry that was written or is still to be written.
      from = std::min(rewritten, last_before);
      step_.truncated_from = std::max<raft::Index>(from, 1);
    }
    replica.Entries(std::max(from, first), last + 1, appended_);
  }
  step_.appended = {appended_.data(), appended_.size()};
}

void Applier::AnswerCalls(World& world) {
  for (const Output::Applied& applied : output_.outcomes) {
    NoteIndex(world.record, applied);
    AnswerCall(world, applied.call, applied.index, &applied.outcome);
  }
  for (const CallId& read : output_.reads) {
    AnswerCall(world, read, step_.after.applied, nullptr);
  }
}

// The first node to apply an entry shows when its command took effect.
void Applier::NoteIndex(Record& record, const Output::Applied& applied) {
  if (applied.index <= record.highest_indexed) return;
  record.highest_indexed = applied.index;
  if (applied.outcome.stale) return;
  HistoryEvent* event = record.Find(applied.call.client, applied.call.sequence);
  if (event != nullptr && event->index == 0) event->index = applied.index;
}

// Answers the call if its client still waits for it at this node. Without
// `outcome` it is a read.
void Applier::AnswerCall(World& world, const CallId& id, raft::Index index,
                         const kv::Outcome* outcome) {
  const Call* call = world.clients.OpenCall(id.client);
  if (call == nullptr || call->command.sequence != id.sequence ||
      call->is_read != (outcome == nullptr) ||
      (call->contacted >> (step_.node - 1) & 1) == 0) {
    return;
  }
  kv::Outcome read;
  if (outcome == nullptr) {
    const auto value = world.replica(step_.node).store().Get(call->command.key);
    read.ok = true;
    read.found = value.has_value();
    if (value) read.value = *value;
    outcome = &read;
  }
  answered_.push_back({id.client, id.sequence, call->is_read, index});
  // A world that was put together of parts has no history.
  if (HistoryEvent* event = world.record.Find(id.client, id.sequence)) {
    event->answered_at = world.record.actions;
    event->outcome = *outcome;
    if (event->is_read) event->index = index;
  }
  world.clients.Answer(id.client, *outcome);
}

}  // namespace harness
