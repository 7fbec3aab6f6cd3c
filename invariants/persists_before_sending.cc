#include "invariants/persists_before_sending.h"

#include <fmt/format.h>

#include <string_view>

#include "raft/describe/name.h"

namespace invariants {

std::optional<Violation> PersistsBeforeSending(const Step& step,
                                               const Ghost& /*ghost*/) {
  const DurableView& durable = step.durable;
  const bool leads_on_nothing =
      BecameLeader(step) &&
      (durable.term < step.after.term ||
       (durable.term == step.after.term && durable.vote != step.node));
  if (leads_on_nothing) {
    return Violation{
        "persists_before_sending",
        fmt::format("node {} leads term {}, but its own vote is not durable "
                    "(durable: term {}, vote {})",
                    step.node, step.after.term, durable.term, durable.vote)};
  }
  for (const raft::Message& message : step.sent) {
    if (!PromisesTerm(message)) continue;
    const auto fall = [&](std::string_view what) {
      return Violation{
          "persists_before_sending",
          fmt::format("node {} sent {} of term {} to {}, but {} (durable: term "
                      "{}, vote {}, entries up to {})",
                      step.node, raft::Name(message.type), message.term,
                      message.to, what, durable.term, durable.vote,
                      durable.last_index)};
    };
    if (durable.term < message.term) return fall("that term is not durable");
    // What it has gone on to since may differ.
    if (message.reject || durable.term > message.term) continue;
    if (message.type == raft::MessageType::kVoteResp) {
      if (durable.vote != message.to) return fall("that vote is not durable");
    } else if (durable.last_index < message.index) {
      return fall(fmt::format("entry {} is not durable", message.index));
    }
  }
  return std::nullopt;
}

}  // namespace invariants
