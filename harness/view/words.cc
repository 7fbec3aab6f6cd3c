#include "harness/view/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "raft/describe/name.h"

namespace harness {
namespace {

using raft::MessageType;

std::string RangeOf(const Frames& frames, std::span<const size_t> entries) {
  return Range(frames.entries[entries.front()].index,
               frames.entries[entries.back()].index);
}

std::string AppendPhrase(const ShownMessage& message, const Frames& frames) {
  if (!message.entries.empty()) {
    return "append of " + Entries(frames, message.entries);
  }
  return fmt::format("empty append after entry {}", message.index);
}

}  // namespace

std::string Range(raft::Index low, raft::Index high) {
  return low == high ? fmt::format("{}", low)
                     : fmt::format("{}..{}", low, high);
}

std::string Listed(const std::vector<std::string>& parts) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string Nodes(std::vector<raft::NodeId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<std::string> parts;
  for (const raft::NodeId id : ids) parts.push_back(fmt::format("{}", id));
  return (ids.size() == 1 ? "node " : "nodes ") + Listed(parts);
}

std::string Entries(raft::Index low, raft::Index high) {
  return (low == high ? "entry " : "entries ") + Range(low, high);
}

std::string Entries(const Frames& frames, std::span<const size_t> entries) {
  const raft::Term term = frames.entries[entries.front()].term;
  std::string text = Entries(frames.entries[entries.front()].index,
                             frames.entries[entries.back()].index);
  for (const size_t entry : entries) {
    if (frames.entries[entry].term != term) return text;
  }
  return text + fmt::format(" of term {}", term);
}

std::string NumberOf(const ShownStep& step) {
  return step.place ? fmt::format("{}.{}", step.number, step.place->part)
                    : fmt::format("{}", step.number);
}

std::string LeftOutIn(const ShownStep& step) {
  if (!step.left_out) return "";
  const LeftOut& out = *step.left_out;
  if (out.rounds == 0) {
    return out.more ? "the beginning of the first round is left out" : "";
  }
  const bool one = out.rounds == 1;
  return fmt::format("the first {}{}, {}, {} left out",
                     one ? "round" : fmt::format("{} rounds", out.rounds),
                     out.more ? " and a part of the next" : "",
                     out.low == out.high
                         ? fmt::format("term {}", out.low)
                         : fmt::format("terms {} to {}", out.low, out.high),
                     one && !out.more ? "is" : "are");
}

std::string_view RoleWord(raft::Role role) {
  switch (role) {
    case raft::Role::kFollower:
      return "follower";
    case raft::Role::kCandidate:
      return "candidate";
    case raft::Role::kLeader:
      return "leader";
    case raft::Role::kPreCandidate:
      return "pre-candidate";
  }
  return "nothing";
}

std::string Phrase(const ShownMessage& message, const Frames& frames) {
  const bool no = message.reject;
  switch (message.type) {
    case MessageType::kApp:
      return AppendPhrase(message, frames);
    case MessageType::kAppResp:
      return no ? fmt::format("rejection of the append after entry {}",
                              message.index)
                : fmt::format("acknowledgement up to entry {}", message.index);
    case MessageType::kVote:
      return fmt::format("request for a vote in term {}", message.term);
    case MessageType::kVoteResp:
      return fmt::format("{} in term {}", no ? "refusal of a vote" : "vote",
                         message.term);
    case MessageType::kPreVote:
      return fmt::format("pre-vote request for term {}", message.term);
    case MessageType::kPreVoteResp:
      return fmt::format("{} for term {}",
                         no ? "refusal of a pre-vote" : "pre-vote",
                         message.term);
    case MessageType::kSnap:
      return fmt::format("snapshot up to entry {}", message.snapshot);
    case MessageType::kHeartbeat:
      return fmt::format("heartbeat of term {}", message.term);
    case MessageType::kHeartbeatResp:
      return "answer to a heartbeat";
    case MessageType::kProp:
      return "forwarded proposal";
    case MessageType::kReadIndex:
      return "forwarded read";
    case MessageType::kReadIndexResp:
      return fmt::format("leave to read from entry {} on", message.index);
    case MessageType::kTransferLeader:
      return "request to hand over the leadership";
    case MessageType::kTimeoutNow:
      return "call to campaign at once";
    default:
      return std::string(raft::Name(message.type));
  }
}

std::string Label(const ShownMessage& message, const Frames& frames) {
  std::string text(raft::Name(message.type));
  if (text.starts_with("Msg")) text.erase(0, 3);
  if (!message.entries.empty() && message.type == MessageType::kApp) {
    text += " " + RangeOf(frames, message.entries);
  } else if (message.snapshot != 0) {
    text += fmt::format(" {}", message.snapshot);
  } else if (message.type == MessageType::kAppResp ||
             message.type == MessageType::kReadIndexResp) {
    text += fmt::format(" {}", message.index);
  } else if (message.type == MessageType::kVote ||
             message.type == MessageType::kPreVote) {
    text += fmt::format(" T{}", message.term);
  }
  return message.reject ? text + " no" : text;
}

}  // namespace harness
