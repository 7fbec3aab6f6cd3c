// The commands of interaction scripts: one row each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "harness/script/interaction.h"
#include "raft/describe/describe.h"

namespace harness {
namespace {

using Outcome = Interaction::Outcome;

std::unexpected<raft::Error> Refuse(std::string text) {
  return raft::Fail(raft::ErrorCode::kBadConfig, std::move(text));
}

// The `position`th plain word of a directive.
std::string Word(const Directive& directive, size_t position) {
  const std::vector<std::string> words = directive.Words();
  if (position >= words.size()) {
    throw ScriptError{fmt::format("expected {} or more words after {}",
                                  position + 1, directive.command)};
  }
  return words[position];
}

ScriptNode& NodeArgument(Interaction& interaction, const Directive& directive) {
  return interaction.NodeOf(ToNumber(Word(directive, 0)));
}

// The value of `key=value`; null if there is no such argument.
const std::string* Value(const Directive& directive, std::string_view key) {
  const Argument* argument = directive.Find(key);
  if (argument == nullptr || argument->values.empty()) return nullptr;
  return &argument->values[0];
}

std::vector<uint64_t> Ids(const Directive& directive) {
  std::vector<uint64_t> ids;
  for (const std::string& word : directive.Words()) {
    ids.push_back(ToNumber(word));
  }
  return ids;
}

raft::Result<raft::LogLevel> LevelOf(std::string name) {
  for (char& c : name) c = static_cast<char>(std::toupper(c));
  constexpr std::array<std::string_view, 6> kNames = {"DEBUG", "INFO",  "WARN",
                                                      "ERROR", "FATAL", "NONE"};
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<raft::LogLevel>(i);
  }
  return Refuse(
      "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE]");
}

Outcome SetLogLevel(Interaction& interaction, const Directive& directive) {
  const auto level = LevelOf(Word(directive, 0));
  if (!level) return std::unexpected(level.error());
  interaction.output().SetLevel(*level);
  return {};
}

struct FlagRow {
  std::string_view key;
  bool raft::Config::* member;
};
constexpr auto kFlags = std::to_array<FlagRow>({
    {"async-storage-writes", &raft::Config::async_storage_writes},
    {"prevote", &raft::Config::pre_vote},
    {"checkquorum", &raft::Config::check_quorum},
    {"disable-conf-change-validation",
     &raft::Config::disable_conf_change_validation},
    {"disable-proposal-forwarding", &raft::Config::disable_proposal_forwarding},
    {"step-down-on-removal", &raft::Config::step_down_on_removal},
});

struct SizeRow {
  std::string_view key;
  uint64_t raft::Config::* member;
};
constexpr auto kSizes = std::to_array<SizeRow>({
    {"inflight", &raft::Config::max_inflight_messages},
    {"max-committed-size-per-ready",
     &raft::Config::max_committed_size_per_ready},
    {"max-size-per-msg", &raft::Config::max_size_per_message},
    {"max-inflight-bytes", &raft::Config::max_inflight_bytes},
    {"max-uncommitted-size", &raft::Config::max_uncommitted_entries_size},
});

raft::Result<raft::Config> ConfigOf(const Directive& directive) {
  raft::Config config;
  config.election_tick = 3;
  config.heartbeat_tick = 1;
  config.max_size_per_message = raft::kUnlimited;
  config.max_inflight_messages = (uint64_t{1} << 31) - 1;
  for (const FlagRow& row : kFlags) {
    if (const auto* value = Value(directive, row.key)) {
      config.*row.member = ToFlag(*value);
    }
  }
  for (const SizeRow& row : kSizes) {
    if (const auto* value = Value(directive, row.key)) {
      config.*row.member = ToNumber(*value);
    }
  }
  if (const auto* option = Value(directive, "read-only")) {
    if (*option == "lease-based") {
      config.read_only_option = raft::ReadOnlyOption::kLeaseBased;
    } else if (*option != "safe") {
      return Refuse(fmt::format("invalid read-only option \"{}\"", *option));
    }
  }
  return config;
}

Outcome AddNodes(Interaction& interaction, const Directive& directive) {
  raft::Snapshot snapshot;
  if (const Argument* voters = directive.Find("voters")) {
    for (const uint64_t id : ToNumbers(*voters)) {
      snapshot.conf_state.voters.push_back(id);
    }
  }
  if (const Argument* learners = directive.Find("learners")) {
    for (const uint64_t id : ToNumbers(*learners)) {
      snapshot.conf_state.learners.push_back(id);
    }
  }
  if (const auto* index = Value(directive, "index")) {
    snapshot.index = ToNumber(*index);
  }
  if (const auto* content = Value(directive, "content")) {
    snapshot.data = raft::Payload(*content);
  }
  const auto config = ConfigOf(directive);
  if (!config) return std::unexpected(config.error());
  return interaction.AddNodes(ToNumber(Word(directive, 0)), *config, snapshot);
}

Outcome Campaign(Interaction& interaction, const Directive& directive) {
  NodeArgument(interaction, directive).node->Campaign();
  return {};
}

Outcome ShowLog(Interaction& interaction, const Directive& directive) {
  const ScriptStorage& storage = *NodeArgument(interaction, directive).storage;
  const raft::Index first = storage.FirstIndex();
  const raft::Index last = storage.LastIndex();
  if (last < first) {
    interaction.output().Add(fmt::format(
        "log is empty: first index={}, last index={}", first, last));
    return {};
  }
  raft::EntryList entries;
  auto read = storage.Entries(first, last + 1, raft::kUnlimited, entries);
  if (read) interaction.output().Add(raft::DescribeEntries(entries));
  return read;
}

Outcome Compact(Interaction& interaction, const Directive& directive) {
  ScriptNode& node = NodeArgument(interaction, directive);
  if (auto done = node.storage->Compact(ToNumber(Word(directive, 1))); !done) {
    return done;
  }
  return ShowLog(interaction, directive);
}

Outcome Deliver(Interaction& interaction, const Directive& directive) {
  std::optional<raft::MessageType> type;
  if (const auto* name = Value(directive, "type")) {
    for (int i = 0; i < raft::kMessageTypes; ++i) {
      const auto candidate = static_cast<raft::MessageType>(i);
      if (raft::Name(candidate) == *name) type = candidate;
    }
    if (!type) throw ScriptError{"unknown message type " + *name};
  }
  size_t count = 0;
  for (const Argument& argument : directive.arguments) {
    if (argument.values.empty()) {
      count += interaction.DeliverMessages(ToNumber(argument.key), false, type);
    } else if (argument.key == "drop") {
      for (const uint64_t id : ToNumbers(argument)) {
        count += interaction.DeliverMessages(id, true, type);
      }
    }
  }
  if (count == 0) interaction.output().Add("no messages\n");
  return {};
}

// Runs `process` for each id that is named, under a heading if there are more
// than one.
Outcome ForEachId(Interaction& interaction, const Directive& directive,
                  std::string_view heading,
                  Outcome (Interaction::*process)(uint64_t)) {
  const std::vector<uint64_t> ids = Ids(directive);
  if (ids.size() == 1) return (interaction.*process)(ids[0]);
  for (const uint64_t id : ids) {
    interaction.output().Add(fmt::format("> {} {}\n", id, heading));
    Outcome outcome;
    interaction.output().Indented(
        [&] { outcome = (interaction.*process)(id); });
    if (!outcome) return outcome;
  }
  return {};
}

Outcome ProcessReady(Interaction& interaction, const Directive& directive) {
  return ForEachId(interaction, directive, "handling Ready",
                   &Interaction::ProcessReady);
}

Outcome ProcessAppend(Interaction& interaction, const Directive& directive) {
  return ForEachId(interaction, directive, "processing append thread",
                   &Interaction::ProcessAppendThread);
}

Outcome ProcessApply(Interaction& interaction, const Directive& directive) {
  return ForEachId(interaction, directive, "processing apply thread",
                   &Interaction::ProcessApplyThread);
}

Outcome Propose(Interaction& interaction, const Directive& directive) {
  if (directive.arguments.size() != 2 || directive.Words().size() != 2) {
    throw ScriptError{"expected propose <id> <data>"};
  }
  return NodeArgument(interaction, directive)
      .node->Propose(raft::Payload(directive.arguments[1].key));
}

void AppendVarint(std::string& bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    bytes += static_cast<char>(value | 0x80);
  }
  bytes += static_cast<char>(value);
}

