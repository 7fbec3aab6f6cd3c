#include "harness/world/clients.h"

#include <fmt/format.h>

#include "raft/base/check.h"

namespace harness {

Clients::Clients(size_t clients, size_t keys) : clients_(clients) {
  for (Client& client : clients_) client.seen.resize(keys);
}

Call* Clients::OpenCall(uint64_t client) {
  if (!Knows(client) || !clients_[client - 1].call) return nullptr;
  return &*clients_[client - 1].call;
}

Call& Clients::Open(uint64_t client, uint64_t key) {
  Client& caller = clients_[client - 1];
  RAFT_CHECK(!caller.call.has_value(), "client {} has an open call", client);
  Call& call = caller.call.emplace();
  call.command.client = client;
  call.command.sequence = ++caller.sequence;
  call.command.key = fmt::format("k{}", key % caller.seen.size());
  return call;
}

const Call& Clients::Write(uint64_t client, kv::Command::Kind kind,
                           uint64_t key) {
  Call& call = Open(client, key);
  const Client& caller = clients_[client - 1];
  call.command.kind = kind;
  if (kind != kv::Command::Kind::kDelete) {
    call.command.value = fmt::format("v{}.{}", client, caller.sequence);
  }
  if (kind == kv::Command::Kind::kCompareAndSet) {
    call.command.expected = caller.seen[key % caller.seen.size()];
  }
  return call;
}

const Call& Clients::Read(uint64_t client, uint64_t key) {
  Call& call = Open(client, key);
  call.is_read = true;
  call.command.kind = kv::Command::Kind::kGet;
  return call;
}

void Clients::Answer(uint64_t client, const kv::Outcome& outcome) {
  Client& caller = clients_[client - 1];
  const Call& call = *caller.call;
  const uint64_t key = std::stoull(call.command.key.substr(1));
  const bool wrote =
      !call.is_read &&
      (call.command.kind == kv::Command::Kind::kPut ||
       (call.command.kind == kv::Command::Kind::kCompareAndSet && outcome.ok));
  caller.seen[key] =
      wrote ? call.command.value : std::string(outcome.value.view());
  caller.call.reset();
}

void Clients::Abandon(uint64_t client) { clients_[client - 1].call.reset(); }

void Clients::Disconnect(raft::NodeId node) {
  for (Client& client : clients_) {
    if (client.call) client.call->contacted &= ~(uint64_t{1} << (node - 1));
  }
}

void Clients::AddTo(raft::Fingerprint& fingerprint) const {
  for (const Client& client : clients_) {
    fingerprint.Add(client.sequence);
    fingerprint.Add(client.call.has_value());
    for (const std::string& value : client.seen) fingerprint.AddBytes(value);
    if (!client.call) continue;
    uint64_t contacted = 0;
    for (uint64_t id = 1; client.call->contacted >> (id - 1) != 0; ++id) {
      contacted |= (client.call->contacted >> (id - 1) & 1)
                   << (fingerprint.NameOf(id) - 1);
    }
    fingerprint.Add(contacted << 1 | client.call->is_read);
    fingerprint.AddBytes(kv::Encode(client.call->command));
  }
}

}  // namespace harness
