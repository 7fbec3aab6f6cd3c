#include "raft/behaviour/cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/wire/conf_change_codec.h"

namespace raft::behaviour {
namespace {

constexpr uint64_t kElectionTick = 10;

MemoryStorage StorageOf(const Start& start) {
  MemoryStorage storage;
  Snapshot members;
  members.conf_state = start.members;
  RAFT_CHECK(storage.ApplySnapshot(std::make_shared<const Snapshot>(members))
                 .has_value(),
             "an empty storage takes a configuration");
  storage.Append(EntriesOfTerms(start.log));
  storage.SetHardState(start.hard_state);
  return storage;
}

RawNode Created(const Config& config, const Storage& storage) {
  auto node = RawNode::Create(config, storage);
  RAFT_CHECK(node.has_value(), "no node: {}", node.error().Text());
  return std::move(*node);
}

char Initial(Role role) {
  switch (role) {
    case Role::kFollower:
      return 'F';
    case Role::kCandidate:
      return 'C';
    case Role::kLeader:
      return 'L';
    case Role::kPreCandidate:
      return 'P';
  }
  return '?';
}

}  // namespace

Config ConfigOf(NodeId id) {
  Config config;
  config.id = id;
  config.election_tick = kElectionTick;
  config.heartbeat_tick = 1;
  config.max_size_per_message = kUnlimited;
  config.max_inflight_messages = 256;
  config.jitter = NoJitter;
  return config;
}

ConfState Members(IdList voters, IdList learners, IdList voters_outgoing,
                  IdList learners_next) {
  ConfState members;
  members.voters = std::move(voters);
  members.learners = std::move(learners);
  members.voters_outgoing = std::move(voters_outgoing);
  members.learners_next = std::move(learners_next);
  return members;
}

ConfState Voters(size_t count) {
  ConfState members;
  for (NodeId id = 1; id <= count; ++id) members.voters.push_back(id);
  return members;
}

std::vector<Entry> EntriesOfTerms(std::span<const Term> terms) {
  std::vector<Entry> entries;
  for (const Term term : terms) {
    Entry& entry = entries.emplace_back();
    entry.term = term;
    entry.index = entries.size();
  }
  return entries;
}

Message MessageOf(MessageType type, NodeId from, NodeId to, Term term) {
  Message message;
  message.type = type;
  message.from = from;
  message.to = to;
  message.term = term;
  return message;
}

Message VoteRequest(MessageType type, NodeId from, NodeId to, Term term,
                    EntryId last) {
  Message message = MessageOf(type, from, to, term);
  message.index = last.index;
  message.log_term = last.term;
  return message;
}

Message AppendOf(NodeId from, NodeId to, Term term, EntryId previous,
                 std::span<const Term> terms, Index commit) {
  Message message = MessageOf(MessageType::kApp, from, to, term);
  message.index = previous.index;
  message.log_term = previous.term;
  message.commit = commit;
  for (const Term entry_term : terms) {
    Entry& entry = message.entries.emplace_back();
    entry.term = entry_term;
    entry.index = previous.index + message.entries.size();
  }
  return message;
}

Message AckOf(NodeId from, NodeId to, Term term, Index index) {
  Message message = MessageOf(MessageType::kAppResp, from, to, term);
  message.index = index;
  return message;
}

Message RejectionOf(NodeId from, NodeId to, Term term, Index rejected,
                    EntryId hint) {
  Message message = AckOf(from, to, term, rejected);
  message.reject = true;
  message.reject_hint = hint.index;
  message.log_term = hint.term;
  return message;
}

Node::Node(const Config& config, const Start& start)
    : Node(config, StorageOf(start)) {}

Node::Node(const Config& config, MemoryStorage disk)
    : storage(std::move(disk)), node_(Created(config, storage)) {}

std::vector<Term> Node::LogTerms() const {
  std::vector<Term> terms;
  const RaftLog& log = core().log();
  for (Index i = log.FirstIndex(); i <= log.LastIndex(); ++i) {
    terms.push_back(*log.TermAt(i));
  }
  return terms;
}

Result<void> Node::Step(Message message) {
  auto stepped = node_.Step(std::move(message));
  Settle();
  return stepped;
}

void Node::Settle() {
  Ready ready;
  while (node_.HasReady()) {
    node_.TakeReady(ready);
    Write(ready);
    for (Message& message : ready.messages) {
      if (message.to == kLocalAppendThread || message.to == kLocalApplyThread) {
        for (Message& response : message.responses) {
          if (response.to != core().id()) {
            sent.push_back(std::move(response));
          } else {
            RAFT_CHECK(node_.Step(std::move(response)).has_value(),
                       "a storage thread's answer was refused");
          }
        }
      } else {
        sent.push_back(std::move(message));
      }
    }
    Apply(ready);
    if (!core().config().async_storage_writes) node_.Advance();
  }
}

void Node::Write(const Ready& ready) {
  if (ready.snapshot != nullptr) {
    RAFT_CHECK(storage.ApplySnapshot(ready.snapshot).has_value(),
               "the storage has a newer snapshot");
  }
  storage.Append(ready.entries);
  if (ready.hard_state) storage.SetHardState(*ready.hard_state);
}

void Node::Apply(const Ready& ready) {
  reads.insert(reads.end(), ready.read_states.begin(), ready.read_states.end());
  for (const Entry& entry : ready.committed_entries) {
    applied.push_back(entry);
    if (entry.type == EntryType::kNormal || !makes_changes) continue;
    const auto change = wire::DecodeConfChangeEntry(entry);
    RAFT_CHECK(change.has_value(), "entry {} does not decode", entry.index);
    if (auto made = node_.ApplyConfChange(*change)) {
      conf_states.push_back(std::move(*made));
    }
  }
}

void Node::Tick(uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    node_.Tick();
    Settle();
  }
}

