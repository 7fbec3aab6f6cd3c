// Setup: what a simulated cluster is like before anything happens to it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "raft/base/error.h"

namespace harness {

// How much of a node's work one action does.
enum class Drive : uint8_t {
  kAtomic = 0,  // An input, and all that follows from it on that node.
  kSync = 1,    // Taking a Ready, its sync and its application are actions.
  kAsync = 2,   // So are those of the append and the apply thread.
  kLate = 3,    // And what a node hears from its append thread.
};

// Numbers only, so that a setup can be set, printed and stored field by field.
// Every field is part of the trace. Flags are 0 or 1; a mask has bit n - 1 for
// node n, so mixed clusters are a setup.
struct Setup {
  uint64_t nodes = 3;     // Voters at the start, ids from 1 on; 1 to 9.
  uint64_t learners = 0;  // The ids after them.
  uint64_t spares = 0;    // The ids after those: empty disks, not members.
  uint64_t drive = 0;     // See Drive.
  uint64_t clients = 3;   // Each with at most one open call; 1 to 16.
  uint64_t keys = 3;      // 1 to 16.
  uint64_t jitter_seed = 1;
  // 0: every election timeout is election_tick. Beyond the fault atlas: it is
  // chance that ends split votes (Raft paper §5.2), and without it nobody may
  // ever lead, whatever the faults were.
  uint64_t jitter = 1;
  uint64_t election_tick = 10;
  uint64_t heartbeat_tick = 2;
  // A node's clock may be ahead of the slowest living one by so many ticks at
  // most; 0: no bound.
  uint64_t max_skew = 0;
  uint64_t link_capacity = 32;  // Messages in flight on a link; more are lost.
  uint64_t pre_vote = 0;        // Mask.
  uint64_t check_quorum = 0;    // Mask.
  // 0 or 1, for all nodes, as raft::Config wants it; needs check_quorum.
  uint64_t lease_reads = 0;
  // Ticks by which leases are shorter than election_tick. Beyond the fault
  // atlas unless it is at least 2 * max_skew.
  uint64_t lease_margin = 0;
  uint64_t step_down_on_removal = 0;    // Mask.
  uint64_t no_proposal_forwarding = 0;  // Mask.
  uint64_t batch_appends = 0;           // Mask.
  uint64_t v1_changes = 0;  // Mask: simple changes travel in the old form.
  // Mask: as leaders they append every membership change that they are asked
  // for. Inside the fault atlas they are asked for one at a time, each after
  // the one before was applied there (see Config), and nobody else is asked.
  uint64_t disable_conf_change_validation = 0;
  // 1: but they are asked at any time, everywhere. Beyond the fault atlas:
  // Raft does not survive changes that overlap (Raft thesis §4.1).
  uint64_t overlapping_changes = 0;
  // 1: a removed node may be added again, and a node that is down may lose its
  // disk. Beyond the fault atlas: Raft does not survive that.
  uint64_t reuse_ids = 0;
  uint64_t max_size_per_message = 1 << 20;  // Bytes, as in raft::Config.
  uint64_t max_committed_size = 0;
  uint64_t max_uncommitted_size = 0;
  uint64_t max_inflight = 8;
  uint64_t max_inflight_bytes = 0;
  // Mask: nodes for which these five are as in a setup that does not set them.
  uint64_t unlimited = 0;

  uint64_t members() const { return nodes + learners; }
  uint64_t total() const { return nodes + learners + spares; }
  // The setup as this node has it: without limits if it is in `unlimited`.
  Setup Of(uint64_t node) const;
  friend bool operator==(const Setup&, const Setup&) = default;
};

// One field of a setup, by name, with its range.
struct SetupField {
  std::string_view name;
  uint64_t Setup::* member;
  uint64_t least;
  uint64_t most;
  std::string_view help;
};

// All fields, in the order of the struct.
std::span<const SetupField> SetupFields();

// Sets a field from `name=value`. kBadConfig, naming the field and its range,
// if it cannot be.
raft::Result<void> Set(Setup& setup, std::string_view assignment);

// kBadConfig if the fields contradict each other.
raft::Result<void> Validate(const Setup& setup);

// True if Raft must survive all that can happen in this setup: whatever falls
// is then a bug (see "the fault atlas" in the README).
bool InsideAtlas(const Setup& setup);

// The setups that differ from `setup` in `field` alone and are plainer there,
// the plainest first: the default or a small number; of a mask, no node, every
// node or one node less, and never a node that does not exist. All are valid,
// and inside the atlas if `setup` is. Going to one of them again and again
// comes to an end.
std::vector<Setup> Plainer(const Setup& setup, const SetupField& field);

// The fields that differ from the default, as `name=value`, space between.
std::string Describe(const Setup& setup);

}  // namespace harness
