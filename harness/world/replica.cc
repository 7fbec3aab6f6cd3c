#include "harness/world/replica.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "harness/world/replica_bytes.h"
#include "raft/base/check.h"
#include "raft/describe/describe.h"
#include "raft/tracker/tracker.h"

namespace harness {
// The world's side of the driver.
class Replica::Effecter : public raft::Effects {
 public:
  Effecter(Replica& replica, Output& output)
      : replica_(replica), output_(output) {}

  raft::Result<void> Write(const raft::SnapshotPtr& snapshot,
                           std::span<const raft::Entry> entries,
                           const raft::HardState* hard_state,
                           bool waits) override {
    if (std::exchange(replica_.fails_next_, false)) {
      return raft::Fail(raft::ErrorCode::kIo, "the simulated disk fails");
    }
    replica_.disk_.Write(snapshot, entries, hard_state, waits);
    if (entries.empty()) return {};
    const raft::Index first = entries.front().index;
    if (output_.written_from == 0 || first < output_.written_from) {
      output_.written_from = first;
    }
    return {};
  }
  void Send(raft::Message&& message) override {
    output_.sent.push_back(std::move(message));
  }
  void Apply(const raft::Entry& entry) override {
    output_.applied.push_back(entry);
    if (entry.type != raft::EntryType::kNormal || entry.data.empty()) return;
    const auto command = kv::Decode(entry.data.view());
    RAFT_CHECK(command.has_value(), "entry {} is no command: {}", entry.index,
               command.error().Text());
    if (replica_.store_.LastOf(command->client) == command->sequence) {
      output_.Note(invariants::Event::kRepeatedCommand);
    }
    output_.outcomes.push_back({{command->client, command->sequence},
                                entry.index,
                                replica_.store_.Apply(*command)});
  }
  bool Accepts(const raft::Entry& entry,
               const raft::ConfChangeV2& change) override {
    const bool accepts = IsNew(change);
    output_.asked_changes.push_back({entry.index, accepts});
    if (!accepts) output_.Note(invariants::Event::kChangeRefused);
    return accepts;
  }
  void ChangeFailed(const raft::Entry& entry,
                    const raft::Error& error) override {
    output_.failed_changes.push_back({entry.index, error});
  }
  void Install(const raft::Snapshot& snapshot) override {
    const auto loaded = replica_.LoadState(snapshot.data);
    RAFT_CHECK(loaded.has_value(), "snapshot {} does not load: {}",
               snapshot.index, loaded.error().Text());
    output_.installed = std::make_shared<const raft::Snapshot>(snapshot);
  }
  void Read(const raft::Payload& context) override {
    output_.reads.push_back(DecodeCall(context));
  }

 private:
  // Changes are numbered. One that was made, or that a later one overtook, is
  // not made again: its proposal was doubled or delayed on the way.
  bool IsNew(const raft::ConfChangeV2& change) {
    if (change.context.empty()) return true;  // Leaves a joint configuration.
    const uint64_t number = DecodeNumber(change.context.view());
    if (number <= replica_.last_change_) return false;
    replica_.last_change_ = number;
    return true;
  }

