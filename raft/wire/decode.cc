// From bytes. Each function reads to the reader's end and merges what it finds
// into what is there.
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "raft/base/error.h"
#include "raft/base/payload.h"
#include "raft/types.h"
#include "raft/wire/codec.h"
#include "raft/wire/reader.h"
#include "raft/wire/wire_format.h"

namespace raft::wire {
namespace {

constexpr uint64_t kEntryTypes = 3;

void Read(Reader reader, Entry& entry) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        entry.type = reader.Enumerator<EntryType>(kEntryTypes, "type of entry");
        break;
      case VarintTag(2):
        entry.term = reader.Varint();
        break;
      case VarintTag(3):
        entry.index = reader.Varint();
        break;
      case BytesTag(4):
        entry.data = Payload(reader.Bytes());
        break;
      default:
        reader.Skip(tag);
    }
  }
}

// Reads the field `tag` into `ids`: one number, or many packed into bytes.
void ReadIds(uint32_t tag, Reader& reader, IdList& ids) {
  if ((tag & 7) == static_cast<uint32_t>(Layout::kVarint)) {
    ids.push_back(reader.Varint());
    return;
  }
  reader.Nested([&](Reader packed) {
    while (!packed.Done()) ids.push_back(packed.Varint());
  });
}

void Read(Reader reader, ConfState& state) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
      case BytesTag(1):
        ReadIds(tag, reader, state.voters);
        break;
      case VarintTag(2):
      case BytesTag(2):
        ReadIds(tag, reader, state.learners);
        break;
      case VarintTag(3):
      case BytesTag(3):
        ReadIds(tag, reader, state.voters_outgoing);
        break;
      case VarintTag(4):
      case BytesTag(4):
        ReadIds(tag, reader, state.learners_next);
        break;
      case VarintTag(5):
        state.auto_leave = reader.Varint() != 0;
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void ReadMetadata(Reader reader, Snapshot& snapshot) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case BytesTag(1):
        reader.Nested(
            [&](Reader nested) { Read(nested, snapshot.conf_state); });
        break;
      case VarintTag(2):
        snapshot.index = reader.Varint();
        break;
      case VarintTag(3):
        snapshot.term = reader.Varint();
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void Read(Reader reader, Snapshot& snapshot) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case BytesTag(1):
        snapshot.data = Payload(reader.Bytes());
        break;
      case BytesTag(2):
        reader.Nested([&](Reader nested) { ReadMetadata(nested, snapshot); });
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void Read(Reader reader, HardState& state) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        state.term = reader.Varint();
        break;
      case VarintTag(2):
        state.vote = reader.Varint();
        break;
      case VarintTag(3):
        state.commit = reader.Varint();
        break;
      default:
        reader.Skip(tag);
    }
  }
}

void Read(Reader reader, Message& message, int level = 0);

// Merges into the snapshot that is there already, if one is: it was made here,
// and nobody shares it yet.
void ReadSnapshot(Reader reader, SnapshotPtr& snapshot) {
  const auto merged = snapshot ? std::const_pointer_cast<Snapshot>(snapshot)
                               : std::make_shared<Snapshot>();
  Read(reader, *merged);
  snapshot = merged;
}

void ReadResponse(Reader reader, MessageList& responses, int level) {
  if (level > kResponseLevelsMax) {
    return reader.Fail(
        fmt::format("more than {} levels of responses", kResponseLevelsMax));
  }
  Read(reader, responses.emplace_back(), level);
}

// Reads the field `tag` if it is one that few messages have, and returns where
// to go on. Not inline: it would cost the frequent fields their registers.
[[gnu::noinline]] Reader ReadRareField(uint32_t tag, Reader reader,
                                       Message& message, int level) {
  switch (tag) {
    case BytesTag(9):
      reader.Nested(
          [&](Reader nested) { ReadSnapshot(nested, message.snapshot); });
      break;
    case VarintTag(10):
      message.reject = reader.Varint() != 0;
      break;
    case VarintTag(11):
      message.reject_hint = reader.Varint();
      break;
    case BytesTag(12):
      message.context = Payload(reader.Bytes());
      break;
    case VarintTag(13):
      message.vote = reader.Varint();
      break;
    case BytesTag(14):
      reader.Nested([&](Reader nested) {
        ReadResponse(nested, message.responses, level + 1);
      });
      break;
    default:
      reader.Skip(tag);
  }
  return reader;
}

void Read(Reader reader, Message& message, int level) {
  uint32_t tag = 0;
  while (reader.NextTag(tag)) {
    switch (tag) {
      case VarintTag(1):
        message.type =
            reader.Enumerator<MessageType>(kMessageTypes, "type of message");
        break;
      case VarintTag(2):
        message.to = reader.Varint();
        break;
      case VarintTag(3):
        message.from = reader.Varint();
        break;
      case VarintTag(4):
        message.term = reader.Varint();
        break;
      case VarintTag(5):
        message.log_term = reader.Varint();
        break;
      case VarintTag(6):
        message.index = reader.Varint();
        break;
      case BytesTag(7): {
        Entry& entry = message.entries.emplace_back();
        reader.Nested([&](Reader nested) { Read(nested, entry); });
        break;
      }
      case VarintTag(8):
        message.commit = reader.Varint();
        break;
      default:
        reader = ReadRareField(tag, reader, message, level);
    }
  }
}

template <typename T>
Result<T> DecodeOne(std::string_view bytes, std::string_view what) {
  Result<T> value;
  Source source(bytes);
  Read(Reader(source), *value);
  if (source.failed()) value = std::unexpected(source.AsError(what));
  return value;
}

}  // namespace

Result<Message> DecodeMessage(std::string_view bytes) {
  return DecodeOne<Message>(bytes, "a message");
}
Result<Entry> DecodeEntry(std::string_view bytes) {
  return DecodeOne<Entry>(bytes, "an entry");
}
Result<Snapshot> DecodeSnapshot(std::string_view bytes) {
  return DecodeOne<Snapshot>(bytes, "a snapshot");
}
Result<HardState> DecodeHardState(std::string_view bytes) {
  return DecodeOne<HardState>(bytes, "a hard state");
}
Result<ConfState> DecodeConfState(std::string_view bytes) {
  return DecodeOne<ConfState>(bytes, "a configuration");
}

}  // namespace raft::wire
