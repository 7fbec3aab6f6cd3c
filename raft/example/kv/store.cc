#include "raft/example/kv/store.h"

#include <algorithm>

#include "raft/example/kv/bytes.h"

namespace kv {
namespace {

constexpr uint64_t kOk = 1;
constexpr uint64_t kFound = 2;

uint64_t FlagsOf(const Outcome& outcome) {
  return (outcome.ok ? kOk : 0) | (outcome.found ? kFound : 0);
}

}  // namespace

Outcome Store::Apply(const Command& command) {
  const auto place = std::find_if(
      sessions_.begin(), sessions_.end(),
      [&](const Session& s) { return s.client >= command.client; });
  const bool known =
      place != sessions_.end() && place->client == command.client;
  if (known && command.sequence < place->sequence) {
    Outcome stale;
    stale.stale = true;
    return stale;
  }
  if (known && command.sequence == place->sequence) return place->outcome;
  Outcome outcome = Execute(command);
  if (known) {
    place->sequence = command.sequence;
    place->outcome = outcome;
  } else {
    sessions_.insert(place, Session{command.client, command.sequence, outcome});
  }
  return outcome;
}

Outcome Store::Execute(const Command& command) {
  const auto place =
      std::find_if(pairs_.begin(), pairs_.end(),
                   [&](const Pair& pair) { return pair.key >= command.key; });
  Outcome outcome;
  outcome.found = place != pairs_.end() && place->key == command.key;
  if (outcome.found) outcome.value = place->value;
  outcome.ok = command.kind != Command::Kind::kCompareAndSet ||
               outcome.value.view() == command.expected;
  if (!outcome.ok || command.kind == Command::Kind::kGet) return outcome;
  if (command.kind == Command::Kind::kDelete) {
    if (outcome.found) pairs_.erase(place);
  } else if (outcome.found) {
    place->value = raft::Payload(command.value);
  } else {
    pairs_.insert(place, Pair{command.key, raft::Payload(command.value)});
  }
  return outcome;
}

std::optional<raft::Payload> Store::Get(std::string_view key) const {
  for (const Pair& pair : pairs_) {
    if (pair.key == key) return pair.value;
  }
  return std::nullopt;
}

uint64_t Store::LastOf(uint64_t client) const {
  for (const Session& session : sessions_) {
    if (session.client == client) return session.sequence;
  }
  return 0;
}

raft::Payload Store::Snapshot() const {
  std::string bytes;
  AppendNumber(bytes, pairs_.size());
  for (const Pair& pair : pairs_) {
    AppendString(bytes, pair.key);
    AppendString(bytes, pair.value.view());
  }
  AppendNumber(bytes, sessions_.size());
  for (const Session& session : sessions_) {
    const Outcome& outcome = session.outcome;
    AppendNumber(bytes, session.client);
    AppendNumber(bytes, session.sequence);
    AppendNumber(bytes, FlagsOf(outcome));
    AppendString(bytes, outcome.value.view());
  }
  return raft::Payload(bytes);
}

raft::Result<Store> Store::Restore(std::string_view snapshot) {
  Reader reader(snapshot);
  Store store;
  bool makes_sense = true;
  // Each round reads at least a byte or fails, so a large count ends early.
  for (uint64_t left = reader.Number(); left > 0 && !reader.failed(); --left) {
    std::string key(reader.String());
    makes_sense &= store.pairs_.empty() || store.pairs_.back().key < key;
    store.pairs_.push_back({std::move(key), raft::Payload(reader.String())});
  }
  for (uint64_t left = reader.Number(); left > 0 && !reader.failed(); --left) {
    Session session;
    session.client = reader.Number();
    session.sequence = reader.Number();
    const uint64_t flags = reader.Number();
    session.outcome.ok = (flags & kOk) != 0;
    session.outcome.found = (flags & kFound) != 0;
    session.outcome.value = raft::Payload(reader.String());
    makes_sense &= flags <= (kOk | kFound);
    makes_sense &= store.sessions_.empty() ||
                   store.sessions_.back().client < session.client;
    store.sessions_.push_back(std::move(session));
  }
  if (!reader.Done()) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      "the snapshot of a store is cut short, has bytes left "
                      "over or holds a malformed number");
  }
  if (!makes_sense) {
    return raft::Fail(raft::ErrorCode::kBadBytes,
                      "the snapshot of a store has keys or clients out of "
                      "order or an outcome with unknown flags");
  }
  return store;
}

void Store::AddTo(raft::Fingerprint& fingerprint) const {
  fingerprint.Add(pairs_.size());
  for (const Pair& pair : pairs_) {
    fingerprint.AddBytes(pair.key);
    fingerprint.Add(pair.value.Hash());
  }
  fingerprint.Add(sessions_.size());
  for (const Session& session : sessions_) {
    fingerprint.Add(session.client);
    fingerprint.Add(session.sequence);
    fingerprint.Add(FlagsOf(session.outcome));
    fingerprint.Add(session.outcome.value.Hash());
  }
}

}  // namespace kv