  Replica& replica_;
  Output& output_;
};

Replica::Replica(const Setup& setup, raft::NodeId id, bool empty)
    : setup_(setup.Of(id)),
      id_(id),
      disk_(empty ? raft::MemoryStorage() : FirstDisk(setup, id),
            setup.drive == static_cast<uint64_t>(Drive::kAtomic)) {
  Output output;
  Start(output);
}

Replica::Replica(const Setup& setup, raft::NodeId id,
                 const std::string& why_broken)
    : setup_(setup.Of(id)),
      id_(id),
      disk_(raft::MemoryStorage(), /*write_through=*/true) {
  Break(why_broken);
}

Replica::Replica(const Replica& other)
    : setup_(other.setup_),
      id_(other.id_),
      disk_(other.disk_),
      store_(other.store_),
      last_change_(other.last_change_),
      broken_(other.broken_),
      fails_next_(other.fails_next_),
      memory_(other.memory_) {
  if (other.driver_) driver_.emplace(*other.driver_, disk_.storage());
}

raft::Config Replica::ConfigOf(raft::Index applied) const {
  const auto flag = [this](uint64_t mask) {
    return (mask >> (id_ - 1) & 1) != 0;
  };
  raft::Config config;
  config.id = id_;
  config.election_tick = setup_.election_tick;
  config.heartbeat_tick = setup_.heartbeat_tick;
  config.applied = applied;
  config.async_storage_writes =
      setup_.drive >= static_cast<uint64_t>(Drive::kAsync);
  config.max_size_per_message = setup_.max_size_per_message;
  config.max_committed_size_per_ready = setup_.max_committed_size;
  config.max_uncommitted_entries_size = setup_.max_uncommitted_size;
  config.max_inflight_messages = setup_.max_inflight;
  config.max_inflight_bytes = setup_.max_inflight_bytes;
  config.check_quorum = flag(setup_.check_quorum);
  config.pre_vote = flag(setup_.pre_vote);
  config.lease_margin = setup_.lease_margin;
  config.read_only_option = setup_.lease_reads != 0
                                ? raft::ReadOnlyOption::kLeaseBased
                                : raft::ReadOnlyOption::kSafe;
  config.disable_proposal_forwarding = flag(setup_.no_proposal_forwarding);
  config.disable_conf_change_validation =
      flag(setup_.disable_conf_change_validation);
  config.batch_appends = flag(setup_.batch_appends);
  config.step_down_on_removal = flag(setup_.step_down_on_removal);
  config.jitter_seed = setup_.jitter_seed;
  config.jitter = setup_.jitter != 0 ? raft::HashJitter : raft::NoJitter;
  return config;
}

raft::Result<void> Replica::LoadState(const raft::Payload& image) {
  auto loaded = DecodeImage(image);
  if (!loaded) return std::unexpected(loaded.error());
  last_change_ = loaded->last_change;
  store_ = std::move(loaded->store);
  return {};
}

void Replica::Break(const std::string& why) {
  broken_ = std::make_shared<const std::string>(why);
  driver_.reset();
}

// Does something that may panic; whatever is thrown is evidence, and the end of
// this node.
template <typename Function>
void Replica::Guarded(Output& output, Function function) {
  output.took_effect = true;
  try {
    function();
    StopIfHalted(output);
  } catch (const std::exception& thrown) {
    output.panic = thrown.what();
    Break(output.panic);
  }
}

// A process whose disk fails ends, and what it had written and not synced is
// lost, but for what Fail has kept of it.
void Replica::StopIfHalted(Output& output) {
  if (!driver_ || !driver_->halted()) return;
  driver_.reset();
  disk_.Crash(0);
  output.halted = true;
  output.Note(invariants::Event::kDiskFailed);
}

void Replica::Note(const raft::Result<void>& stepped, Output& output) {
  if (!stepped && stepped.error().code == raft::ErrorCode::kProposalDropped) {
    output.Note(invariants::Event::kProposalDropped);
  }
  if (!stepped && stepped.error().code == raft::ErrorCode::kImpossible) {
    output.impossible = stepped.error().Text();
  }
}

// After an input: all that follows, if the drive says so.
void Replica::Settle(Output& output) {
  if (setup_.drive != static_cast<uint64_t>(Drive::kAtomic)) return;
  Effecter effects(*this, output);
  driver_->Run(effects);
}

void Replica::Start(Output& output) {
  Guarded(output, [&] {
    disk_.Repair();
    const raft::SnapshotPtr snapshot = *disk_.storage().Snapshot();
    if (snapshot->index == 0) {
      store_ = kv::Store();
      last_change_ = 0;
    } else {
      const auto loaded = LoadState(snapshot->data);
      RAFT_CHECK(loaded.has_value(), "snapshot {} does not load: {}",
                 snapshot->index, loaded.error().Text());
    }
    auto node =
        raft::RawNode::Create(ConfigOf(snapshot->index), disk_.storage());
    RAFT_CHECK(node.has_value(), "node {} does not start: {}", id_,
               node.error().Text());
    driver_.emplace(std::move(*node));
    Settle(output);
  });
}

void Replica::Deliver(raft::Message&& message, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    if (message.type == raft::MessageType::kProp) {
      output.NoteProposed(message.entries);
    }
    Note(driver_->node().Step(std::move(message)), output);
    Settle(output);
  });
}

void Replica::Tick(uint64_t count, Output& output) {
  if (!up() || count == 0) return;
  Guarded(output, [&] {
    for (uint64_t i = 0; i < count; ++i) driver_->node().Tick();
    Settle(output);
  });
}

uint64_t Replica::TicksToTimeout() const {
  if (!up()) return 0;
  const raft::Raft& core = driver_->node().core();
  const uint64_t timeout = core.role() == raft::Role::kLeader
                               ? setup_.election_tick
                               : core.drawn_election_timeout();
  return timeout > core.election_elapsed() ? timeout - core.election_elapsed()
                                           : 1;
}

uint64_t Replica::TicksToBeat() const {
  if (!leads()) return 0;
  const raft::Raft& core = driver_->node().core();
  return setup_.heartbeat_tick > core.heartbeat_elapsed()
             ? setup_.heartbeat_tick - core.heartbeat_elapsed()
             : 1;
}

void Replica::Propose(const kv::Command& command, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    // A dropped proposal is one that the client retries, or not.
    Note(driver_->node().Propose(raft::Payload(kv::Encode(command))), output);
    Settle(output);
  });
}

