#include "raft/describe/describe.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "raft/base/error.h"
#include "raft/wire/conf_change_codec.h"

namespace raft {
namespace {

template <typename... Args>
void Append(std::string& out, fmt::format_string<Args...> format,
            Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::string Bracketed(const IdList& ids) {
  return fmt::format("[{}]", fmt::join(ids, " "));
}

// What follows the type of an entry; may be empty.
std::string DescribeData(const Entry& entry, FormatData format) {
  switch (entry.type) {
    case EntryType::kNormal:
      return format(entry.data.view());
    case EntryType::kConfChange: {
      const auto change = wire::DecodeConfChange(entry.data.view());
      if (!change) return std::string(change.error().Text());
      return ConfChangesToString(AsV2(*change).changes);
    }
    case EntryType::kConfChangeV2: {
      const auto change = wire::DecodeConfChangeV2(entry.data.view());
      if (!change) return std::string(change.error().Text());
      return ConfChangesToString(change->changes);
    }
  }
  std::unreachable();
}

void AppendEntry(const Entry& entry, FormatData format, std::string& out) {
  Append(out, "{}/{} {}", entry.term, entry.index, Name(entry.type));
  const std::string data = DescribeData(entry, format);
  if (!data.empty()) Append(out, " {}", data);
}

void AppendMessage(const Message& message, std::string_view indent,
                   FormatData format, std::string& out) {
  Append(out, "{}{}->{} {} Term:{} Log:{}/{}", indent,
         DescribeTarget(message.from), DescribeTarget(message.to),
         Name(message.type), message.term, message.log_term, message.index);
  if (message.reject) Append(out, " Rejected (Hint: {})", message.reject_hint);
  if (message.commit != 0) Append(out, " Commit:{}", message.commit);
  if (message.vote != kNone) Append(out, " Vote:{}", message.vote);
  if (message.entries.size() == 1) {
    out += " Entries:[";
    AppendEntry(message.entries[0], format, out);
    out += ']';
  } else if (!message.entries.empty()) {
    out += " Entries:[";
    for (const Entry& entry : message.entries) {
      Append(out, "\n{}  ", indent);
      AppendEntry(entry, format, out);
    }
    Append(out, "\n{}]", indent);
  }
  if (message.snapshot && message.snapshot->index != 0) {
    Append(out, "\n{}  Snapshot: {}", indent, Describe(*message.snapshot));
  }
  if (!message.responses.empty()) {
    out += " Responses:[";
    const std::string deeper = fmt::format("{}  ", indent);
    for (const Message& response : message.responses) {
      out += '\n';
      AppendMessage(response, deeper, format, out);
    }
    Append(out, "\n{}]", indent);
  }
}

}  // namespace

std::string DescribeTarget(NodeId id) {
  if (id == kNone) return "None";
  if (id == kLocalAppendThread) return "AppendThread";
  if (id == kLocalApplyThread) return "ApplyThread";
  return fmt::format("{:x}", id);
}

std::string Describe(const SoftState& state) {
  return fmt::format("Lead:{} State:{}", state.lead, Name(state.role));
}

std::string Describe(const HardState& state) {
  std::string out = fmt::format("Term:{}", state.term);
  if (state.vote != kNone) Append(out, " Vote:{}", state.vote);
  Append(out, " Commit:{}", state.commit);
  return out;
}

std::string Describe(const ConfState& state) {
  return fmt::format(
      "Voters:{} VotersOutgoing:{} Learners:{} LearnersNext:{} AutoLeave:{}",
      Bracketed(state.voters), Bracketed(state.voters_outgoing),
      Bracketed(state.learners), Bracketed(state.learners_next),
      state.auto_leave);
}

std::string Describe(const Snapshot& snapshot) {
  return fmt::format("Index:{} Term:{} ConfState:{}", snapshot.index,
                     snapshot.term, Describe(snapshot.conf_state));
}

std::string Describe(std::span<const ReadState> states) {
  std::string out = "[";
  for (const ReadState& state : states) {
    if (out.size() > 1) out += ' ';
    Append(out, "{{{} [", state.index);
    std::string_view space;
    for (const char byte : state.context.view()) {
      Append(out, "{}{}", std::exchange(space, " "),
             static_cast<unsigned char>(byte));
    }
    out += "]}";
  }
  out += ']';
  return out;
}

std::string Describe(const ConfChangeV2& change) {
  std::string out = fmt::format("transition:{}", Name(change.transition));
  for (const ConfChangeSingle& single : change.changes) {
    Append(out, " changes:{{type:{} node_id:{}}}", Name(single.type),
           single.node_id);
  }
  if (!change.context.empty()) {
    Append(out, " context:{}", Quote(change.context.view()));
  }
  return out;
}

std::string DescribeEntry(const Entry& entry, FormatData format) {
  std::string out;
  AppendEntry(entry, format, out);
  return out;
}

std::string DescribeEntries(std::span<const Entry> entries, FormatData format) {
  std::string out;
  for (const Entry& entry : entries) {
    AppendEntry(entry, format, out);
    out += '\n';
  }
  return out;
}

std::string DescribeMessage(const Message& message, std::string_view indent,
                            FormatData format) {
  std::string out;
  AppendMessage(message, indent, format, out);
  return out;
}

}  // namespace raft
