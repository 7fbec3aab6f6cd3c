// A node is a value, and what no correct peer sends changes nothing of it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/wire/generators.h"

namespace raft::behaviour {
namespace {

uint64_t Below(uint64_t bound) {
  return *rc::gen::resize(rc::kNominalSize,
                          rc::gen::inRange<uint64_t>(0, bound));
}

// A small number, around what the node knows.
uint64_t Near(uint64_t known) {
  const uint64_t draw = Below(5);
  return draw < 3    ? known
         : draw == 3 ? known + 1
                     : known - std::min(known, Below(4));
}

// What a peer of {1, 2, 3} might say to the node, or what nobody would.
Message MessageTo(const RawNode& node) {
  if (Below(6) == 0) return *rc::gen::arbitrary<Message>();
  const Raft& core = node.core();
  Message message;
  message.type = static_cast<MessageType>(Below(kMessageTypes));
  message.from = Below(5);
  message.to = 1;
  message.term = Below(8) == 0 ? 0 : Near(core.term());
  message.index = Near(core.log().LastIndex());
  message.log_term = Near(core.log().TermOrZero(message.index));
  message.commit = Near(core.log().committed());
  message.reject = Below(5) == 0;
  message.reject_hint = Near(message.index);
  const uint64_t entries = Below(3);
  for (uint64_t i = 0; i < entries; ++i) {
    Entry& entry = message.entries.emplace_back();
    entry.index = message.index + i + 1;
    entry.term = Near(message.term);
    entry.data = Payload("data");
  }
  if (message.type == MessageType::kSnap) {
    Snapshot snapshot;
    snapshot.index = Near(core.log().LastIndex());
    snapshot.term = Near(core.term());
    snapshot.conf_state = Voters(3);
    message.snapshot = std::make_shared<const Snapshot>(snapshot);
  }
  return message;
}

// One thing that happens to a node; drawn once, so that it can happen twice.
struct Input {
  enum Kind { kTick, kStep, kPropose, kRead, kReady, kCompact };
  Kind kind = kTick;
  Message message;
};

Input InputTo(const RawNode& node) {
  const uint64_t draw = Below(16);
  if (draw < 3) return {Input::kTick, {}};
  if (draw < 5) return {Input::kPropose, {}};
  if (draw == 5) return {Input::kRead, {}};
  if (draw < 9) return {Input::kReady, {}};
  if (draw == 9) return {Input::kCompact, {}};
  return {Input::kStep, MessageTo(node)};
}

// A node and its storage; unlike Node, one that can be copied.
struct Pair {
  explicit Pair(const Config& config) {
    Snapshot members;
    members.conf_state = Voters(3);
    RC_ASSERT(storage.ApplySnapshot(std::make_shared<const Snapshot>(members))
                  .has_value());
    node.emplace(*RawNode::Create(config, storage));
  }
  Pair(const Pair& other) : storage(other.storage), applied(other.applied) {
    node.emplace(*other.node, storage);
  }

  void HandleReady() {
    if (!node->HasReady()) return;
    Ready ready;
    node->TakeReady(ready);
    if (ready.snapshot != nullptr) {
      RC_ASSERT(storage.ApplySnapshot(ready.snapshot).has_value());
      applied = ready.snapshot->index;
    }
    storage.Append(ready.entries);
    if (ready.hard_state) storage.SetHardState(*ready.hard_state);
    for (const Entry& entry : ready.committed_entries) applied = entry.index;
    node->Advance();
  }

  // The error, if the input was refused.
  std::optional<ErrorCode> Take(const Input& input) {
    Result<void> result;
    switch (input.kind) {
      case Input::kTick:
        node->Tick();
        break;
      case Input::kStep:
        result = node->Step(Message(input.message));
        break;
      case Input::kPropose:
        result = node->Propose(Payload("proposal"));
        break;
      case Input::kRead:
        node->ReadIndex(Payload("read"));
        break;
      case Input::kReady:
        HandleReady();
        break;
      case Input::kCompact:
        if (applied > storage.FirstIndex() &&
            storage.CreateSnapshot(applied, std::nullopt, Payload("state"))
                .has_value()) {
          RC_ASSERT(storage.Compact(applied).has_value());
        }
        break;
    }
    if (!result) return result.error().code;
    return std::nullopt;
  }