void AppendField(std::string& bytes, int field, uint64_t value) {
  bytes += static_cast<char>(field << 3);
  AppendVarint(bytes, value);
}

// Membership changes as the reference's environment encodes them: fields that
// are 0 are written too. It shows only where limits count bytes.
std::string EncodeV1(const raft::ConfChangeSingle& change) {
  std::string bytes;
  AppendField(bytes, 2, static_cast<uint64_t>(change.type));
  AppendField(bytes, 3, change.node_id);
  return bytes;
}

std::string EncodeV2(raft::ConfChangeTransition transition,
                     std::span<const raft::ConfChangeSingle> changes) {
  std::string bytes;
  AppendField(bytes, 1, static_cast<uint64_t>(transition));
  for (const raft::ConfChangeSingle& change : changes) {
    std::string single;
    AppendField(single, 1, static_cast<uint64_t>(change.type));
    AppendField(single, 2, change.node_id);
    bytes += static_cast<char>(2 << 3 | 2);
    AppendVarint(bytes, single.size());
    bytes += single;
  }
  return bytes;
}

raft::Result<raft::ConfChangeTransition> TransitionOf(
    const Directive& directive) {
  const auto* name = Value(directive, "transition");
  if (name == nullptr || *name == "auto") {
    return raft::ConfChangeTransition::kAuto;
  }
  if (*name == "implicit") return raft::ConfChangeTransition::kJointImplicit;
  if (*name == "explicit") return raft::ConfChangeTransition::kJointExplicit;
  return Refuse("unknown transition " + *name);
}

