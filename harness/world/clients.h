// Clients: who calls the simulated cluster, and what they saw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/world/replica.h"
#include "raft/base/fingerprint.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"
#include "raft/types.h"

namespace harness {

// A call that has no answer yet. A write is sent as `command`; a read only asks
// for the value of `command.key`.
struct Call {
  bool is_read = false;
  kv::Command command;
  uint64_t contacted = 0;  // Mask of the nodes that may answer it.
  friend bool operator==(const Call&, const Call&) = default;
};

// One line of what clients saw, for the check of linearizability. Times are
// numbers of actions; an answer at 0 never came.
struct HistoryEvent {
  uint64_t client = 0;
  uint64_t sequence = 0;
  bool is_read = false;
  kv::Command command;
  uint64_t called_at = 0;
  uint64_t answered_at = 0;
  kv::Outcome outcome;
  // Where in the log it took effect, answered or not; of a read, how far the
  // store that answered had applied the log. 0: not known.
  raft::Index index = 0;
};

// Values that are written are unique; compare-and-set expects what the client
// saw last under the key. All is deterministic.
class Clients {
 public:
  Clients(size_t clients, size_t keys);

  size_t count() const { return clients_.size(); }
  // The open call of a client in [1, count()], or null.
  Call* OpenCall(uint64_t client);
  const Call* OpenCall(uint64_t client) const {
    return const_cast<Clients*>(this)->OpenCall(client);
  }
  bool Knows(uint64_t client) const {
    return client >= 1 && client <= clients_.size();
  }

  // How many calls a client has begun.
  uint64_t BegunBy(uint64_t client) const {
    return clients_[client - 1].sequence;
  }

  // Opens a call. REQUIRES: the client is known and has none open.
  const Call& Write(uint64_t client, kv::Command::Kind kind, uint64_t key);
  const Call& Read(uint64_t client, uint64_t key);
  // Closes it: with what was answered, or without ever knowing.
  void Answer(uint64_t client, const kv::Outcome& outcome);
  void Abandon(uint64_t client);
  // What `node` was asked it has forgotten.
  void Disconnect(raft::NodeId node);

  void AddTo(raft::Fingerprint& fingerprint) const;
  friend bool operator==(const Clients&, const Clients&) = default;

 private:
  struct Client {
    uint64_t sequence = 0;
    std::optional<Call> call;
    std::vector<std::string> seen;  // By key: the value seen last.
    friend bool operator==(const Client&, const Client&) = default;
  };

  Call& Open(uint64_t client, uint64_t key);

  std::vector<Client> clients_;
};

}  // namespace harness
