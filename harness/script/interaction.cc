#include "harness/script/interaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "raft/base/check.h"
#include "raft/describe/describe.h"
#include "raft/wire/conf_change_codec.h"

namespace harness {
namespace {

constexpr std::array<std::string_view, 6> kLevels = {"DEBUG", "INFO",  "WARN",
                                                     "ERROR", "FATAL", "NONE"};

bool IsLocal(const raft::Message& message) {
  return message.from == message.to || raft::IsLocalTarget(message.from) ||
         raft::IsLocalTarget(message.to);
}

}  // namespace

void ScriptOutput::Write(raft::LogLevel level, std::string_view line) {
  if (level < level_ || level_ == raft::LogLevel::kNone) return;
  text_ += fmt::format("{} {}\n", kLevels[static_cast<size_t>(level)], line);
}

void ScriptOutput::Add(std::string_view text) {
  if (level_ != raft::LogLevel::kNone) text_ += text;
}

void ScriptOutput::AddIndented(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    Add(fmt::format("  {}\n", text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string Interaction::Run(const Directive& directive) {
  output_.Clear();
  if (const Outcome done = RunCommand(*this, directive); !done) {
    const std::string error(done.error().Text());
    if (output_.level() == raft::LogLevel::kNone) return error;
    return output_.text() + error;
  }
  return output_.text().empty() ? "ok" : output_.text();
}

ScriptNode& Interaction::NodeOf(uint64_t id) {
  if (id < 1 || id > nodes_.size()) {
    throw ScriptError{fmt::format("there is no node {}", id)};
  }
  return nodes_[id - 1];
}

Interaction::Outcome Interaction::AddNodes(uint64_t count, raft::Config config,
                                           const raft::Snapshot& snapshot) {
  const bool bootstrap = !(snapshot == raft::Snapshot());
  for (uint64_t i = 0; i < count; ++i) {
    ScriptNode node;
    node.storage = std::make_unique<ScriptStorage>();
    config.id = nodes_.size() + 1;
    auto first = std::make_shared<raft::Snapshot>(snapshot);
    if (bootstrap) {
      if (first->index <= 1) {
        return raft::Fail(raft::ErrorCode::kBadConfig,
                          "index must be specified as > 1 due to bootstrap");
      }
      first->term = 1;
      if (auto done = node.storage->ApplySnapshot(first); !done) return done;
      config.applied = first->index;
    }
    config.logger = &output_;
    node.config = config;
    node.storage->history = {first};
    auto created = raft::RawNode::Create(config, *node.storage);
    if (!created) return std::unexpected(created.error());
    node.node.emplace(std::move(*created));
    nodes_.push_back(std::move(node));
  }
  return {};
}

Interaction::Outcome Interaction::Append(ScriptNode& node,
                                         const raft::HardState& hard_state,
                                         std::span<const raft::Entry> entries,
                                         const raft::SnapshotPtr& snapshot) {
  if (!hard_state.empty()) node.storage->SetHardState(hard_state);
  if (snapshot != nullptr && snapshot->index != 0) {
    if (!entries.empty()) {
      return raft::Fail(raft::ErrorCode::kBadState,
                        "can't apply snapshot and entries at the same time");
    }
    return node.storage->ApplySnapshot(snapshot);
  }
  node.storage->Append(entries);
  return {};
}

void Interaction::Apply(ScriptNode& node,
                        std::span<const raft::Entry> entries) {
  for (const raft::Entry& entry : entries) {
    const raft::Snapshot& last = *node.storage->history.back();
    raft::Snapshot next;
    next.index = entry.index;
    next.term = entry.term;
    next.conf_state = last.conf_state;
    std::string data(last.data.view());
    if (entry.type == raft::EntryType::kNormal) {
      data += entry.data.view();
    } else {
      const auto change = raft::wire::DecodeConfChangeEntry(entry);
      if (!change) throw ScriptError{std::string(change.error().Text())};
      data += change->context.view();
      auto made = node.node->ApplyConfChange(*change);
      // The reference panics here.
      RAFT_CHECK(made.has_value(), "{}", made.error().Text());
      next.conf_state = std::move(*made);
    }
    next.data = raft::Payload(data);
    node.storage->history.push_back(
        std::make_shared<const raft::Snapshot>(std::move(next)));
  }
}

Interaction::Outcome Interaction::ProcessReady(uint64_t id) {
  ScriptNode& node = NodeOf(id);
  raft::Ready ready;
  node.node->TakeReady(ready);
  output_.Add(raft::Describe(ready));
  const bool async = node.config.async_storage_writes;
  if (!async) {
    const raft::HardState hard_state =
        ready.hard_state.value_or(raft::HardState());
    if (auto done = Append(node, hard_state, ready.entries, ready.snapshot);
        !done) {
      return done;
    }
    Apply(node, ready.committed_entries);
  }
  for (raft::Message& message : ready.messages) {
    if (message.to == raft::kLocalAppendThread) {
      node.append_work.push_back(std::move(message));
    } else if (message.to == raft::kLocalApplyThread) {
      node.apply_work.push_back(std::move(message));
    } else {
      messages_.push_back(std::move(message));
    }
  }
  if (!async) node.node->Advance();
  return {};
}

Interaction::Outcome Interaction::ProcessAppendThread(uint64_t id) {
  ScriptNode& node = NodeOf(id);
  if (node.append_work.empty()) {
    output_.Add("no append work to perform");
    return {};
  }
  raft::Message work = std::move(node.append_work.front());
  node.append_work.erase(node.append_work.begin());
  const raft::MessageList responses = std::move(work.responses);
  output_.Add("Processing:\n" + raft::DescribeMessage(work) + "\n");
  if (auto done = Append(node, {work.term, work.vote, work.commit},
                         work.entries, work.snapshot);
      !done) {
    return done;
  }
  output_.Add("Responses:\n");
  for (const raft::Message& response : responses) {
    output_.Add(raft::DescribeMessage(response) + "\n");
    messages_.push_back(response);
  }
  return {};
}

Interaction::Outcome Interaction::ProcessApplyThread(uint64_t id) {
  ScriptNode& node = NodeOf(id);
  if (node.apply_work.empty()) {
    output_.Add("no apply work to perform");
    return {};
  }
  raft::Message work = std::move(node.apply_work.front());
  node.apply_work.erase(node.apply_work.begin());
  const raft::MessageList responses = std::move(work.responses);
  output_.Add("Processing:\n" + raft::DescribeMessage(work) + "\n");
  Apply(node, work.entries);
  output_.Add("Responses:\n");
  for (const raft::Message& response : responses) {
    output_.Add(raft::DescribeMessage(response) + "\n");
    messages_.push_back(response);
  }
  return {};
}

size_t Interaction::DeliverMessages(uint64_t id, bool drop,
                                    std::optional<raft::MessageType> type) {
  std::vector<raft::Message> selected;
  std::vector<raft::Message> rest;
  for (raft::Message& message : messages_) {
    const bool takes = message.to == id && (!type || message.type == *type) &&
                       !(drop && IsLocal(message));
    (takes ? selected : rest).push_back(std::move(message));
  }
  messages_ = std::move(rest);
  for (raft::Message& message : selected) {
    if (drop) output_.Add("dropped: ");
    output_.Add(raft::DescribeMessage(message) + "\n");
    if (drop) continue;
    if (auto done = NodeOf(id).node->Step(std::move(message)); !done) {
      output_.Add(std::string(done.error().Text()) + "\n");
    }
  }
  return selected.size();
}

bool Interaction::HasMessagesFor(uint64_t id) const {
  return std::any_of(messages_.begin(), messages_.end(),
                     [id](const raft::Message& m) { return m.to == id; });
}

Interaction::Outcome Interaction::Stabilize(const std::vector<uint64_t>& ids) {
  bool worked = true;
  while (worked) {
    worked = false;
    if (auto done = StabilizeRound(ids, worked); !done) return done;
  }
  return {};
}

Interaction::Outcome Interaction::StabilizeRound(
    const std::vector<uint64_t>& ids, bool& worked) {
  Outcome outcome;
  for (const uint64_t id : ids) {
    if (!NodeOf(id).node->HasReady()) continue;
    worked = true;
    output_.Add(fmt::format("> {} handling Ready\n", id));
    output_.Indented([&] { outcome = ProcessReady(id); });
    if (!outcome) return outcome;
  }
  for (const uint64_t id : ids) {
    if (!HasMessagesFor(id)) continue;
    worked = true;
    output_.Add(fmt::format("> {} receiving messages\n", id));
    output_.Indented([&] { DeliverMessages(id, false, std::nullopt); });
  }
  for (const uint64_t id : ids) {
    if (NodeOf(id).append_work.empty()) continue;
    worked = true;
    output_.Add(fmt::format("> {} processing append thread\n", id));
    while (!NodeOf(id).append_work.empty()) {
      output_.Indented([&] { outcome = ProcessAppendThread(id); });
      if (!outcome) return outcome;
    }
  }
  for (const uint64_t id : ids) {
    if (NodeOf(id).apply_work.empty()) continue;
    worked = true;
    output_.Add(fmt::format("> {} processing apply thread\n", id));
    while (!NodeOf(id).apply_work.empty()) {
      output_.Indented([&] { outcome = ProcessApplyThread(id); });
      if (!outcome) return outcome;
    }
  }
  return outcome;
}

}  // namespace harness