Outcome ProposeConfChange(Interaction& interaction,
                          const Directive& directive) {
  for (size_t i = 1; i < directive.arguments.size(); ++i) {
    const std::string& key = directive.arguments[i].key;
    if (key != "v1" && key != "transition") {
      return Refuse("unknown command " + key);
    }
  }
  const auto* v1 = Value(directive, "v1");
  const auto transition = TransitionOf(directive);
  if (!transition) return std::unexpected(transition.error());
  const auto changes = raft::ParseConfChanges(directive.input);
  if (!changes) return std::unexpected(changes.error());
  raft::Message message;
  message.type = raft::MessageType::kProp;
  raft::Entry& entry = message.entries.emplace_back();
  if (v1 != nullptr && ToFlag(*v1)) {
    if (changes->size() > 1 ||
        *transition != raft::ConfChangeTransition::kAuto) {
      return Refuse(
          "v1 conf change can only have one operation and no transition");
    }
    entry.type = raft::EntryType::kConfChange;
    if (!changes->empty()) entry.data = raft::Payload(EncodeV1((*changes)[0]));
  } else {
    entry.type = raft::EntryType::kConfChangeV2;
    entry.data = raft::Payload(
        EncodeV2(*transition, {changes->data(), changes->size()}));
  }
  return NodeArgument(interaction, directive).node->Step(std::move(message));
}

Outcome ShowState(Interaction& interaction, const Directive&) {
  for (const ScriptNode& script : interaction.nodes()) {
    const raft::Raft& core = script.node->core();
    const bool voter = core.tracker().voters().Contains(core.id());
    interaction.output().Add(fmt::format(
        "{}: {} ({}) Term:{} Lead:{}\n", core.id(), raft::Name(core.role()),
        voter ? "Voter" : "Non-Voter", core.term(), core.lead()));
  }
  return {};
}

Outcome ReportUnreachable(Interaction& interaction,
                          const Directive& directive) {
  NodeArgument(interaction, directive)
      .node->ReportUnreachable(ToNumber(Word(directive, 1)));
  return {};
}

Outcome ReportSnapshot(Interaction& interaction, const Directive& directive) {
  const std::string result = Word(directive, 2);
  if (result != "ok" && result != "failed") {
    throw ScriptError{"expected ok or failed, not " + result};
  }
  NodeArgument(interaction, directive)
      .node->ReportSnapshot(ToNumber(Word(directive, 1)),
                            result == "ok" ? raft::SnapshotStatus::kFinished
                                           : raft::SnapshotStatus::kFailed);
  return {};
}

Outcome ReadIndex(Interaction& interaction, const Directive& directive) {
  NodeArgument(interaction, directive)
      .node->ReadIndex(raft::Payload(Word(directive, 1)));
  return {};
}

