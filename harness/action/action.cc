#include "harness/action/action.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "raft/describe/name.h"

namespace harness {
namespace {

// The number fields, by the names that they have in text.
struct Field {
  std::string_view name;
  uint64_t Action::* member;
};

constexpr auto kFields = std::to_array<Field>({
    {"node", &Action::node},
    {"peer", &Action::peer},
    {"term", &Action::term},
    {"index", &Action::index},
    {"nth", &Action::nth},
    {"client", &Action::client},
    {"key", &Action::key},
    {"option", &Action::option},
});

constexpr std::array<std::string_view, kVerbs> kNames = {
    "",
    "deliver",
    "drop",
    "duplicate",
    "tick",
    "timeout",
    "beat",
    "ready",
    "sync",
    "apply",
    "crash",
    "restart",
    "cut",
    "heal",
    "propose",
    "retry",
    "read",
    "abandon",
    "change",
    "compact",
    "transfer",
    "forget",
    "campaign",
    "report",
    "unreachable",
    "fail",
    "isolate",
    "partition",
    "mend",
    "wipe",
    "reconfigure",
    "leave",
    "settle",
    "hear",
    "batch",
};

std::unexpected<raft::Error> Refuse(std::string why) {
  return raft::Fail(raft::ErrorCode::kBadBytes, std::move(why));
}

std::optional<raft::MessageType> MessageTypeOf(std::string_view name) {
  for (int i = 0; i < raft::kMessageTypes; ++i) {
    const auto type = static_cast<raft::MessageType>(i);
    if (raft::Name(type) == name) return type;
  }
  return std::nullopt;
}

raft::Result<void> ParseField(std::string_view word, Action& action) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) {
    return Refuse(fmt::format("expected field=value, not '{}'", word));
  }
  const std::string_view name = word.substr(0, equals);
  const std::string_view value = word.substr(equals + 1);
  if (name == "type") {
    const auto type = MessageTypeOf(value);
    if (!type) return Refuse(fmt::format("no message type '{}'", value));
    action.type = *type;
    return {};
  }
  for (const Field& field : kFields) {
    if (field.name != name) continue;
    const auto [end, error] = std::from_chars(
        value.data(), value.data() + value.size(), action.*field.member);
    if (error != std::errc() || end != value.data() + value.size()) {
      return Refuse(
          fmt::format("expected a number for {}, not '{}'", name, value));
    }
    return {};
  }
  return Refuse(fmt::format("no field '{}'", name));
}

}  // namespace

std::string_view Name(Verb verb) { return kNames[static_cast<size_t>(verb)]; }

std::string Describe(const Action& action) {
  std::string text(Name(action.verb));
  for (const Field& field : kFields) {
    if (action.*field.member != 0) {
      text += fmt::format(" {}={}", field.name, action.*field.member);
    }
    const bool after_peer = field.name == "peer";
    if (after_peer && action.type != raft::MessageType::kHup) {
      text += fmt::format(" type={}", raft::Name(action.type));
    }
  }
  return text;
}

raft::Result<Action> ParseAction(std::string_view text) {
  Action action;
  bool first = true;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    if (first) {
      first = false;
      uint64_t verb = 1;
      while (verb < kVerbs && kNames[verb] != word) ++verb;
      if (verb == kVerbs) return Refuse(fmt::format("no verb '{}'", word));
      action.verb = static_cast<Verb>(verb);
    } else if (auto parsed = ParseField(word, action); !parsed) {
      return std::unexpected(parsed.error());
    }
  }
  if (first) return Refuse("expected a verb");
  return action;
}

}  // namespace harness
