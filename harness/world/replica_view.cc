// What can be seen of a replica; what it does is in replica.cc.
#include <fmt/format.h>

#include <algorithm>

#include "harness/world/replica.h"
#include "raft/describe/describe.h"
#include "raft/tracker/tracker.h"
#include "raft/wire/encoded_size.h"

namespace harness {

bool Replica::leads() const {
  return up() && driver_->node().core().role() == raft::Role::kLeader;
}

const raft::Configuration& Replica::configuration() const {
  return driver_->node().core().tracker().configuration();
}

invariants::NodeView Replica::View() const {
  if (!up()) return {};
  const raft::Raft& core = driver_->node().core();
  return {.up = true,
          .term = core.term(),
          .vote = core.vote(),
          .role = core.role(),
          .lead = core.lead(),
          .commit = core.log().committed(),
          .applied = driver_->applied(),
          .noted = core.log().applied(),
          .first_index = core.log().FirstIndex(),
          .last_index = core.log().LastIndex(),
          .transferee = core.lead_transferee(),
          .election_elapsed = core.election_elapsed()};
}

invariants::DurableView Replica::Durable() const {
  const raft::MemoryStorage& disk = disk_.durable();
  return {.term = disk.hard_state().term,
          .vote = disk.hard_state().vote,
          .last_index = disk.LastIndex(),
          .last_term = disk.TermAt(disk.LastIndex()).value(),
          .snapshot_index = disk.snapshot_index()};
}

invariants::Limits Replica::Limits() const {
  const auto limit = [](uint64_t size) {
    return size == 0 ? raft::kUnlimited : size;
  };
  return {.max_size_per_message = setup_.max_size_per_message,
          // With the drive atomic one action applies more than one batch.
          .max_committed_size =
              setup_.drive == static_cast<uint64_t>(Drive::kAtomic)
                  ? raft::kUnlimited
              : setup_.max_committed_size != 0 ? setup_.max_committed_size
                                               : setup_.max_size_per_message,
          .max_uncommitted_size = limit(setup_.max_uncommitted_size),
          .max_inflight = setup_.max_inflight,
          .max_inflight_bytes = limit(setup_.max_inflight_bytes)};
}

void Replica::Peers(std::vector<invariants::PeerView>& peers) const {
  if (!leads()) return;
  for (const auto& [id, progress] :
       driver_->node().core().tracker().progress()) {
    peers.push_back(
        {.id = id,
         .match = progress.match,
         .next = progress.next,
         .replicates = progress.state == raft::ProgressState::kReplicate,
         .awaits_snapshot = progress.state == raft::ProgressState::kSnapshot,
         .active = progress.recent_active,
         .inflight = progress.inflights.count(),
         .inflight_bytes = progress.inflights.bytes(),
         .inflight_bytes_before_newest =
             progress.inflights.bytes_before_newest(),
         .durable = {}});
  }
}

bool Replica::AwaitsSnapshot(raft::NodeId peer) const {
  if (!leads()) return false;
  const raft::Progress* progress =
      driver_->node().core().tracker().progress().Find(peer);
  return progress != nullptr &&
         progress->state == raft::ProgressState::kSnapshot;
}

bool Replica::HoldsLease() const {
  return leads() && driver_->node().core().HoldsLease();
}

bool Replica::Promises() const {
  return !up() || driver_->node().core().promise() > 0;
}

bool Replica::TellsOldLeader(raft::NodeId leader, raft::Term term) const {
  const raft::Raft& core = driver_->node().core();
  const raft::Config& config = core.config();
  const raft::JointVoters& voters = configuration().voters;
  const bool long_ago = core.lead() == raft::kNone && core.term() >= term + 3;
  return config.check_quorum || config.pre_vote || !voters.Contains(id_) ||
         !voters.Contains(leader) || long_ago;
}

raft::Index Replica::AcceptedSnapshot() const {
  const raft::SnapshotPtr& snapshot =
      driver_->node().core().log().unstable().snapshot();
  return snapshot == nullptr ? 0 : snapshot->index;
}

bool Replica::CountsVoteOf(raft::NodeId voter) const {
  return driver_->node().core().tracker().VoteOf(voter) == true;
}

std::optional<raft::ConfState> Replica::NodeMembership() const {
  if (AwaitsRestore()) return std::nullopt;
  return raft::ToConfState(configuration());
}

raft::ConfState Replica::SnapshotMembership() const {
  return (*disk_.storage().Snapshot())->conf_state;
}

uint64_t Replica::UnappliedChanges() const {
  return ChangesIn(driver_->applied() + 1,
                   driver_->node().core().log().LastIndex() + 1);
}

uint64_t Replica::ChangesIn(raft::Index low, raft::Index high) const {
  raft::EntryList entries;
  Entries(low, high, entries);
  return static_cast<uint64_t>(
      std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.type != raft::EntryType::kNormal;
      }));
}

