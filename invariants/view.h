// What an invariant sees of a step: plain facts, never the library's objects.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "raft/types.h"

namespace invariants {

// The small public face of one replica at one moment.
struct NodeView {
  bool up = false;  // False: crashed or never started; the rest is 0.
  raft::Term term = 0;
  raft::NodeId vote = raft::kNone;
  raft::Role role = raft::Role::kFollower;
  raft::NodeId lead = raft::kNone;
  raft::Index commit = 0;
  raft::Index applied = 0;      // By the state machine.
  raft::Index first_index = 1;  // Of the log; entries below were compacted.
  raft::Index last_index = 0;
  friend bool operator==(const NodeView&, const NodeView&) = default;
};

// The log of the touched replica after the step.
class LogView {
 public:
  virtual ~LogView() = default;
  // The term at `index`, also at first_index - 1; nothing where it is unknown.
  virtual std::optional<raft::Term> TermAt(raft::Index index) const = 0;
};

// A client's call that was answered in this step.
struct Answer {
  uint64_t client = 0;
  uint64_t sequence = 0;
  bool is_read = false;
  // What the answer rests on: for a write, the index of its entry; for a read,
  // how far the state machine that answered had applied the log.
  raft::Index index = 0;
};

// One action's effect on the one replica that it touched. Spans are valid
// during the check only.
struct Step {
  raft::NodeId node = raft::kNone;  // kNone: no replica was touched.
  bool crashed = false;             // `after` is down.
  bool restarted = false;  // `before` is down; `after` is what the disk kept.
  NodeView before;
  NodeView after;
  const LogView* log = nullptr;  // Null if `after` is down.

  // How the log changed: entries from `truncated_from` on were removed (0:
  // none were), then `appended` were added at its end. A restart appends the
  // whole log that was kept, an installed snapshot removes all of it.
  raft::Index truncated_from = 0;
  std::span<const raft::Entry> appended;
  // The snapshot that the log was replaced by in this step; null if none was.
  raft::SnapshotPtr installed;

  std::span<const raft::Entry> applied;  // By the state machine, in order.
  std::span<const raft::Message> sent;   // Handed to the network.

  // Calls that clients began in this step, and answers that they took.
  std::span<const Answer> began;
  std::span<const Answer> answered;

  // The text of a raft::Panic that escaped, or of an error that no correct
  // cluster causes (kImpossible); empty if there was none.
  std::string panic;
  std::string impossible;
};

// What fell, with its evidence.
struct Violation {
  std::string invariant;  // The name in the table.
  std::string evidence;   // One line.
  friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace invariants
