// What the library costs: N nodes in one thread over memory storage, without
// logging. Messages are handed over as they are, or encoded and decoded.
//
//   bazel run --config=opt //harness/bench:library_bench
//   bazel run --config=opt //harness/bench:library_bench -- 3 16 1 plain 20000
// The second form runs one case only, for callgrind: nodes, payload bytes,
// proposals per round, plain|coded, rounds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/bench/counters.h"
#include "raft/base/check.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/wire/codec.h"

namespace harness {
namespace {

constexpr raft::Index kCompactEvery = 10000;

struct Node {
  raft::MemoryStorage storage;
  std::optional<raft::RawNode> raw;
  raft::Ready ready;
  std::vector<raft::Message> inbox;
  raft::Index applied = 1;
  uint64_t reads = 0;
};

// A cluster that does all there is to do after each round of proposals.
class Cluster {
 public:
  Cluster(size_t size, bool coded, bool batched) : coded_(coded) {
    auto snapshot = std::make_shared<raft::Snapshot>();
    snapshot->index = 1;
    snapshot->term = 1;
    for (raft::NodeId id = 1; id <= size; ++id) {
      snapshot->conf_state.voters.push_back(id);
    }
    for (raft::NodeId id = 1; id <= size; ++id) {
      auto node = std::make_unique<Node>();
      RAFT_CHECK(node->storage.ApplySnapshot(snapshot).has_value(), "empty");
      raft::Config config;
      config.id = id;
      config.election_tick = 10;
      config.heartbeat_tick = 1;
      config.max_size_per_message = 1 << 20;
      config.max_inflight_messages = 256;
      config.applied = 1;
      config.batch_appends = batched;
      node->raw.emplace(*raft::RawNode::Create(config, node->storage));
      nodes_.push_back(std::move(node));
    }
    Elect(1);
  }

  void Elect(raft::NodeId id) {
    At(id).raw->Campaign();
    Stabilize();
    RAFT_CHECK(At(id).raw->core().role() == raft::Role::kLeader, "no leader");
  }

  void Propose(raft::NodeId id, std::string_view data) {
    RAFT_CHECK(At(id).raw->Propose(raft::Payload(data)).has_value(), "dropped");
  }

  // Proposals that travel as one message, as a follower would pass them on.
  void ProposeTogether(raft::NodeId id, std::string_view data, size_t count) {
    raft::Message message;
    message.type = raft::MessageType::kProp;
    message.from = id;
    for (size_t i = 0; i < count; ++i) {
      message.entries.emplace_back().data = raft::Payload(data);
    }
    RAFT_CHECK(At(id).raw->Step(std::move(message)).has_value(), "dropped");
  }

  void Read(raft::NodeId id) {
    At(id).raw->ReadIndex(raft::Payload("12345678"));
    Stabilize();
  }

  void Stabilize() {
    for (bool worked = true; worked;) {
      worked = false;
      for (auto& node : nodes_) {
        for (size_t i = 0; i < node->inbox.size(); ++i) {
          (void)node->raw->Step(std::move(node->inbox[i]));
        }
        node->inbox.clear();
        while (node->raw->HasReady()) {
          worked = true;
          Process(*node);
        }
      }
    }
  }

  Node& At(raft::NodeId id) { return *nodes_[id - 1]; }

 private:
  void Process(Node& node) {
    node.raw->TakeReady(node.ready);
    if (node.ready.hard_state)
      node.storage.SetHardState(*node.ready.hard_state);
    node.storage.Append(node.ready.entries);
    for (raft::Message& message : node.ready.messages) Send(message);
    node.reads += node.ready.read_states.size();
    if (!node.ready.committed_entries.empty()) {
      node.applied = node.ready.committed_entries.back().index;
    }
    node.raw->Advance();
    if (node.applied < node.storage.FirstIndex() + kCompactEvery) return;
    RAFT_CHECK(node.storage.Compact(node.applied).has_value(), "compacted");
  }

  void Send(raft::Message& message) {
    std::vector<raft::Message>& inbox = At(message.to).inbox;
    if (!coded_) {
      inbox.push_back(std::move(message));
      return;
    }
    bytes_.clear();
    raft::wire::AppendTo(message, bytes_);
    inbox.push_back(*raft::wire::DecodeMessage(bytes_));
  }

