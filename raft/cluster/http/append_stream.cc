#include "raft/cluster/http/append_stream.h"

#include <fmt/format.h>

#include <utility>

#include "raft/wire/codec.h"

namespace raft::http {
namespace {

// How a frame begins.
constexpr uint8_t kLinkHeartbeat = 0;
constexpr uint8_t kShortAppend = 1;
constexpr uint8_t kWholeMessage = 2;

constexpr uint64_t kLengthBytes = 8;

}  // namespace

void AppendStreamPlace::MoveBehind(const Message& message) {
  term = message.term;
  index = message.entries.empty() ? message.index
                                  : message.entries.back().index;
}

void AppendStreamWriter::Write(const Message& message, std::string& out) {
  if (IsLinkHeartbeat(message)) {
    out += static_cast<char>(kLinkHeartbeat);
    return;
  }
  const bool follows_on = message.index == place_.index &&
                          message.log_term == place_.term &&
                          message.log_term == message.term;
  if (!follows_on) {
    out += static_cast<char>(kWholeMessage);
    frame::AppendWithLength(wire::Encode(message), out);
    place_.MoveBehind(message);
    return;
  }
  out += static_cast<char>(kShortAppend);
  PutNumber(message.entries.size(), out);
  for (const Entry& entry : message.entries) {
    frame::AppendWithLength(wire::Encode(entry), out);
  }
  PutNumber(message.commit, out);
  place_.index += message.entries.size();
}

Result<void> AppendStreamReader::Read(std::string_view bytes,
                                      const TakeMessage& take) {
  bytes_.Put(bytes);
  for (;;) {
    const Result<bool> moved = Step(take);
    if (!moved) return std::unexpected(moved.error());
    if (!*moved) return {};
  }
}

// Reads the next part; false while it is not all there.
Result<bool> AppendStreamReader::Step(const TakeMessage& take) {
  switch (part_) {
    case Part::kKind: {
      const auto kind = bytes_.Take(1);
      if (!kind) return false;
      if (auto read = ReadKind(static_cast<uint8_t>((*kind)[0])); !read) {
        return std::unexpected(read.error());
      }
      return true;
    }
    case Part::kCount: {
      const auto count = bytes_.TakeNumber();
      if (!count) return false;
      // Each has a length at least.
      if (*count > frame_bytes_max_ / kLengthBytes) {
        return Fail(ErrorCode::kBadBytes,
                    fmt::format("an append of {} entries, where a frame may "
                                "have {} bytes",
                                *count, frame_bytes_max_));
      }
      entries_left_ = *count;
      frame_bytes_ = 0;
      part_ = entries_left_ == 0 ? Part::kCommit : Part::kEntryLength;
      return true;
    }
    case Part::kEntryLength:
      return ReadLength(Part::kEntry);
    case Part::kEntry:
      return ReadEntry();
    case Part::kCommit: {
      const auto commit = bytes_.TakeNumber();
      if (!commit) return false;
      EndShortAppend(*commit, take);
      return true;
    }
    case Part::kMessageLength:
      return ReadLength(Part::kMessage);
    case Part::kMessage:
      return ReadMessage(take);
  }
  return false;
}

Result<void> AppendStreamReader::ReadKind(uint8_t kind) {
  switch (kind) {
    case kLinkHeartbeat:
      return {};
    case kShortAppend:
      part_ = Part::kCount;
      return {};
    case kWholeMessage:
      frame_bytes_ = 0;
      part_ = Part::kMessageLength;
      return {};
    default:
      return Fail(ErrorCode::kBadBytes,
                  fmt::format("a frame of kind {}: 0, 1 and 2 there are",
                              kind));
  }
}

Result<bool> AppendStreamReader::ReadLength(Part next) {
  const auto length = bytes_.TakeNumber();
  if (!length) return false;
  // First alone, so that the sum cannot overflow.
  auto fits = frame::CheckLength(*length, frame_bytes_max_);
  if (fits) {
    frame_bytes_ += *length;
    fits = frame::CheckLength(frame_bytes_, frame_bytes_max_);
  }
  if (!fits) return std::unexpected(fits.error());
  length_ = *length;
  part_ = next;
  return true;
}

Result<bool> AppendStreamReader::ReadEntry() {
  const auto encoded = bytes_.Take(length_);
  if (!encoded) return false;
  auto entry = wire::DecodeEntry(*encoded);
  if (!entry) return std::unexpected(std::move(entry.error()));
  entries_.push_back(*std::move(entry));
  part_ = --entries_left_ == 0 ? Part::kCommit : Part::kEntryLength;
  return true;
}

Result<bool> AppendStreamReader::ReadMessage(const TakeMessage& take) {
  const auto encoded = bytes_.Take(length_);
  if (!encoded) return false;
  auto message = wire::DecodeMessage(*encoded);
  if (!message) return std::unexpected(std::move(message.error()));
  place_.MoveBehind(*message);
  part_ = Part::kKind;
  if (!IsLinkHeartbeat(*message)) take(*std::move(message));
  return true;
}

void AppendStreamReader::EndShortAppend(Index commit, const TakeMessage& take) {
  Message message;
  message.type = MessageType::kApp;
  message.from = peer_;
  message.to = own_;
  message.term = place_.term;
  message.log_term = place_.term;
  message.index = place_.index;
  message.commit = commit;
  message.entries = std::exchange(entries_, {});
  place_.index += message.entries.size();
  part_ = Part::kKind;
  take(std::move(message));
}

}  // namespace raft::http
