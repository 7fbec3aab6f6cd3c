#include "harness/view/shown_entries.h"

#include <fmt/format.h>

#include <utility>

#include "raft/describe/describe.h"

namespace harness {
namespace {

std::string TextOf(const raft::Entry& entry) {
  if (entry.type != raft::EntryType::kNormal) {
    // `1/2 EntryConfChangeV2 v1`: what comes after the type.
    std::string text = raft::DescribeEntry(entry);
    const size_t first = text.find(' ');
    const size_t second =
        first == std::string::npos ? first : text.find(' ', first + 1);
    return second == std::string::npos || second + 1 == text.size()
               ? "leave the joint configuration"
               : "membership " + text.substr(second + 1);
  }
  if (entry.data.empty()) return "empty";
  const auto command = kv::Decode(entry.data.view());
  if (!command) return raft::Quote(entry.data.view());
  return fmt::format("{}, call {} of client {}", DescribeCommand(*command),
                     command->sequence, command->client);
}

std::string OrNothing(std::string_view value) {
  return value.empty() ? "nothing" : std::string(value);
}

}  // namespace

std::string DescribeCommand(const kv::Command& command) {
  switch (command.kind) {
    case kv::Command::Kind::kPut:
      return fmt::format("put {}={}", command.key, command.value);
    case kv::Command::Kind::kDelete:
      return fmt::format("delete {}", command.key);
    case kv::Command::Kind::kCompareAndSet:
      return fmt::format("set {}={} if it is {}", command.key, command.value,
                         OrNothing(command.expected));
    case kv::Command::Kind::kGet:
      return fmt::format("read {}", command.key);
  }
  return "something unknown";
}

std::string DescribeOutcome(const kv::Command& command,
                            const kv::Outcome& outcome) {
  if (outcome.stale) return "a later call came first";
  const std::string value = OrNothing(outcome.value.view());
  switch (command.kind) {
    case kv::Command::Kind::kGet:
      return value;
    case kv::Command::Kind::kCompareAndSet:
      if (!outcome.ok) return fmt::format("no, it is {}", value);
      break;
    default:
      break;
  }
  return fmt::format("done, it was {}", value);
}

size_t ShownEntries::PositionOf(const raft::Entry& entry) {
  Key key(entry.index, entry.term, entry.type, entry.data.view());
  const auto [place, is_new] =
      positions_.try_emplace(std::move(key), pool_.size());
  if (is_new) pool_.push_back({entry.index, entry.term, TextOf(entry)});
  return place->second;
}

}  // namespace harness
