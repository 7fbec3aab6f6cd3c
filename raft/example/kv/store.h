// Store: a key-value state machine with client sessions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/base/inline_vector.h"
#include "raft/base/payload.h"
#include "raft/example/kv/command.h"

namespace kv {

// What became of a command.
struct Outcome {
  bool ok = false;      // It took effect; false for a compare that failed.
  bool found = false;   // There was such a key before it.
  bool stale = false;   // A later command of the client came first: unknown.
  raft::Payload value;  // The value before it.
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// A value: copies are independent and share the bytes of their values. Applying
// the same commands in the same order gives equal stores, equal outcomes and
// equal snapshots. Single-threaded.
class Store {
 public:
  // Applies a command, unless its client has a later one applied already; a
  // repetition of the last one changes nothing and has the same outcome.
  Outcome Apply(const Command& command);
  std::optional<raft::Payload> Get(std::string_view key) const;

  // All of it, sessions included, and back. kBadBytes for anything else.
  raft::Payload Snapshot() const;
  static raft::Result<Store> Restore(std::string_view snapshot);

  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const Store&, const Store&) = default;

 private:
  struct Pair {
    std::string key;
    raft::Payload value;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct Session {
    uint64_t client = 0;
    uint64_t sequence = 0;  // Of the last command.
    Outcome outcome;
    friend bool operator==(const Session&, const Session&) = default;
  };

  Outcome Execute(const Command& command);
  Session& SessionOf(uint64_t client);

  // Sorted. Few keys and few clients are meant: a scan is fastest.
  raft::InlineVector<Pair, 4> pairs_;
  raft::InlineVector<Session, 4> sessions_;
};

}  // namespace kv