  MemoryStorage storage;
  std::optional<RawNode> node;
  Index applied = 0;
};

Config AnyConfig() {
  Config config = ConfigOf(1);
  config.pre_vote = Below(2) == 0;
  config.check_quorum = Below(2) == 0;
  config.batch_appends = Below(2) == 0;
  config.max_inflight_messages = 1 + Below(4);
  if (Below(2) == 0) config.max_size_per_message = Below(60);
  if (config.check_quorum && Below(2) == 0) {
    config.read_only_option = ReadOnlyOption::kLeaseBased;
  }
  return config;
}

// Some place that inputs can lead to; often a leader.
Pair AnyNode() {
  Pair pair(AnyConfig());
  if (Below(2) == 0) {
    pair.node->Campaign();
    pair.HandleReady();
    for (int i = 0; i < 2; ++i) {
      const bool pre = pair.node->core().role() == Role::kPreCandidate;
      Message vote;
      vote.type = pre ? MessageType::kPreVoteResp : MessageType::kVoteResp;
      vote.from = 2;
      vote.to = 1;
      vote.term = pair.node->core().term() + (pre ? 1 : 0);
      (void)pair.node->Step(std::move(vote));
      pair.HandleReady();
    }
  }
  const uint64_t steps = Below(30);
  for (uint64_t i = 0; i < steps; ++i) (void)pair.Take(InputTo(*pair.node));
  return pair;
}

RC_GTEST_PROP(Value, TheImpossibleChangesNothing, ()) {
  Pair pair = AnyNode();
  int impossible = 0;
  for (int i = 0; i < 20; ++i) {
    const Pair before = pair;
    const Message message = MessageTo(*pair.node);
    const auto error = pair.Take({Input::kStep, message});
    impossible += error == ErrorCode::kImpossible;
    if (error == ErrorCode::kImpossible || error == ErrorCode::kBadBytes ||
        error == ErrorCode::kStepLocalMessage ||
        error == ErrorCode::kStepPeerNotFound) {
      RC_ASSERT(*pair.node == *before.node);
      RC_ASSERT(pair.node->GetFingerprint() == before.node->GetFingerprint());
    }
  }
  RC_CLASSIFY(impossible > 0);
}

RC_GTEST_PROP(Value, ACopyLivesTheSameLifeAndItsOwn, ()) {
  Pair first = AnyNode();
  Pair second = first;
  RC_ASSERT(*first.node == *second.node);
  RC_ASSERT(first.node->GetFingerprint() == second.node->GetFingerprint());
  for (int i = 0; i < 20; ++i) {
    const Input input = InputTo(*first.node);
    const Pair kept = second;
    const auto error = first.Take(input);
    // What happens to one is not seen in the other,
    RC_ASSERT(*second.node == *kept.node);
    RC_ASSERT(second.storage == kept.storage);
    // and it happens to the other alike.
    RC_ASSERT(second.Take(input) == error);
    RC_ASSERT(*first.node == *second.node);
    RC_ASSERT(first.node->GetFingerprint() == second.node->GetFingerprint());
    RC_ASSERT(first.storage == second.storage);
  }
}

RC_GTEST_PROP(Value, UnequalNodesHaveUnequalFingerprints, ()) {
  Pair pair = AnyNode();
  for (int i = 0; i < 20; ++i) {
    const Pair before = pair;
    (void)pair.Take(InputTo(*pair.node));
    RC_ASSERT((*pair.node == *before.node) ==
              (pair.node->GetFingerprint() == before.node->GetFingerprint()));
  }
}

}  // namespace
}  // namespace raft::behaviour
