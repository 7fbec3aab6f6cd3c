#include "raft/wire/conf_change_codec.h"

#include "raft/base/check.h"
#include "raft/base/payload.h"
#include "raft/wire/encoded_size.h"
#include "raft/wire/reader.h"
#include "raft/wire/wire_format.h"

namespace raft::wire {
namespace {

constexpr uint64_t kTypes = 4;        // Of ConfChangeType.
constexpr uint64_t kTransitions = 3;  // Of ConfChangeTransition.

void Write(const ConfChange& change, Writer& writer) {
  writer.VarintField(VarintTag(1), change.id);
  writer.VarintField(VarintTag(2), static_cast<uint64_t>(change.type));
  writer.VarintField(VarintTag(3), change.node_id);
  writer.BytesField(BytesTag(4), change.context.view());
}

void Write(const ConfChangeV2& change, Writer& writer) {
  writer.VarintField(VarintTag(1), static_cast<uint64_t>(change.transition));
  for (const ConfChangeSingle& single : change.changes) {
    writer.NestedField(BytesTag(2), EncodedSize(single));
    writer.VarintField(VarintTag(1), static_cast<uint64_t>(single.type));
    writer.VarintField(VarintTag(2), single.node_id);
  }
  writer.BytesField(BytesTag(3), change.context.view());
}

template <typename Change>
std::string EncodeChange(const Change& change) {
  std::string bytes(EncodedSize(change), '\0');
  Writer writer(bytes.data());
  Write(change, writer);
  RAFT_CHECK(writer.at() == bytes.data() + bytes.size(),
             "a membership change of {} bytes was encoded in {}", bytes.size(),
             writer.at() - bytes.data());
  return bytes;
}

ConfChangeType ReadType(Reader& reader) {
  return reader.Enumerator<ConfChangeType>(kTypes, "type of change");
}

void Read(Reader reader, ConfChangeSingle& single) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        single.type = ReadType(reader);
        break;
      case VarintTag(2):
        single.node_id = reader.Varint();
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void Read(Reader reader, ConfChange& change) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        change.id = reader.Varint();
        break;
      case VarintTag(2):
        change.type = ReadType(reader);
        break;
      case VarintTag(3):
        change.node_id = reader.Varint();
        break;
      case BytesTag(4):
        change.context = Payload(reader.Bytes());
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void Read(Reader reader, ConfChangeV2& change) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        change.transition =
            reader.Enumerator<ConfChangeTransition>(kTransitions, "transition");
        break;
      case BytesTag(2): {
        ConfChangeSingle& single = change.changes.emplace_back();
        reader.Nested([&](Reader nested) { Read(nested, single); });
        break;
      }
      case BytesTag(3):
        change.context = Payload(reader.Bytes());
        break;
      default:
        reader.Skip(tag);
    }
  }
}

template <typename Change>
Result<Change> DecodeChange(std::string_view bytes) {
  Result<Change> change;
  Source source(bytes);
  Read(Reader(source), *change);
  if (source.failed()) {
    change = std::unexpected(source.AsError("a membership change"));
  }
  return change;
}

}  // namespace

std::string Encode(const ConfChange& change) { return EncodeChange(change); }
std::string Encode(const ConfChangeV2& change) { return EncodeChange(change); }

Result<ConfChange> DecodeConfChange(std::string_view bytes) {
  return DecodeChange<ConfChange>(bytes);
}

Result<ConfChangeV2> DecodeConfChangeV2(std::string_view bytes) {
  return DecodeChange<ConfChangeV2>(bytes);
}

Result<ConfChangeV2> DecodeConfChangeEntry(const Entry& entry) {
  if (entry.type == EntryType::kConfChangeV2) {
    return DecodeConfChangeV2(entry.data.view());
  }
  const Result<ConfChange> change = DecodeConfChange(entry.data.view());
  if (!change) return std::unexpected(change.error());
  return AsV2(*change);
}

}  // namespace raft::wire
