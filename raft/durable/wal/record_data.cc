#include "raft/durable/wal/record_data.h"

#include <cstddef>
#include <cstdint>

#include "raft/durable/wal/canonical_reader.h"
#include "raft/wire/wire_format.h"

namespace raft::wal {
namespace {

constexpr uint8_t Number(int field) { return wire::VarintTag(field); }

// Also a 0.
void AppendNumber(int field, uint64_t value, std::string& out) {
  char bytes[11];
  wire::Writer writer(bytes);
  writer.ElementField(Number(field), value);
  out.append(bytes, static_cast<size_t>(writer.at() - bytes));
}

void AppendBytes(int field, std::string_view bytes, std::string& out) {
  out += static_cast<char>(wire::BytesTag(field));
  char size[10];
  wire::Writer writer(size);
  writer.Varint(bytes.size());
  out.append(size, static_cast<size_t>(writer.at() - size));
  out += bytes;
}

void AppendIds(int field, const IdList& ids, std::string& out) {
  for (const NodeId id : ids) AppendNumber(field, id, out);
}

IdList ParseIds(int field, CanonicalReader& reader) {
  IdList ids;
  while (reader.NextIs(Number(field))) ids.push_back(reader.Varint());
  return ids;
}

std::optional<ConfState> ParseConfState(std::string_view bytes) {
  CanonicalReader reader(bytes);
  ConfState state;
  state.voters = ParseIds(1, reader);
  state.learners = ParseIds(2, reader);
  state.voters_outgoing = ParseIds(3, reader);
  state.learners_next = ParseIds(4, reader);
  const uint64_t auto_leave = reader.VarintField(Number(5));
  state.auto_leave = auto_leave == 1;
  if (auto_leave > 1 || !reader.Finished()) return std::nullopt;
  return state;
}

}  // namespace

void AppendEntry(const Entry& entry, std::string& out) {
  AppendNumber(1, static_cast<uint64_t>(entry.type), out);
  AppendNumber(2, entry.term, out);
  AppendNumber(3, entry.index, out);
  if (!entry.data.empty()) AppendBytes(4, entry.data.view(), out);
}

void AppendState(const HardState& state, std::string& out) {
  AppendNumber(1, state.term, out);
  AppendNumber(2, state.vote, out);
  AppendNumber(3, state.commit, out);
}

void AppendConfState(const ConfState& state, std::string& out) {
  AppendIds(1, state.voters, out);
  AppendIds(2, state.learners, out);
  AppendIds(3, state.voters_outgoing, out);
  AppendIds(4, state.learners_next, out);
  AppendNumber(5, state.auto_leave ? 1 : 0, out);
}

void AppendSnapshotRecord(const SnapshotRecord& snapshot, std::string& out) {
  AppendNumber(1, snapshot.index, out);
  AppendNumber(2, snapshot.term, out);
  if (!snapshot.conf_state) return;
  std::string state;
  AppendConfState(*snapshot.conf_state, state);
  AppendBytes(3, state, out);
}

std::optional<Entry> ParseEntry(std::string_view bytes) {
  CanonicalReader reader(bytes);
  Entry entry;
  const uint64_t type = reader.VarintField(Number(1));
  entry.term = reader.VarintField(Number(2));
  entry.index = reader.VarintField(Number(3));
  std::string_view data;
  if (reader.NextIs(wire::BytesTag(4))) data = reader.Bytes();
  if (type > 2 || !reader.Finished()) return std::nullopt;
  entry.type = static_cast<EntryType>(type);
  entry.data = Payload(data);
  return entry;
}

std::optional<HardState> ParseState(std::string_view bytes) {
  CanonicalReader reader(bytes);
  HardState state;
  state.term = reader.VarintField(Number(1));
  state.vote = reader.VarintField(Number(2));
  state.commit = reader.VarintField(Number(3));
  if (!reader.Finished()) return std::nullopt;
  return state;
}

std::optional<SnapshotRecord> ParseSnapshotRecord(std::string_view bytes) {
  CanonicalReader reader(bytes);
  SnapshotRecord snapshot;
  snapshot.index = reader.VarintField(Number(1));
  snapshot.term = reader.VarintField(Number(2));
  if (reader.NextIs(wire::BytesTag(3))) {
    snapshot.conf_state = ParseConfState(reader.Bytes());
    if (!snapshot.conf_state) return std::nullopt;
  }
  if (!reader.Finished()) return std::nullopt;
  return snapshot;
}

}  // namespace raft::wal
