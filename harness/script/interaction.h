// Scripts that make nodes interact, one command at a time. To add a command: a
// row in the table in interaction_commands.cc.
//
// Beyond the reference's commands there are
//   read-index <id> <context>           asks for a linearizable read
//   report-snapshot <on> <who> ok|failed
// and for add-nodes
//   max-size-per-msg= max-inflight-bytes= max-uncommitted-size=
//   disable-proposal-forwarding=
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/script/data_driven.h"
#include "raft/base/error.h"
#include "raft/base/logger.h"
#include "raft/raw_node.h"
#include "raft/storage/memory_storage.h"
#include "raft/types.h"

namespace harness {

// What nodes log and handlers say, in one text. At level kNone nothing is kept.
class ScriptOutput : public raft::Logger {
 public:
  bool Wants(raft::LogLevel level) const override { return level >= level_; }
  void Write(raft::LogLevel level, std::string_view line) override;

  void Add(std::string_view text);
  void Clear() { text_.clear(); }
  const std::string& text() const { return text_; }
  raft::LogLevel level() const { return level_; }
  void SetLevel(raft::LogLevel level) { level_ = level; }
  // Runs `function` and indents what it says by two spaces.
  template <typename Function>
  void Indented(Function function) {
    std::string outer = std::move(text_);
    text_.clear();
    function();
    const std::string inner = std::move(text_);
    text_ = std::move(outer);
    AddIndented(inner);
  }

 private:
  void AddIndented(std::string_view text);

  raft::LogLevel level_ = raft::LogLevel::kDebug;
  std::string text_;
};

// A storage whose snapshot is always the newest of a history.
class ScriptStorage : public raft::MemoryStorage {
 public:
  raft::Result<raft::SnapshotPtr> Snapshot() const override {
    return history.back();
  }
  std::vector<raft::SnapshotPtr> history;  // One per applied entry.
};

struct ScriptNode {
  raft::Config config;
  std::unique_ptr<ScriptStorage> storage;
  std::optional<raft::RawNode> node;
  std::vector<raft::Message> append_work;
  std::vector<raft::Message> apply_work;
};

// The nodes of one file, and the messages between them: one queue for all.
class Interaction {
 public:
  // Returns the output of a directive. Throws ScriptError, and raft::Panic.
  std::string Run(const Directive& directive);

  // What the commands are made of. An error is output, too.
  using Outcome = raft::Result<void>;
  ScriptNode& NodeOf(uint64_t id);
  std::vector<ScriptNode>& nodes() { return nodes_; }
  ScriptOutput& output() { return output_; }
  std::vector<raft::Message>& messages() { return messages_; }
  Outcome AddNodes(uint64_t count, raft::Config config,
                   const raft::Snapshot& snapshot);
  Outcome ProcessReady(uint64_t id);
  Outcome ProcessAppendThread(uint64_t id);
  Outcome ProcessApplyThread(uint64_t id);
  // Delivers to `id`, or drops, what is for it; returns how many there were.
  size_t DeliverMessages(uint64_t id, bool drop,
                         std::optional<raft::MessageType> type);
  Outcome Stabilize(const std::vector<uint64_t>& ids);

 private:
  Outcome Append(ScriptNode& node, const raft::HardState& hard_state,
                 std::span<const raft::Entry> entries,
                 const raft::SnapshotPtr& snapshot);
  void Apply(ScriptNode& node, std::span<const raft::Entry> entries);
  Outcome StabilizeRound(const std::vector<uint64_t>& ids, bool& worked);
  bool HasMessagesFor(uint64_t id) const;

  ScriptOutput output_;
  std::vector<ScriptNode> nodes_;
  std::vector<raft::Message> messages_;
};

// Runs the command of a directive. Throws ScriptError.
Interaction::Outcome RunCommand(Interaction& interaction,
                                const Directive& directive);

}  // namespace harness
