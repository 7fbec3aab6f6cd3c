// To bytes. Each function writes as many bytes as EncodedSize says, in the
// order of the fields' numbers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "raft/base/check.h"
#include "raft/types.h"
#include "raft/wire/codec.h"
#include "raft/wire/encoded_size.h"
#include "raft/wire/wire_format.h"

namespace raft::wire {
namespace {

// Writers go in and out by value, so that they
// stay in a register: the compiler must assume that a byte written changes
// whatever is in memory.

[[nodiscard]] Writer Write(const Entry& entry, Writer writer) {
  writer.VarintField(VarintTag(1), static_cast<uint64_t>(entry.type));
  writer.VarintField(VarintTag(2), entry.term);
  writer.VarintField(VarintTag(3), entry.index);
  writer.BytesField(BytesTag(4), entry.data.view());
  return writer;
}

[[nodiscard]] Writer WriteList(uint8_t tag, const IdList& ids, Writer writer) {
  for (const NodeId id : ids) writer.ElementField(tag, id);
  return writer;
}

[[nodiscard]] Writer Write(const ConfState& state, Writer writer) {
  writer = WriteList(VarintTag(1), state.voters, writer);
  writer = WriteList(VarintTag(2), state.learners, writer);
  writer = WriteList(VarintTag(3), state.voters_outgoing, writer);
  writer = WriteList(VarintTag(4), state.learners_next, writer);
  writer.VarintField(VarintTag(5), state.auto_leave);
  return writer;
}

[[nodiscard]] Writer WriteMetadata(const Snapshot& snapshot, Writer writer) {
  if (const uint64_t size = EncodedSize(snapshot.conf_state); size != 0) {
    writer.NestedField(BytesTag(1), size);
    writer = Write(snapshot.conf_state, writer);
  }
  writer.VarintField(VarintTag(2), snapshot.index);
  writer.VarintField(VarintTag(3), snapshot.term);
  return writer;
}

[[nodiscard]] Writer Write(const Snapshot& snapshot, Writer writer) {
  writer.BytesField(BytesTag(1), snapshot.data.view());
  if (const uint64_t size = EncodedMetadataSize(snapshot); size != 0) {
    writer.NestedField(BytesTag(2), size);
    writer = WriteMetadata(snapshot, writer);
  }
  return writer;
}

[[nodiscard]] Writer Write(const HardState& state, Writer writer) {
  writer.VarintField(VarintTag(1), state.term);
  writer.VarintField(VarintTag(2), state.vote);
  writer.VarintField(VarintTag(3), state.commit);
  return writer;
}

[[nodiscard]] Writer Write(const Message& message, Writer writer) {
  writer.VarintField(VarintTag(1), static_cast<uint64_t>(message.type));
  writer.VarintField(VarintTag(2), message.to);
  writer.VarintField(VarintTag(3), message.from);
  writer.VarintField(VarintTag(4), message.term);
  writer.VarintField(VarintTag(5), message.log_term);
  writer.VarintField(VarintTag(6), message.index);
  for (const Entry& entry : message.entries) {
    writer.NestedField(BytesTag(7), EncodedSize(entry));
    writer = Write(entry, writer);
  }
  writer.VarintField(VarintTag(8), message.commit);
  if (message.snapshot) {
    writer.NestedField(BytesTag(9), EncodedSize(*message.snapshot));
    writer = Write(*message.snapshot, writer);
  }
  writer.VarintField(VarintTag(10), message.reject);
  writer.VarintField(VarintTag(11), message.reject_hint);
  writer.BytesField(BytesTag(12), message.context.view());
  writer.VarintField(VarintTag(13), message.vote);
  for (const Message& response : message.responses) {
    writer.NestedField(BytesTag(14), EncodedSize(response));
    writer = Write(response, writer);
  }
  return writer;
}

// How many levels of responses stand in one another in `message`.
int ResponseLevels(const Message& message) {
  int levels = 0;
  for (const Message& response : message.responses) {
    levels = std::max(levels, 1 + ResponseLevels(response));
  }
  return levels;
}

// Enough for `value`, and quicker to find out than how much it takes.
template <typename T>
uint64_t SizeBound(const T& value) {
  return EncodedSize(value);
}
uint64_t SizeBound(const Message& message) {
  constexpr uint64_t kNumber = 11;  // A tag and a varint.
  uint64_t size = 11 * kNumber + message.context.size();
  for (const Entry& entry : message.entries) {
    size += 5 * kNumber + entry.data.size();
  }
  if (message.snapshot) size += kNumber + EncodedSize(*message.snapshot);
  for (const Message& response : message.responses) {
    size += kNumber + EncodedSize(response);
  }
  return size;
}

template <typename T>
void Append(const T& value, std::string& out) {
  const uint64_t bound = SizeBound(value);
  const size_t before = out.size();
  uint64_t size = 0;
  // Like resize, without filling what is about to be written.
  out.resize_and_overwrite(before + bound, [&](char* bytes, size_t) {
    const char* const end = Write(value, Writer(bytes + before)).at();
    size = static_cast<uint64_t>(end - bytes) - before;
    return before + size;
  });
  RAFT_CHECK(size <= bound, "{} bytes were encoded where {} fit", size, bound);
}

template <typename T>
std::string EncodeOne(const T& value) {
  std::string bytes;
  Append(value, bytes);
  return bytes;
}

}  // namespace

void AppendTo(const Message& message, std::string& out) {
  RAFT_CHECK(ResponseLevels(message) <= kResponseLevelsMax,
             "more than {} levels of responses", kResponseLevelsMax);
  Append(message, out);
}
void AppendTo(const Entry& entry, std::string& out) { Append(entry, out); }
void AppendTo(const Snapshot& snapshot, std::string& out) {
  Append(snapshot, out);
}
void AppendTo(const HardState& state, std::string& out) { Append(state, out); }
void AppendTo(const ConfState& state, std::string& out) { Append(state, out); }

std::string Encode(const Message& message) {
  std::string bytes;
  AppendTo(message, bytes);
  return bytes;
}
std::string Encode(const Entry& entry) { return EncodeOne(entry); }
std::string Encode(const Snapshot& snapshot) { return EncodeOne(snapshot); }
std::string Encode(const HardState& state) { return EncodeOne(state); }
std::string Encode(const ConfState& state) { return EncodeOne(state); }

}  // namespace raft::wire
