// Three nodes in one program: elect a leader, write, and read what was written.
// Everything here is public API; a real system would write to a disk, send over
// sockets and let a clock tick.
#include <array>
#include <iostream>
#include <span>
#include <string>
#include <utility>

#include "raft/driver.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/transport/loopback.h"

namespace {

// One member: a node, what it has on disk, and its state machine. Where value()
// is called, nothing can fail here; it would throw.
class Member : public raft::Effects {
 public:
  Member(raft::NodeId id, raft::Transport& network)
      : driver_(Start(id)), network_(network) {}
  Member(const Member&) = delete;  // The node reads this member's storage.
  // The application's side of the library: seven small functions.
  raft::Result<void> Write(const raft::SnapshotPtr& snapshot,
             std::span<const raft::Entry> entries,
             const raft::HardState* hard_state, bool /*waits*/) override {
    // Memory is durable enough here; a disk would have to be synced.
    if (snapshot != nullptr) storage_.ApplySnapshot(snapshot).value();
    storage_.Append(entries);
    if (hard_state != nullptr) storage_.SetHardState(*hard_state);
    return {};
  }
  void Send(raft::Message&& message) override {
    network_.Send(std::move(message));
  }
  void Apply(const raft::Entry& entry) override {
    // A new leader's first entry is empty; the driver changes the membership.
    if (entry.type != raft::EntryType::kNormal || entry.data.empty()) return;
    store_.Apply(kv::Decode(entry.data.view()).value());
  }
  bool Accepts(const raft::Entry&, const raft::ConfChangeV2&) override {
    return true;
  }
  void ChangeFailed(const raft::Entry& entry,
                    const raft::Error& error) override {
    std::cerr << "the membership change at " << entry.index
              << " was not made: " << error.Text() << '\n';
  }
  void Install(const raft::Snapshot& snapshot) override {
    store_ = kv::Store::Restore(snapshot.data.view()).value();
  }
  void Read(const raft::Payload& key) override {
    if (const auto value = store_.Get(key.view())) answer_ = value->view();
  }

  raft::RawNode& node() { return driver_.node(); }
  void Run() { driver_.Run(*this); }
  bool leads() const {
    return driver_.node().core().role() == raft::Role::kLeader;
  }
  const kv::Store& store() const { return store_; }
  const std::string& answer() const { return answer_; }

 private:
  raft::Driver Start(raft::NodeId id) {
    raft::Config config;
    config.id = id;
    config.election_tick = 10;
    config.heartbeat_tick = 1;
    config.max_size_per_message = 1 << 20;
    config.max_inflight_messages = 256;
    auto node = raft::RawNode::Create(config, storage_);
    const raft::Peer peers[] = {{1, {}}, {2, {}}, {3, {}}};
    node.value().Bootstrap(peers).value();
    return raft::Driver(std::move(*node));
  }

  raft::MemoryStorage storage_;
  kv::Store store_;
  std::string answer_;
  raft::Driver driver_;
  raft::Transport& network_;
};

class Cluster {
 public:
  Cluster() {
    for (raft::NodeId id : {1, 2, 3}) network_.Join(id);
  }
  Member& at(raft::NodeId id) { return members_.at(id - 1); }

  // Everybody works until nothing is in flight.
  void Settle() {
    for (Member& member : members_) member.Run();
    while (auto message = network_.Receive()) {
      Member& receiver = at(message->to);
      // An error means that the node has no use for the message.
      (void)receiver.node().Step(std::move(*message));
      receiver.Run();
    }
  }
  void Tick() {
    for (Member& member : members_) member.node().Tick();
    Settle();
  }
  // The id of the leader, or kNone.
  raft::NodeId Leader() {
    for (raft::NodeId id : {1, 2, 3}) {
      if (at(id).leads()) return id;
    }
    return raft::kNone;
  }

 private:
  raft::Loopback network_;
  std::array<Member, 3> members_ = {Member(1, network_), Member(2, network_),
                                    Member(3, network_)};
};

}  // namespace

int main() {
  Cluster cluster;
  int ticks = 0;
  while (cluster.Leader() == raft::kNone && ticks++ < 100) cluster.Tick();
  const raft::NodeId leader = cluster.Leader();
  if (leader == raft::kNone) return 1;
  std::cout << "node " << leader << " leads after " << ticks << " ticks\n";

  kv::Command put = {kv::Command::Kind::kPut, /*client=*/1, 0, "color", "", ""};
  for (const char* color : {"red", "green", "blue"}) {
    ++put.sequence;
    put.value = color;
    cluster.at(leader).node().Propose(raft::Payload(kv::Encode(put))).value();
    cluster.Settle();
    std::cout << "wrote " << put.key << " = " << color << '\n';
  }

  // Any node may answer a read, and none with less than was there when it was
  // asked. The context is ours: the key to look up.
  Member& reader = cluster.at(leader % 3 + 1);
  reader.node().ReadIndex(raft::Payload(put.key));
  cluster.Settle();
  std::cout << "a follower read " << put.key << " = " << reader.answer()
            << '\n';

  cluster.Tick();  // The leader's heartbeat tells all what is committed.
  for (raft::NodeId id : {1, 2, 3}) {
    if (cluster.at(id).store() != cluster.at(leader).store()) return 1;
  }
  std::cout << "all three stores agree\n";
  return reader.answer() == put.value ? 0 : 1;
}
