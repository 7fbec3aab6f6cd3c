// Three nodes in one program: elect a leader, write, and read what was written.
// Everything here is public API; a real system would write to a disk, send over
// sockets and let a clock tick.
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "raft/driver.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/transport/loopback.h"

namespace {

// One member: a node, what it has on disk, and its state machine.
class Member : public raft::Effects {
 public:
  Member(raft::NodeId id, std::span<const raft::Peer> peers,
         raft::Loopback& network)
      : network_(network), driver_(Start(id, peers)) {
    network.Join(id);
  }

  // The application's side of the library: six small functions.
  void Write(const raft::SnapshotPtr& snapshot,
             std::span<const raft::Entry> entries,
             const raft::HardState* hard_state, bool /*waits*/) override {
    // Memory is durable enough here; a disk would be synced.
    if (snapshot != nullptr) (void)storage_.ApplySnapshot(snapshot);
    storage_.Append(entries);
    if (hard_state != nullptr) storage_.SetHardState(*hard_state);
  }
  void Send(raft::Message&& message) override {
    network_.Send(std::move(message));
  }
  void Apply(const raft::Entry& entry) override {
    // A new leader's first entry is empty; changes of membership are made by
    // the driver.
    if (entry.type != raft::EntryType::kNormal || entry.data.empty()) return;
    if (const auto command = kv::Decode(entry.data.view())) {
      store_.Apply(*command);
    }
  }
  bool Accepts(const raft::Entry&, const raft::ConfChangeV2&) override {
    return true;
  }
  void Install(const raft::Snapshot& snapshot) override {
    if (auto store = kv::Store::Restore(snapshot.data.view())) {
      store_ = std::move(*store);
    }
  }
  void Read(const raft::Payload& key) override {
    if (const auto value = store_.Get(key.view())) answer_ = value->view();
  }

  raft::RawNode& node() { return driver_.node(); }
  void Run() { driver_.Run(*this); }
  bool leads() { return node().core().role() == raft::Role::kLeader; }
  const kv::Store& store() const { return store_; }
  const std::string& answer() const { return answer_; }

 private:
  raft::Driver Start(raft::NodeId id, std::span<const raft::Peer> peers) {
    raft::Config config;
    config.id = id;
    config.election_tick = 10;
    config.heartbeat_tick = 1;
    config.max_size_per_message = 1 << 20;
    config.max_inflight_messages = 256;
    // value() throws on an error: there is none in this configuration.
    raft::RawNode node =
        std::move(raft::RawNode::Create(config, storage_).value());
    node.Bootstrap(peers).value();
    return raft::Driver(std::move(node));
  }

  raft::MemoryStorage storage_;
  kv::Store store_;
  std::string answer_;
  raft::Loopback& network_;
  raft::Driver driver_;
};

using Cluster = std::map<raft::NodeId, std::unique_ptr<Member>>;

// Lets everybody work until nothing is in flight.
void Settle(Cluster& cluster, raft::Loopback& network) {
  for (auto& [id, member] : cluster) member->Run();
  while (auto message = network.Receive()) {
    Member& receiver = *cluster.at(message->to);
    (void)receiver.node().Step(std::move(*message));
    receiver.Run();
  }
}

// Time passes until somebody leads.
Member* Elect(Cluster& cluster, raft::Loopback& network) {
  for (int tick = 0; tick < 100; ++tick) {
    for (auto& [id, member] : cluster) member->node().Tick();
    Settle(cluster, network);
    for (auto& [id, member] : cluster) {
      if (member->leads()) return member.get();
    }
  }
  return nullptr;
}

}  // namespace

int main() {
  raft::Loopback network;
  const raft::Peer peers[] = {{1, {}}, {2, {}}, {3, {}}};
  Cluster cluster;
  for (const raft::Peer& peer : peers) {
    cluster[peer.id] = std::make_unique<Member>(peer.id, peers, network);
  }
  Member* leader = Elect(cluster, network);
  if (leader == nullptr) {
    std::puts("nobody was elected");
    return 1;
  }
  std::printf("node %llu leads term %llu\n",
              static_cast<unsigned long long>(leader->node().core().id()),
              static_cast<unsigned long long>(leader->node().core().term()));
  for (const char* color : {"red", "green", "blue"}) {
    static uint64_t sequence = 0;
    kv::Command put;
    put.client = 1;
    put.sequence = ++sequence;
    put.key = "color";
    put.value = color;
    if (!leader->node().Propose(raft::Payload(kv::Encode(put)))) return 1;
    Settle(cluster, network);
    std::printf("wrote color = %s\n", color);
  }
  leader->node().ReadIndex(raft::Payload("color"));
  Settle(cluster, network);
  std::printf("read color = %s\n", leader->answer().c_str());
  // The last commit index travels with a heartbeat.
  for (int tick = 0; tick < 2; ++tick) leader->node().Tick();
  Settle(cluster, network);
  for (auto& [id, member] : cluster) {
    if (!(member->store() == leader->store())) return 1;
  }
  std::puts("all three stores agree");
  return leader->answer() == "blue" ? 0 : 1;
}