uint64_t Replica::ApplyingBytes() const {
  const std::vector<raft::Message>& batches = driver_->applying();
  if (batches.size() < 2) return 0;
  uint64_t bytes = 0;
  uint64_t last = 0;
  for (const raft::Message& batch : batches) {
    for (const raft::Entry& entry : batch.entries) {
      bytes += last;
      last = raft::wire::EncodedSize(entry);
    }
  }
  return bytes;
}

std::optional<raft::Term> Replica::DurableTermAt(raft::Index index) const {
  const auto term = disk_.durable().TermAt(index);
  if (!term) return std::nullopt;
  return *term;
}

bool Replica::InLease() const {
  const raft::Raft& core = driver_->node().core();
  const bool heard = core.config().check_quorum && core.lead() != raft::kNone &&
                     core.election_elapsed() < core.config().election_tick;
  return heard || core.promise() > 0;
}

uint64_t Replica::StateHash() const {
  raft::Fingerprint fingerprint;
  store_.AddTo(fingerprint);
  fingerprint.Add(last_change_);
  return fingerprint.Get() | 1;
}

raft::EntryId Replica::LastEntry() const {
  return driver_->node().core().log().LastEntryId();
}

raft::EntryId Replica::LogEnd() const {
  if (up()) return LastEntry();
  const raft::Index last = disk_.durable().LastIndex();
  return {.term = DurableTermAt(last).value_or(0), .index = last};
}

std::optional<raft::Term> Replica::TermAt(raft::Index index) const {
  const auto term = driver_->node().core().log().TermAt(index);
  if (!term) return std::nullopt;
  return *term;
}

void Replica::Entries(raft::Index low, raft::Index high,
                      raft::EntryList& entries) const {
  if (low >= high) return;
  (void)driver_->node().core().log().Slice(low, high, raft::kUnlimited,
                                           entries);
}

raft::Index Replica::UnstableFrom() const {
  return driver_->node().core().log().unstable().offset();
}

void Replica::AddTo(raft::Fingerprint& fingerprint) const {
  fingerprint.AddId(id_);
  fingerprint.Add(uint64_t{up()} | uint64_t{broken()} << 1 |
                  uint64_t{fails_next_} << 2);
  disk_.AddTo(fingerprint);
  store_.AddTo(fingerprint);
  fingerprint.Add(last_change_);
  memory_.AddTo(fingerprint);
  if (driver_) driver_->AddTo(fingerprint);
}

std::string Replica::Describe() const {
  if (!up()) return fmt::format("{}: down", id_);
  const invariants::NodeView view = View();
  const bool voter = configuration().voters.Contains(id_);
  return fmt::format(
      "{}: {} ({}) Term:{} Lead:{} Vote:{} Commit:{} Applied:{} Log:[{},{}] {}",
      id_, raft::Name(view.role), voter ? "Voter" : "Non-Voter", view.term,
      view.lead, view.vote, view.commit, view.applied, view.first_index,
      view.last_index, raft::Describe(configuration()));
}

}  // namespace harness