std::vector<Message> Node::TakeSent(MessageType type) {
  std::vector<Message> messages = TakeSent();
  std::erase_if(messages, [type](const Message& m) { return m.type != type; });
  return messages;
}

void Node::BecomeLeader() {
  node_.Campaign();
  Settle();
  for (const NodeId voter : core().tracker().voters().All()) {
    if (core().role() == Role::kLeader) break;
    if (voter == core().id()) continue;
    const bool pre = core().role() == Role::kPreCandidate;
    Message vote;
    vote.type = pre ? MessageType::kPreVoteResp : MessageType::kVoteResp;
    vote.from = voter;
    vote.to = core().id();
    vote.term = core().term() + (pre ? 1 : 0);
    RAFT_CHECK(Step(vote).has_value(), "a vote was refused");
  }
  RAFT_CHECK(core().role() == Role::kLeader, "node {} was not elected",
             core().id());
  sent.clear();
}

Cluster::Cluster(size_t count, const Configure& configure)
    : Cluster(std::vector<Start>(count, Start{.members = Voters(count)}),
              configure) {}

Cluster::Cluster(std::span<const Start> starts, const Configure& configure) {
  for (const Start& start : starts) {
    const NodeId id = nodes_.size() + 1;
    Config config = ConfigOf(id);
    if (configure) configure(config);
    nodes_.emplace(id, std::make_unique<Node>(config, start));
  }
}

void Cluster::Campaign(NodeId id) {
  (*this)[id]->Campaign();
  Settle();
}

Result<void> Cluster::Propose(NodeId id, std::string_view data) {
  auto proposed = (*this)[id]->Propose(Payload(data));
  Settle();
  return proposed;
}

Result<void> Cluster::Change(NodeId id, const ConfChangeV2& change) {
  auto proposed = (*this)[id]->ProposeConfChange(change);
  Settle();
  return proposed;
}

void Cluster::Step(Message message) {
  const NodeId to = message.to;
  (void)(*this)[to].Step(std::move(message));
  Settle();
}

void Cluster::Tick(NodeId id, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    (*this)[id].Tick();
    Settle();
  }
}

void Cluster::TimeOut(NodeId id) {
  const Raft& core = (*this)[id].core();
  Tick(id, core.drawn_election_timeout() - core.election_elapsed());
}

void Cluster::Restart(NodeId id) {
  std::unique_ptr<Node>& node = nodes_.at(id);
  Config config = node->core().config();
  config.applied = 0;
  node = std::make_unique<Node>(config, node->storage);
  Settle();
}

void Cluster::Settle() {
  for (bool quiet = false; !quiet;) {
    quiet = true;
    for (auto& [id, node] : nodes_) {
      node->Settle();
      for (Message& message : node->TakeSent()) {
        quiet = false;
        const auto to = nodes_.find(message.to);
        if (to == nodes_.end() || !Passes(message)) continue;
        // What a peer refuses, it refuses.
        (void)to->second->Step(std::move(message));
      }
    }
  }
}

void Cluster::Cut(NodeId a, NodeId b) {
  cut_.emplace_back(a, b);
  cut_.emplace_back(b, a);
}

void Cluster::Isolate(NodeId id) {
  for (const auto& [other, node] : nodes_) {
    if (other != id) Cut(id, other);
  }
}

void Cluster::Ignore(MessageType type) { ignored_.push_back(type); }

void Cluster::Recover() {
  cut_.clear();
  ignored_.clear();
  passes = nullptr;
}

std::string Cluster::Roles() const {
  std::string text;
  for (const auto& [id, node] : nodes_) {
    if (!text.empty()) text += ' ';
    text +=
        fmt::format("{}{}", Initial(node->core().role()), node->core().term());
  }
  return text;
}

bool Cluster::Passes(const Message& message) const {
  const std::pair link(message.from, message.to);
  return std::find(cut_.begin(), cut_.end(), link) == cut_.end() &&
         std::find(ignored_.begin(), ignored_.end(), message.type) ==
             ignored_.end() &&
         (!passes || passes(message));
}

}  // namespace raft::behaviour
