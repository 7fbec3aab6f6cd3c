// Nodes over memory storage for the tests of this room: one node whose Readys
// are handled, and a cluster of them with a network that does what it is told.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace raft::behaviour {

// Ten ticks to an election, one to a heartbeat, no limits, and every election
// timeout is ten ticks.
Config ConfigOf(NodeId id);

ConfState Members(IdList voters, IdList learners = {},
                  IdList voters_outgoing = {}, IdList learners_next = {});
// The voters 1 to `count`.
ConfState Voters(size_t count);

// Entries with these terms, from index 1 on, without data.
std::vector<Entry> EntriesOfTerms(std::span<const Term> terms);

// Messages of peers, with what their type needs.
Message MessageOf(MessageType type, NodeId from, NodeId to, Term term);
// A vote or pre-vote request of a candidate whose log ends at `last`.
Message VoteRequest(MessageType type, NodeId from, NodeId to, Term term,
                    EntryId last);
// Entries of these terms after `previous`.
Message AppendOf(NodeId from, NodeId to, Term term, EntryId previous,
                 std::span<const Term> terms, Index commit = 0);
Message AckOf(NodeId from, NodeId to, Term term, Index index);
Message RejectionOf(NodeId from, NodeId to, Term term, Index rejected,
                    EntryId hint);

// How a node begins.
struct Start {
  ConfState members;
  std::vector<Term> log = {};  // The terms of its entries, from index 1 on.
  HardState hard_state = {};
};

// One node. What it sends waits in `sent` until somebody takes it.
class Node {
 public:
  Node(const Config& config, const Start& start);
  // Comes back with what `disk` holds.
  Node(const Config& config, MemoryStorage disk);
  Node(const Node&) = delete;

  RawNode* operator->() { return &node_; }
  RawNode& raw() { return node_; }
  const Raft& core() const { return node_.core(); }
  const Progress& progress(NodeId peer) const {
    return *core().tracker().progress().Find(peer);
  }
  // The terms of its log, from the first index that is there.
  std::vector<Term> LogTerms() const;

  // Takes one message and does all that follows on this node.
  Result<void> Step(Message message);
  // Handles Readys until there is none: writes, sends, applies. Membership
  // changes are made as they are applied, if `makes_changes`.
  void Settle();
  // The parts of Settle, for tests of what comes between them.
  void Write(const Ready& ready);
  void Apply(const Ready& ready);
  // Ticks, and does all that follows.
  void Tick(uint64_t count = 1);
  // What was sent since it was asked last.
  std::vector<Message> TakeSent() { return std::exchange(sent, {}); }
  // The same, of one type only; the others are lost.
  std::vector<Message> TakeSent(MessageType type);
  // Lets it be elected by the votes of all others, and forgets what was sent.
  void BecomeLeader();

  MemoryStorage storage;
  bool makes_changes = true;
  std::vector<Message> sent;
  std::vector<Entry> applied;
  std::vector<ReadState> reads;
  std::vector<ConfState> conf_states;  // After each change that was made.

 private:
  RawNode node_;
};

// Nodes 1 to n and a network that delivers in order, at once, until all is
// quiet, except what a test takes out of it.
class Cluster {
 public:
  using Configure = std::function<void(Config&)>;

  // `count` voters with empty logs.
  explicit Cluster(size_t count, const Configure& configure = {});
  // One node per start; start i is of node i + 1.
  explicit Cluster(std::span<const Start> starts,
                   const Configure& configure = {});

  Node& operator[](NodeId id) { return *nodes_.at(id); }

  // Inputs, each followed by all that it leads to.
  void Campaign(NodeId id);
  Result<void> Propose(NodeId id, std::string_view data = "x");
  Result<void> Change(NodeId id, const ConfChangeV2& change);
  void Step(Message message);  // At message.to, network or not.
  void Tick(NodeId id, uint64_t count = 1);
  // Makes the node as slow or as fast as the test wants: `ticks` to its next
  // election. Then lets them pass.
  void TimeOut(NodeId id);
  // The node loses all that is not in its storage, and comes back.
  void Restart(NodeId id);
  // Delivers until all is quiet.
  void Settle();

  void Cut(NodeId a, NodeId b);  // Both ways.
  void Isolate(NodeId id);
  void Ignore(MessageType type);
  void Recover();  // Everything is delivered again.
  // If set, only messages for which it returns true are delivered.
  std::function<bool(const Message&)> passes;

  // Compares roles and terms at once: "L2 F2 F2".
  std::string Roles() const;

 private:
  bool Passes(const Message& message) const;

  std::map<NodeId, std::unique_ptr<Node>> nodes_;
  std::vector<std::pair<NodeId, NodeId>> cut_;
  std::vector<MessageType> ignored_;
};

}  // namespace raft::behaviour
