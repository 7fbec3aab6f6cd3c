// Any decodable messages, at a node in any state: no panic, no crash. What is
// refused as impossible changes nothing; term and commit never go back; what
// is applied has no gap and never changes.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "raft/driver.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"

namespace raft {
namespace {

// Bytes as small decisions; zeros when they are used up.
class Source {
 public:
  Source(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  uint64_t Byte() { return empty() ? 0 : data_[at_++]; }
  bool Flag() { return (Byte() & 1) != 0; }
  // Mostly near `base`, now and then anything up to the extremes.
  uint64_t Near(uint64_t base) {
    const uint64_t byte = Byte();
    if (byte < 240) return base + byte % 8 - (base >= 4 ? 4 : base);
    return byte < 250 ? byte - 240 : ~uint64_t{0} - (byte - 250);
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

void Require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "driver_fuzz: {}\n", what);
  std::abort();
}

class Machine : public Effects {
 public:
  explicit Machine(Source& source) : source_(source) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->index = 1;
    snapshot->term = 1;
    snapshot->conf_state.voters = {1, 2, 3};
    if (source.Flag()) snapshot->conf_state.learners = {4};
    Require(storage_.ApplySnapshot(snapshot).has_value(), "no first snapshot");
    storage_.SetHardState({.term = 1, .vote = kNone, .commit = 1});
    config_.id = 1;
    config_.election_tick = 4;
    config_.heartbeat_tick = 1;
    config_.max_inflight_messages = 2;
    config_.async_storage_writes = source.Flag();
    config_.check_quorum = source.Flag();
    config_.pre_vote = source.Flag();
    config_.step_down_on_removal = source.Flag();
    if (config_.check_quorum && source.Flag()) {
      config_.read_only_option = ReadOnlyOption::kLeaseBased;
    }
    if (source.Flag()) config_.max_size_per_message = 1 << 20;
    if (source.Flag()) config_.max_uncommitted_entries_size = 8;
    Start();
  }

  void Step() {
    const HardState before = core().hard_state();
    switch (source_.Byte() % 12) {
      case 0:
        driver_->node().Tick();
        break;
      case 1:
        driver_->node().Campaign();
        break;
      case 2:
        (void)driver_->node().Propose(Payload("data"));
        break;
      case 3:
        (void)driver_->node().ProposeConfChange(AnyChange());
        break;
      case 4:
        if (driver_->CanTake()) driver_->Take(*this);
        break;
      case 5:
        if (driver_->CanSync()) driver_->Synced(*this);
        break;
      case 6:
        if (driver_->CanApply()) driver_->ApplyNext(*this);
        break;
      case 7:
        Compact();
        break;
      case 8:
        if (config_.async_storage_writes && driver_->CanSync()) {
          driver_->Durable(*this);
        }
        break;
      case 9:
        if (driver_->CanHear()) driver_->Hear();
        break;
      default:
        Deliver(AnyMessage());
    }
    Require(core().term() >= before.term, "the term went back");
    Require(core().log().committed() >= before.commit, "commit went back");
  }

  Result<void> Write(const SnapshotPtr& snapshot,
                     std::span<const Entry> entries,
                     const HardState* hard_state, bool /*waits*/) override {
    if (snapshot != nullptr) (void)storage_.ApplySnapshot(snapshot);
    storage_.Append(entries);
    if (hard_state != nullptr) storage_.SetHardState(*hard_state);
    return {};
  }
  void Send(Message&& /*message*/) override {}
  void Apply(const Entry& entry) override {
    Require(entry.index == applied_ + 1, "application has a gap");
    applied_ = entry.index;
  }
  bool Accepts(const Entry&, const ConfChangeV2&) override { return true; }
  void ChangeFailed(const Entry& entry, const Error&) override {
    Require(entry.type != EntryType::kNormal, "no change, and it failed");
    Require(entry.index == applied_ + 1, "a change failed out of order");
  }
  void Install(const Snapshot& snapshot) override { applied_ = snapshot.index; }
  void Read(const Payload&) override {}

