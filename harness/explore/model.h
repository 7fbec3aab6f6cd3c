// Model: what is to be explored: a setup, and how much may happen in it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/world/setup.h"
#include "raft/base/error.h"

namespace harness {

// What may happen only so many times.
enum class Budget : uint8_t {
  kTimeouts,   // Ticks up to an election timeout; of leaders that check their
               // quorum, too.
  kBeats,      // Ticks up to a heartbeat.
  kTicks,      // Single ticks.
  kProposals,  // Writes of clients.
  kReads,
  kRetries,  // Of open calls, at any node.
  kCrashes,  // Each with every number of unsynced operations that may remain;
             // a restart is free.
  kDrops,    // A message that is never delivered is as good as lost, so drops
             // matter only where messages do not fit.
  kDuplicates,
  kIsolations,  // A node's links are cut; mending them is free.
  kChanges,     // Of the membership; leaving a joint one counts, too.
  kSnapshots,   // Made by a node, which forgets its log.
  kTransfers,
  kReports,   // Of a snapshot that was lost, and that a node is unreachable.
  kFailures,  // Of a disk's write.
  kForgets,   // A follower forgets its leader.
};
inline constexpr size_t kBudgets = 16;

// The links of so many nodes have a bit each in 64.
inline constexpr uint64_t kMostNodes = 8;

// Numbers only, like a setup.
struct Model {
  Setup setup;
  std::array<uint64_t, kBudgets> budget{};  // By Budget; each below 256.

  uint64_t terms = 2;      // That may begin: timeouts stop at the last one.
  uint64_t in_flight = 8;  // States with more messages are left out.
  uint64_t depth = 0;      // Longer schedules are left out; 0: none is.
  uint64_t propose_anywhere = 0;  // 1: also to those who do not lead.
  // What a membership change leads to: masks of voters and learners, and how
  // (harness/action/action.h, Transition). No voters: any single node may be
  // added or removed.
  uint64_t change_voters = 0;
  uint64_t change_learners = 0;
  uint64_t change_how = 0;
  uint64_t deviations = 0;  // 0: all schedules; else see default_move.h, with
                            // one less than this.
  // Of the states whose key is 0 modulo this, each gets a settle phase
  // (harness/action/settle.h) of its own, which must succeed; 0: none does.
  // States that a bound of depth leaves as they are get none.
  uint64_t settle = 0;
  uint64_t node_symmetry = 1;   // Whether to merge what differs only in the
  uint64_t value_symmetry = 1;  // names of nodes; of clients.
  uint64_t partial_order = 1;   // Whether to skip orders that do not matter.

  // What must come of it, if it is known.
  std::optional<uint64_t> states;      // Distinct ones.
  std::optional<uint64_t> fall_depth;  // Of the shortest violation.
  std::string falls;                   // The invariant; empty: none.
  std::string bug;  // The planted bug that it is for; empty: none.

  uint64_t Limit(Budget what) const {
    return budget[static_cast<size_t>(what)];
  }
  friend bool operator==(const Model&, const Model&) = default;
};

// A number of a model that is no field of its setup.
struct Bound {
  std::string_view name;
  uint64_t& (*of)(Model& model);
  uint64_t least;
  uint64_t most;
  std::string_view help;
};
std::span<const Bound> Bounds();

// A model as a file without lines says: no jitter, one client, one key.
Model DefaultModel();

// Sets a bound or a field of the setup from `name=value`. kBadConfig, with the
// name and its range, if it cannot be.
raft::Result<void> Set(Model& model, std::string_view assignment);

// kBadConfig if the setup contradicts itself or cannot be explored.
raft::Result<void> Validate(const Model& model);

// A line `name=value` for what is to be set; after a # all is a remark. Errors
// begin with `path:line: `.
raft::Result<Model> ParseModel(std::string_view text, std::string_view path);
raft::Result<Model> ReadModel(const std::string& path);

// All that differs from the default, a line each: ParseModel reads it.
std::string ToText(const Model& model);

}  // namespace harness