Outcome SendSnapshot(Interaction& interaction, const Directive& directive) {
  ScriptNode& from = NodeArgument(interaction, directive);
  raft::Message message;
  message.type = raft::MessageType::kSnap;
  message.from = from.config.id;
  message.to = ToNumber(Word(directive, 1));
  message.term = from.node->core().term();
  message.snapshot = from.storage->history.back();
  interaction.output().Add(raft::DescribeMessage(message));
  interaction.messages().push_back(std::move(message));
  return {};
}

Outcome SetElectionTimeout(Interaction& interaction,
                           const Directive& directive) {
  const auto* timeout = Value(directive, "timeout");
  if (timeout == nullptr) throw ScriptError{"expected timeout=<ticks>"};
  NodeArgument(interaction, directive)
      .node->SetElectionTimeout(ToNumber(*timeout));
  return {};
}

Outcome Stabilize(Interaction& interaction, const Directive& directive) {
  std::vector<uint64_t> ids = Ids(directive);
  if (ids.empty()) {
    for (size_t i = 1; i <= interaction.nodes().size(); ++i) ids.push_back(i);
  }
  const raft::LogLevel before = interaction.output().level();
  if (const auto* name = Value(directive, "log-level")) {
    const auto level = LevelOf(*name);
    if (!level) return std::unexpected(level.error());
    interaction.output().SetLevel(*level);
  }
  auto outcome = interaction.Stabilize(ids);
  interaction.output().SetLevel(before);
  return outcome;
}

Outcome ShowStatus(Interaction& interaction, const Directive& directive) {
  const raft::Status status =
      NodeArgument(interaction, directive).node->GetStatus();
  for (const auto& [id, progress] : status.progress) {
    interaction.output().Add(
        fmt::format("{}: {}\n", id, raft::Describe(progress)));
  }
  return {};
}

Outcome TickElection(Interaction& interaction, const Directive& directive) {
  ScriptNode& node = NodeArgument(interaction, directive);
  for (uint64_t i = 0; i < node.config.election_tick; ++i) node.node->Tick();
  return {};
}

Outcome TickHeartbeat(Interaction& interaction, const Directive& directive) {
  ScriptNode& node = NodeArgument(interaction, directive);
  for (uint64_t i = 0; i < node.config.heartbeat_tick; ++i) node.node->Tick();
  return {};
}

Outcome TransferLeadership(Interaction& interaction,
                           const Directive& directive) {
  const auto* from = Value(directive, "from");
  const auto* to = Value(directive, "to");
  if (from == nullptr || to == nullptr) {
    throw ScriptError{"expected from=<id> to=<id>"};
  }
  interaction.NodeOf(ToNumber(*from)).node->TransferLeader(ToNumber(*to));
  return {};
}

Outcome ForgetLeader(Interaction& interaction, const Directive& directive) {
  NodeArgument(interaction, directive).node->ForgetLeader();
  return {};
}

Outcome Breakpoint(Interaction&, const Directive&) { return {}; }

struct CommandRow {
  std::string_view name;
  Outcome (*run)(Interaction&, const Directive&);
};
constexpr auto kCommands = std::to_array<CommandRow>({
    {"_breakpoint", Breakpoint},
    {"add-nodes", AddNodes},
    {"campaign", Campaign},
    {"compact", Compact},
    {"deliver-msgs", Deliver},
    {"forget-leader", ForgetLeader},
    {"log-level", SetLogLevel},
    {"process-append-thread", ProcessAppend},
    {"process-apply-thread", ProcessApply},
    {"process-ready", ProcessReady},
    {"propose", Propose},
    {"propose-conf-change", ProposeConfChange},
    {"raft-log", ShowLog},
    {"raft-state", ShowState},
    {"read-index", ReadIndex},
    {"report-snapshot", ReportSnapshot},
    {"report-unreachable", ReportUnreachable},
    {"send-snapshot", SendSnapshot},
    {"set-randomized-election-timeout", SetElectionTimeout},
    {"stabilize", Stabilize},
    {"status", ShowStatus},
    {"tick-election", TickElection},
    {"tick-heartbeat", TickHeartbeat},
    {"transfer-leadership", TransferLeadership},
});

}  // namespace

Interaction::Outcome RunCommand(Interaction& interaction,
                                const Directive& directive) {
  for (const CommandRow& row : kCommands) {
    if (row.name == directive.command) return row.run(interaction, directive);
  }
  return Refuse("unknown command");
}

}  // namespace harness
