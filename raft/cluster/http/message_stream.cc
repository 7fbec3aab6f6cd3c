#include "raft/cluster/http/message_stream.h"

#include <fmt/format.h>

#include <utility>

#include "raft/wire/codec.h"

namespace raft::http {

Message LinkHeartbeat() {
  Message message;
  message.type = MessageType::kHeartbeat;
  return message;
}

bool IsLinkHeartbeat(const Message& message) {
  return message.type == MessageType::kHeartbeat && message.from == kNone &&
         message.to == kNone;
}

Result<void> MessageStreamReader::Read(std::string_view bytes,
                                       const TakeMessage& take) {
  bytes_.Put(bytes);
  for (;;) {
    if (!length_) {
      length_ = bytes_.TakeNumber();
      if (!length_) return {};
      if (auto fits = frame::CheckLength(*length_, frame_bytes_max_); !fits) {
        return fits;
      }
    }
    const auto encoded = bytes_.Take(*length_);
    if (!encoded) return {};
    length_.reset();
    auto message = wire::DecodeMessage(*encoded);
    if (!message) return std::unexpected(std::move(message.error()));
    if (!IsLinkHeartbeat(*message)) take(*std::move(message));
  }
}

void AppendMessageFrame(const Message& message, std::string& out) {
  frame::AppendWithLength(wire::Encode(message), out);
}

namespace frame {

Result<void> CheckLength(uint64_t length, uint64_t frame_bytes_max) {
  if (length <= frame_bytes_max) return {};
  return Fail(ErrorCode::kBadBytes,
              fmt::format("a frame of {} bytes, where {} are the most", length,
                          frame_bytes_max));
}

void AppendWithLength(std::string_view encoded, std::string& out) {
  PutNumber(encoded.size(), out);
  out.append(encoded);
}

}  // namespace frame
}  // namespace raft::http
