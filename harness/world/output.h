// Output: what one action made a replica do.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "invariants/view.h"
#include "raft/base/error.h"
#include "raft/example/kv/store.h"
#include "raft/types.h"

namespace harness {

// A call of a client, by which its answer is known.
struct CallId {
  uint64_t client = 0;
  uint64_t sequence = 0;
  friend bool operator==(const CallId&, const CallId&) = default;
};

// What one action made a replica do. Reused from action to action.
struct Output {
  struct Applied {
    CallId call;
    raft::Index index = 0;
    kv::Outcome outcome;
  };

  // A committed membership change that the library did not make.
  struct FailedChange {
    raft::Index index = 0;
    raft::Error error;
  };

  std::vector<raft::Message> sent;
  raft::EntryList proposed;       // See invariants::Step.
  raft::EntryList applied;        // By the state machine, in order.
  std::vector<Applied> outcomes;  // Of the clients' commands among them.
  std::vector<invariants::AskedChange> asked_changes;  // The same.
  std::vector<FailedChange> failed_changes;  // Of `applied`, in order.
  std::vector<CallId> reads;      // That may be answered now.
  raft::SnapshotPtr installed;    // By the state machine.
  raft::Index written_from = 0;   // The lowest entry written; 0: none was.
  // See invariants::Step.
  std::optional<raft::Term> heard_write;
  uint64_t skipped_bytes = 0;
  std::string panic;         // Text of a Panic that escaped.
  std::string impossible;    // Text of a kImpossible.
  uint32_t events = 0;       // Bit for each invariants::Event.
  bool halted = false;       // A write failed, and the node stopped.
  bool took_effect = false;  // False: the action made no sense.

  void Clear();
  // `entries` are a proposal that the node is about to take.
  void NoteProposed(const raft::EntryList& entries);
  // `answers` are what a node hears of a write that is durable.
  void NoteHeard(std::span<const raft::Message> answers);
  void Note(invariants::Event event) {
    events |= uint32_t{1} << static_cast<int>(event);
  }
};

}  // namespace harness
