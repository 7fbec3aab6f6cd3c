#include "raft/describe/conf_changes_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "raft/describe/quote.h"

namespace raft {
namespace {

char Letter(ConfChangeType type) {
  switch (type) {
    case ConfChangeType::kAddNode:
      return 'v';
    case ConfChangeType::kAddLearnerNode:
      return 'l';
    case ConfChangeType::kRemoveNode:
      return 'r';
    case ConfChangeType::kUpdateNode:
      return 'u';
  }
  std::unreachable();
}

std::optional<ConfChangeType> TypeOf(char letter) {
  switch (letter) {
    case 'v':
      return ConfChangeType::kAddNode;
    case 'l':
      return ConfChangeType::kAddLearnerNode;
    case 'r':
      return ConfChangeType::kRemoveNode;
    case 'u':
      return ConfChangeType::kUpdateNode;
    default:
      return std::nullopt;
  }
}

Result<NodeId> ParseId(std::string_view text) {
  NodeId id = kNone;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, id);
  if (stopped == end && error == std::errc{}) return id;
  const bool too_large = error == std::errc::result_out_of_range;
  return Fail(ErrorCode::kBadBytes,
              fmt::format("strconv.ParseUint: parsing {}: {}", Quote(text),
                          too_large ? "value out of range" : "invalid syntax"));
}

Result<ConfChangeSingle> ParseWord(std::string_view word) {
  if (word.size() < 2) {
    return Fail(ErrorCode::kBadBytes, fmt::format("unknown token {}", word));
  }
  const std::optional<ConfChangeType> type = TypeOf(word[0]);
  if (!type) {
    return Fail(ErrorCode::kBadBytes, fmt::format("unknown input: {}", word));
  }
  const Result<NodeId> id = ParseId(word.substr(1));
  if (!id) return std::unexpected(id.error());
  return ConfChangeSingle{*type, *id};
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

}  // namespace

std::string ConfChangesToString(std::span<const ConfChangeSingle> changes) {
  std::string out;
  for (const ConfChangeSingle& change : changes) {
    if (!out.empty()) out += ' ';
    fmt::format_to(std::back_inserter(out), "{}{}", Letter(change.type),
                   change.node_id);
  }
  return out;
}

Result<InlineVector<ConfChangeSingle, 4>> ParseConfChanges(
    std::string_view text) {
  InlineVector<ConfChangeSingle, 4> changes;
  std::string_view rest = Trimmed(text);
  while (!rest.empty()) {
    const size_t space = rest.find(' ');
    const Result<ConfChangeSingle> change = ParseWord(rest.substr(0, space));
    if (!change) return std::unexpected(change.error());
    changes.push_back(*change);
    // What is trimmed does not end in a space, so a word follows each.
    rest.remove_prefix(space == std::string_view::npos ? rest.size()
                                                       : space + 1);
  }
  return changes;
}

}  // namespace raft