 private:
  const Raft& core() const { return driver_->node().core(); }

  void Start() {
    auto node = RawNode::Create(config_, storage_);
    Require(node.has_value(), "the node does not start");
    driver_.emplace(std::move(*node));
    applied_ = driver_->applied();
  }

  void Compact() {
    // Nothing of what is applied may still wait to be written.
    if (applied_ < storage_.FirstIndex() ||
        applied_ >= core().log().unstable().offset()) {
      return;
    }
    if (storage_.CreateSnapshot(applied_, driver_->conf_state(),
                                Payload("s"))) {
      (void)storage_.Compact(applied_);
    }
  }

  void Deliver(Message message) {
    const uint64_t before = driver_->node().GetFingerprint();
    const auto stepped = driver_->node().Step(std::move(message));
    if (stepped || stepped.error().code != ErrorCode::kImpossible) return;
    Require(driver_->node().GetFingerprint() == before,
            "an impossible message changed the node");
  }

  ConfChangeV2 AnyChange() {
    ConfChangeV2 change;
    change.transition = static_cast<ConfChangeTransition>(source_.Byte() % 3);
    for (uint64_t left = source_.Byte() % 4; left > 0; --left) {
      const auto type = static_cast<ConfChangeType>(source_.Byte() % 4);
      change.changes.push_back({type, source_.Near(3)});
    }
    return change;
  }

  Entry AnyEntry(Index index, Term term) {
    Entry entry;
    entry.index = source_.Byte() < 240 ? index : source_.Near(index);
    entry.term = source_.Byte() < 200 ? term : source_.Near(term);
    const uint64_t kind = source_.Byte() % 8;
    if (kind == 0) {
      entry.type = EntryType::kConfChangeV2;
      entry.data = Payload("\x12\x02\x10\x05");  // Adds voter 5.
    } else if (kind == 1) {
      entry.type = EntryType::kConfChange;
      entry.data = Payload("garbage");
    }
    return entry;
  }

  Message AnyMessage() {
    Message message;
    message.type = static_cast<MessageType>(source_.Byte() % kMessageTypes);
    message.to = 1;
    message.from = source_.Byte() < 250
                       ? source_.Byte() % 6
                       : kLocalAppendThread - source_.Byte() % 2;
    message.term = source_.Near(core().term() + 4) - 2;
    message.index = source_.Near(core().log().LastIndex());
    message.log_term = source_.Byte() < 200
                           ? core().log().TermOrZero(message.index)
                           : source_.Near(core().term());
    message.commit = source_.Near(core().log().committed());
    message.reject = source_.Flag();
    message.reject_hint = source_.Near(core().log().LastIndex());
    for (uint64_t left = source_.Byte() % 4; left > 0; --left) {
      const Index index = message.index + message.entries.size() + 1;
      message.entries.push_back(AnyEntry(index, message.term));
    }
    if (source_.Byte() % 4 == 0)
      message.context = EncodePosition(source_.Byte() % 4);
    const bool snapshot = message.type == MessageType::kSnap ||
                          message.type == MessageType::kStorageAppendResp;
    if (snapshot && source_.Flag()) message.snapshot = AnySnapshot();
    return message;
  }

  SnapshotPtr AnySnapshot() {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->index = source_.Near(core().log().committed() + 4);
    snapshot->term = source_.Near(core().term());
    snapshot->conf_state.voters = {1, 2, source_.Near(3)};
    if (source_.Flag())
      snapshot->conf_state.voters_outgoing = {1, source_.Near(2)};
    if (source_.Flag()) snapshot->conf_state.learners = {source_.Near(4)};
    snapshot->conf_state.auto_leave = source_.Flag();
    return snapshot;
  }

  Source& source_;
  Config config_;
  MemoryStorage storage_;
  Index applied_ = 0;
  std::optional<Driver> driver_;
};

}  // namespace
}  // namespace raft

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  raft::Source source(data, size);
  raft::Machine machine(source);
  for (int steps = 0; steps < 2000 && !source.empty(); ++steps) machine.Step();
  return 0;
}