void Replica::Propose(std::span<const Proposal> proposals, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    raft::EntryList entries;
    for (const Proposal& proposal : proposals) {
      entries.push_back(EntryOf(proposal, OldForms()));
    }
    output.NoteProposed(entries);
    Note(driver_->node().ProposeAll(std::move(entries)), output);
    Settle(output);
  });
}

void Replica::Change(const raft::ConfChangeV2& change, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    output.proposed.push_back(EntryOf(change, OldForms()));
    if (OldForms() && HasOldForm(change)) {
      Note(driver_->node().ProposeConfChange(OldForm(change)), output);
    } else {
      Note(driver_->node().ProposeConfChange(change), output);
    }
    Settle(output);
  });
}

void Replica::Read(const CallId& call, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    if (driver_->node().core().lead() == raft::kNone) {
      output.Note(invariants::Event::kReadRefused);
    }
    driver_->node().ReadIndex(EncodeCall(call));
    Settle(output);
  });
}

void Replica::Take(Output& output) {
  if (!CanTake()) return;
  Guarded(output, [&] {
    Effecter effects(*this, output);
    driver_->Take(effects);
  });
}

void Replica::Sync(Output& output) {
  if (!CanSync()) return;
  Guarded(output, [&] {
    Effecter effects(*this, output);
    disk_.SyncOldest();
    if (setup_.drive == static_cast<uint64_t>(Drive::kLate)) {
      driver_->Durable(effects);
      return;
    }
    if (!driver_->appending().empty()) {
      output.NoteHeard(driver_->appending().front().responses);
    }
    driver_->Synced(effects);
  });
}

void Replica::Hear(Output& output) {
  if (!CanHear()) return;
  Guarded(output, [&] {
    output.NoteHeard({&driver_->answers().front(), 1});
    driver_->Hear();
  });
}

void Replica::Apply(Output& output) {
  if (!CanApply()) return;
  Guarded(output, [&] {
    Effecter effects(*this, output);
    if (!driver_->applying().empty()) {
      for (const raft::Entry& entry : driver_->applying().front().entries) {
        if (entry.index > driver_->applied()) break;
        output.skipped_bytes += entry.data.size();
      }
    }
    driver_->ApplyNext(effects);
  });
}

void Replica::Transfer(raft::NodeId to, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    driver_->node().TransferLeader(to);
    Settle(output);
  });
}

void Replica::Forget(Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    const bool followed = driver_->node().core().lead() != raft::kNone;
    driver_->node().ForgetLeader();
    if (followed && driver_->node().core().lead() == raft::kNone) {
      output.Note(invariants::Event::kLeaderForgotten);
    }
    Settle(output);
  });
}

void Replica::Campaign(Output& output) {
  if (!up()) return;
  const bool led = leads();  // It is told all the same, and ignores it.
  Guarded(output, [&] {
    driver_->node().Campaign();
    if (!led && driver_->node().core().role() != raft::Role::kFollower) {
      output.Note(invariants::Event::kCampaignForced);
    }
    Settle(output);
  });
}

void Replica::Report(raft::NodeId peer, bool well, Output& output) {
  if (!leads()) return;
  Guarded(output, [&] {
    driver_->node().ReportSnapshot(peer, well ? raft::SnapshotStatus::kFinished
                                              : raft::SnapshotStatus::kFailed);
    if (!well) output.Note(invariants::Event::kSnapshotReported);
    Settle(output);
  });
}

void Replica::Unreachable(raft::NodeId peer, Output& output) {
  if (!leads()) return;
  Guarded(output, [&] {
    driver_->node().ReportUnreachable(peer);
    output.Note(invariants::Event::kUnreachableReported);
    Settle(output);
  });
}

void Replica::Compact(uint64_t keep, Output& output) {
  if (!CanCompact()) return;
  Guarded(output, [&] {
    disk_.Compact(driver_->applied(), keep, driver_->conf_state(),
                  EncodeImage(last_change_, store_));
  });
}

void Replica::Fail(uint64_t keep, Output& output) {
  if (!up()) return;
  if (!CanSync()) {
    // Only where every write is one of its own; elsewhere there is nothing to
    // fail.
    if (setup_.drive != static_cast<uint64_t>(Drive::kAtomic) || fails_next_) {
      return;
    }
    fails_next_ = true;
    output.took_effect = true;
    return;
  }
  Guarded(output, [&] {
    disk_.Crash(keep);
    driver_->Failed();
  });
}

void Replica::Crash(uint64_t keep, Output& output) {
  if (!up()) return;
  Guarded(output, [&] {
    if (keep < disk_.unsynced()) output.Note(invariants::Event::kUnsyncedLost);
    driver_.reset();
    fails_next_ = false;
    disk_.Crash(keep);
  });
}

void Replica::Restart(Output& output) {
  if (up() || broken()) return;
  Start(output);
}

}  // namespace harness
