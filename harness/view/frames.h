// Frames: a trace made to happen again, as a plain value that can be shown:
// every step, every node after it, and what became of every message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/action/action.h"
#include "harness/trace/trace.h"
#include "invariants/view.h"
#include "raft/types.h"

namespace harness {

// How many entries of a log are shown: the last ones.
inline constexpr size_t kShownEntries = 50;

struct ShownEntry {
  raft::Index index = 0;
  raft::Term term = 0;
  std::string text;  // What it holds, in short.
  friend bool operator==(const ShownEntry&, const ShownEntry&) = default;
};

// A node as it is after a step.
struct ShownNode {
  invariants::NodeView view;
  std::string configuration;  // Empty while it is down.
  size_t unsynced = 0;        // Operations that a crash may lose.
  std::vector<size_t> log;    // Positions in Frames::entries, oldest first.
  friend bool operator==(const ShownNode&, const ShownNode&) = default;
};

// What became of a message.
enum class Fate : uint8_t {
  kInFlight = 0,  // Still is, at the end.
  kDelivered = 1,
  kDropped = 2,  // An action lost it.
  kCut = 3,      // It was sent over a link that was cut,
  kFull = 4,     // or full.
  kDown = 5,     // It came to a node that was down.
  kLost = 6,     // It is gone for another reason.
};
std::string_view Name(Fate fate);

struct ShownMessage {
  // Where it travels; one that is passed on says another sender.
  raft::NodeId from = raft::kNone;
  raft::NodeId to = raft::kNone;
  raft::MessageType type = raft::MessageType::kHup;
  raft::Term term = 0;
  raft::Index index = 0;
  raft::Term log_term = 0;
  raft::Index commit = 0;
  bool reject = false;
  std::vector<size_t> entries;  // Positions in Frames::entries.
  raft::Index snapshot = 0;     // Its last index; 0: none.
  uint64_t sent = 0;            // The step; of a copy, where it was made.
  uint64_t ended = 0;           // The step; 0 while in flight.
  Fate fate = Fate::kInFlight;
  std::optional<size_t> copy_of;  // The message that it is a copy of.
};

// A client's call.
struct ShownCall {
  uint64_t client = 0;
  uint64_t sequence = 0;
  std::string text;          // What it asks for.
  uint64_t called_at = 0;    // The step.
  uint64_t answered_at = 0;  // The step; 0: never.
  uint64_t left_at = 0;      // The step in which the client gave up; 0: none.
  std::string answer;
};

// Where a step belongs that is a part of a settle phase.
struct SettlePlace {
  uint64_t part = 0;   // From 1 on.
  uint64_t round = 0;  // 0: before the first one.
  // Nothing shows but heartbeats from the part before it up to `round`.
  bool quiet = false;
};

// What a failing settle phase did before its first part.
struct LeftOut {
  uint64_t rounds = 0;
  bool more = false;   // And a beginning of the next one.
  raft::Term low = 0;  // The latest terms when it began and where it ends.
  raft::Term high = 0;
};

struct ShownStep {
  uint64_t number = 0;  // The action's, in the trace.
  Action action;
  std::string text;  // The action's; step 0, the beginning, has none.
  // A settle phase that fails is a step for all that is left out, and then one
  // for each of its last actions; they have its number.
  std::optional<LeftOut> left_out;
  std::optional<SettlePlace> place;
  bool no_op = false;
  std::vector<raft::NodeId> touched;  // Nodes to which something happened.
  std::vector<size_t> nodes;          // By id - 1: positions in Frames::states.
  std::vector<size_t> sent;           // Positions in Frames::messages.
  std::vector<size_t> ended;          // The same.
  std::vector<size_t> began;          // Positions in Frames::calls.
  std::vector<size_t> answered;       // The same.
  uint64_t lost = 0;  // Messages that a cut or full link swallowed.
  // The links between nodes that are cut after it, as (from, to).
  std::vector<std::pair<raft::NodeId, raft::NodeId>> cut;
};

struct ShownViolation {
  invariants::Violation what;
  uint64_t step = 0;
  bool stored = false;  // The trace says so, but it did not happen here.
};

struct Frames {
  std::string title;  // What the trace is called.
  std::string setup;
  std::string origin;  // How the trace came to be.
  size_t nodes = 0;
  size_t members = 0;  // Those with ids above are spares.
  std::vector<ShownEntry> entries;
  std::vector<ShownNode> states;
  std::vector<ShownMessage> messages;
  std::vector<ShownCall> calls;
  // Step 0 is the beginning, and others stand at their numbers; parts of a
  // settle phase, if there are any, come last. What names a step above says
  // where it stands.
  std::vector<ShownStep> steps;
  std::optional<ShownViolation> violation;
  uint64_t differs_at = 0;  // As in ReplayResult.

  // REQUIRES: there is such a step and such a node.
  const ShownNode& At(uint64_t step, raft::NodeId node) const {
    return states[steps[step].nodes[node - 1]];
  }
};

// Makes the trace happen, up to where something falls. Differing fingerprints
// are noted and end nothing.
Frames FramesOf(const Trace& trace, std::string title);

}  // namespace harness
