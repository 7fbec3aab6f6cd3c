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
// equal snapshots. One store is used from one thread at a time; copies may be
// used from different threads.
class Store {
 public:
  // Applies a command, unless its client has a later one applied already; a
  // repetition of the last one changes nothing and has the same outcome.
  Outcome Apply(const Command& command);
  // The value under `key`; nothing if there is no such key.
  std::optional<raft::Payload> Get(std::string_view key) const;

  // The sequence of the last command of a client; 0 if it had none.
  uint64_t LastOf(uint64_t client) const;

  // All of it, sessions included: equal stores and no others have equal bytes.
  raft::Payload Snapshot() const;
  // The reverse. kBadBytes, saying what is wrong, for anything else.
  static raft::Result<Store> Restore(std::string_view snapshot);

  // Adds all of it, sessions included.
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

  // Sorted. Few keys and few clients are meant: a scan is fastest.
  raft::InlineVector<Pair, 4> pairs_;
  raft::InlineVector<Session, 4> sessions_;
};

}  // namespace kv
