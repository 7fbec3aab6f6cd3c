// Action: one thing that can happen to a simulated cluster. To add a verb:
// a number here (numbers are for ever), a row in the table in action.cc, a
// case in apply.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "harness/world/network.h"
#include "raft/base/error.h"
#include "raft/types.h"

namespace harness {

enum class Verb : uint8_t {
  kDeliver = 1,    // A message reaches its node.
  kDrop = 2,       // A message is lost.
  kDuplicate = 3,  // There is a message twice.
  kTick = 4,       // A tick of time on a node.
  kTimeout = 5,    // Ticks up to a node's election timeout.
  kBeat = 6,       // Ticks up to a leader's heartbeat.
  kReady = 7,      // Drives but atomic: a node's Ready is taken.
  kSync = 8,       // The same: the oldest write is durable.
  kApply = 9,      // The same: the oldest batch is applied.
  kCrash = 10,     // A node goes down; `keep` unsynced operations survive.
  kRestart = 11,   // It comes back from its disk.
  kCut = 12,       // What is sent on a link from now on is lost.
  kHeal = 13,      // No longer.
  kPropose = 14,   // A client begins a write and sends it to a node.
  kRetry = 15,     // It sends its open call again, to this node.
  kRead = 16,      // It begins a read, by read index on a node.
  kAbandon = 17,   // It gives up its open call.
  kChange = 18,    // A membership change is proposed to a node.
  kCompact = 19,   // A node makes a snapshot and forgets the log before it,
                   // but for `option` entries.
  kTransfer = 20,  // A node is asked to hand the leadership over to `peer`.
  kForget = 21,    // A node forgets who leads.
  kCampaign = 22,  // A node is told to start an election.
  kReport = 23,  // A node hears how the snapshot that it sent to `peer` fared.
  kUnreachable = 24,  // A node hears that a message to `peer` was lost.
  kFail = 25,         // A node's oldest unsynced write, or, with the drive
                      // atomic, its next one, fails. It stops; `option`
                      // unsynced operations survive.
  kIsolate = 26,      // All links from and to a node are cut.
  kPartition = 27,    // All links between the nodes of the mask `option` and
                      // the others are cut.
  kMend = 28,         // No link is cut any more.
  kWipe = 29,         // A node that is down loses its disk (see reuse_ids).
  kReconfigure = 30,  // A membership is proposed to a node: the masks `option`
                      // (voters) and `key` (learners); `nth`: see Transition.
  kLeave = 31,        // Leaving a joint membership is proposed to a node.
  kSettle = 32,       // All is well for a while; see settle.h. `option`: see
                      // Settling and, for what lasts, lasting.h.
  kHear = 33,  // Drive late: a node hears an answer of its append thread.
  kBatch = 34,  // Several things are proposed to a node in one message: the
                // calls of the clients of the mask `option` (who has none
                // begins one), and the change `nth` (see Change) of each node
                // of the mask `key`; a call, a change, and so on by turns.
};
inline constexpr uint64_t kVerbs = 35;  // One more than the last.

// What a kChange does to `peer` (0: it names nobody, and changes nothing).
enum class Change : uint8_t {
  kAddVoter = 0,
  kRemove = 1,
  kAddLearner = 2,
};

// How a kReconfigure goes about it.
enum class Transition : uint8_t {
  kAuto = 0,      // Joint only if it must be, and left by itself.
  kImplicit = 1,  // Joint, and left by itself.
  kExplicit = 2,  // Joint, until kLeave.
};

// What a kSettle leaves broken.
enum class Settling : uint8_t {
  kAll = 0,      // Nothing: all nodes are restarted, all links heal.
  kQuorum = 1,   // Nodes are down that no membership needs.
  kLasting = 2,  // Nodes that no membership needs are as lasting.h says.
};

// What a kReport says.
enum class Fared : uint8_t { kWell = 0, kBadly = 1 };

// Which fields mean something depends on the verb; the others are 0.
struct Action {
  Verb verb = Verb::kTick;
  raft::NodeId node = 0;  // Who it happens to; the sender of a message or link.
  raft::NodeId peer = 0;  // The receiver; whom a change is about.
  raft::MessageType type = raft::MessageType::kHup;
  raft::Term term = 0;
  raft::Index index = 0;
  uint64_t nth = 0;  // Of a message among equals.
  uint64_t client = 0;
  uint64_t key = 0;
  uint64_t option = 0;  // kPropose: kind of command; kChange: a Change;
                        // kReport: a Fared; kCrash, kFail: how many operations
                        // are kept; others as they say.

  // The message that kDeliver, kDrop and kDuplicate are about.
  MessageName message() const {
    return {node, peer, type, term, index, static_cast<uint32_t>(nth)};
  }
  static Action About(Verb verb, const MessageName& name) {
    return {.verb = verb,
            .node = name.from,
            .peer = name.to,
            .type = name.type,
            .term = name.term,
            .index = name.index,
            .nth = name.ordinal};
  }
  friend bool operator==(const Action&, const Action&) = default;
};

// `deliver node=1 peer=2 type=MsgApp term=1 index=2`: the verb, and the fields
// that it uses and that are not 0.
std::string Describe(const Action& action);

// The reverse. kBadBytes, saying what was expected, for anything else.
raft::Result<Action> ParseAction(std::string_view text);

std::string_view Name(Verb verb);

}  // namespace harness