  bool coded_;
  std::string bytes_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

// Prints one row: what `total` things took each, between two readings.
void Report(const std::string& name, const Reading& before,
            const Reading& after, uint64_t total) {
  const auto each = [total](uint64_t a, uint64_t b) {
    return static_cast<double>(b - a) / static_cast<double>(total);
  };
  std::string instructions = "-";
  if (before.instructions && after.instructions) {
    instructions =
        fmt::format("{:.0f}", each(*before.instructions, *after.instructions));
  }
  fmt::print("{:<46} {:>9.0f} {:>13} {:>12.2f}\n", name,
             each(before.nanoseconds, after.nanoseconds), instructions,
             each(before.allocations, after.allocations));
}

// How proposals of one round travel: each in its own append, in one append
// (batch_appends), or as one proposal.
enum class Batch { kOneByOne, kBatched, kTogether };

void MeasureCommit(size_t nodes, size_t payload, size_t batch, Batch how,
                   bool coded, uint64_t rounds) {
  Cluster cluster(nodes, coded, how == Batch::kBatched);
  const std::string data(payload, 'x');
  const auto round = [&] {
    if (how == Batch::kTogether) {
      cluster.ProposeTogether(1, data, batch);
    } else {
      for (size_t i = 0; i < batch; ++i) cluster.Propose(1, data);
    }
    cluster.Stabilize();
  };
  for (int i = 0; i < 200; ++i) round();
  const raft::Index first = cluster.At(1).applied;
  const Reading before = ReadCounters();
  for (uint64_t i = 0; i < rounds; ++i) round();
  const Reading after = ReadCounters();
  const uint64_t committed = cluster.At(1).applied - first;
  RAFT_CHECK(committed == rounds * batch, "{} entries committed", committed);
  Report(
      fmt::format("commit n={} payload={} batch={}{}{}", nodes, payload, batch,
                  how == Batch::kTogether  ? " in one message"
                  : how == Batch::kBatched ? " batch_appends"
                                           : "",
                  coded ? " coded" : ""),
      before, after, committed);
}

void MeasureElections(size_t nodes, uint64_t rounds) {
  Cluster cluster(nodes, false, false);
  const Reading before = ReadCounters();
  for (uint64_t i = 0; i < rounds; ++i) cluster.Elect(1 + (i + 1) % nodes);
  Report(fmt::format("election n={}", nodes), before, ReadCounters(), rounds);
}

void MeasureReads(size_t nodes, uint64_t rounds) {
  Cluster cluster(nodes, false, false);
  const uint64_t first = cluster.At(1).reads;
  const Reading before = ReadCounters();
  for (uint64_t i = 0; i < rounds; ++i) cluster.Read(1);
  const Reading after = ReadCounters();
  RAFT_CHECK(cluster.At(1).reads == first + rounds, "reads were lost");
  Report(fmt::format("read index n={}", nodes), before, after, rounds);
}

void MeasureCopies(uint64_t rounds) {
  Cluster cluster(3, false, false);
  for (int i = 0; i < 9; ++i) {
    cluster.Propose(1, "sixteen bytes...");
    cluster.Stabilize();
  }
  const Node& node = cluster.At(1);
  const Reading before = ReadCounters();
  uint64_t sum = 0;
  for (uint64_t i = 0; i < rounds; ++i) {
    const raft::MemoryStorage storage = node.storage;
    const raft::RawNode copy(*node.raw, storage);
    sum += copy.core().term();
  }
  const Reading after = ReadCounters();
  RAFT_CHECK(sum >= rounds, "copies are empty");
  Report("copy of a leader with a ten-entry log", before, after, rounds);
}

void Header() {
  fmt::print("{:<46} {:>9} {:>13} {:>12}\n", "per entry, election, read, copy",
             "ns", "instructions", "allocations");
}

void MeasureAll() {
  Header();
  for (const size_t nodes : {3, 5}) {
    for (const size_t payload : {16, 256, 1024}) {
      MeasureCommit(nodes, payload, 1, Batch::kOneByOne, false, 20000);
      MeasureCommit(nodes, payload, 64, Batch::kOneByOne, false, 1000);
      MeasureCommit(nodes, payload, 64, Batch::kBatched, false, 1000);
      MeasureCommit(nodes, payload, 64, Batch::kTogether, false, 1000);
      MeasureCommit(nodes, payload, 1, Batch::kOneByOne, true, 20000);
    }
    MeasureElections(nodes, 5000);
    MeasureReads(nodes, 20000);
  }
  MeasureCopies(100000);
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  CLI::App app("What the library costs by itself; all of it, or one row",
               "library_bench");
  uint64_t nodes = 3;
  uint64_t payload = 16;
  uint64_t batch = 1;
  uint64_t rounds = 0;
  bool coded = false;
  app.add_option("--rounds", rounds, "one row: so many commits");
  app.add_option("--nodes", nodes)->check(CLI::Range(1, 100));
  app.add_option("--payload", payload, "bytes");
  app.add_option("--batch", batch, "entries")->check(CLI::Range(1, 100'000));
  app.add_flag("--coded", coded, "messages are encoded and decoded");
  CLI11_PARSE(app, argc, argv);
  if (rounds == 0) {
    harness::MeasureAll();
    return 0;
  }
  harness::Header();
  harness::MeasureCommit(nodes, payload, batch, harness::Batch::kOneByOne,
                         coded, rounds);
  return 0;
}
