// Messages that no correct node, application or storage thread sends, among
// others, come to a node: by a table of their own (origins.h) they are refused
// and leave the node as it was.
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "raft/behaviour/cluster.h"
#include "raft/behaviour/origins.h"
#include "raft/core/raft.h"
#include "raft/describe/name.h"

namespace raft::behaviour {
namespace {

constexpr NodeId kSelf = 1;

class Source {
 public:
  Source(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  bool empty() const { return at_ == size_; }
  uint64_t Byte() { return empty() ? 0 : data_[at_++]; }
  uint64_t Below(uint64_t bound) { return Byte() % bound; }
  bool Flag() { return (Byte() & 1) != 0; }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

Config AnyConfig(Source& source) {
  Config config = ConfigOf(kSelf);
  config.async_storage_writes = source.Flag();
  config.pre_vote = source.Flag();
  config.check_quorum = source.Flag();
  if (config.check_quorum && source.Flag()) {
    config.read_only_option = ReadOnlyOption::kLeaseBased;
  }
  return config;
}

Start AnyStart(Source& source) {
  Start start{.members = Members({1, 2, 3}, {4})};
  start.hard_state.term = source.Below(4);
  for (Term term = 1; term <= start.hard_state.term; ++term) {
    if (source.Flag()) start.log.push_back(term);
  }
  start.hard_state.commit = source.Below(start.log.size() + 1);
  return start;
}

Message AnyMessage(Source& source, const Raft& node) {
  constexpr NodeId kFrom[] = {kNone, kSelf, 2,
                              3,     4,     9,
                              kLocalAppendThread, kLocalApplyThread};
  Message message;
  message.type = static_cast<MessageType>(source.Below(kMessageTypes));
  message.to = kSelf;
  message.from = kFrom[source.Below(std::size(kFrom))];
  const uint64_t term = source.Below(8);
  // 0, or from two below the node's own term to four above it.
  message.term = term == 7 || node.term() + term < 2
                     ? 0
                     : node.term() + term - 2;
  message.reject = source.Flag();
  message.index = source.Below(node.log().LastIndex() + 3);
  message.log_term = node.log().TermOrZero(message.index);
  message.commit = source.Below(node.log().committed() + 2);
  message.reject_hint = source.Below(node.log().LastIndex() + 2);
  for (uint64_t left = source.Below(3); left > 0; --left) {
    message.entries.push_back(
        {.term = message.term,
         .index = message.index + message.entries.size() + 1,
         .data = Payload("x"),
         .type = EntryType::kNormal});
  }
  return message;
}

void Require(bool holds, const Message& message, const char* what) {
  if (holds) return;
  fmt::print(stderr, "impossible_fuzz: {} from {} of term {}: {}\n",
             Name(message.type), message.from, message.term, what);
  std::abort();
}

void Check(const Message& message, Node& node) {
  const Raft& before = node.core();
  const bool impossible = CannotBe(
      message.type, SenderOf(message.from, kSelf, {1, 2, 3, 4}),
      TermClassOf(message.term, before.term()), message.reject,
      before.config().async_storage_writes);
  Raft core(before, node.storage);
  const auto stepped = core.Step(Message(message));
  const bool refused =
      !stepped && stepped.error().code == ErrorCode::kImpossible;
  Require(refused || !impossible, message, "it cannot be, and is taken");
  Require(!refused || core == before, message, "refused, it changed the core");

  RawNode copy(node.raw(), node.storage);
  const auto taken = copy.Step(Message(message));
  Require(!taken || !impossible, message, "it cannot be, and the node took it");
  if (!taken && taken.error().code != ErrorCode::kProposalDropped) {
    Require(copy.GetFingerprint() == node.raw().GetFingerprint(), message,
            "refused, it changed the node");
  }
}

void Run(Source& source) {
  const Config config = AnyConfig(source);
  Node node(config, AnyStart(source));
  for (int steps = 0; steps < 500 && !source.empty(); ++steps) {
    switch (source.Below(8)) {
      case 0:
        node.Tick(source.Below(20));
        break;
      case 1:
        node->Campaign();
        node.Settle();
        break;
      case 2:
        (void)node->Propose(Payload("x"));
        node.Settle();
        break;
      default: {
        const Message message = AnyMessage(source, node.core());
        Check(message, node);
        (void)node.Step(message);
      }
    }
    node.sent.clear();
  }
}

}  // namespace
}  // namespace raft::behaviour

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  raft::behaviour::Source source(data, size);
  raft::behaviour::Run(source);
  return 0;
}
