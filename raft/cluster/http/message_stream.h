// The message stream of the field's peer protocol (etcd's rafthttp): an endless
// answer of frames, each a length and a message. Pure: bytes in, messages out;
// whoever has the connection closes it on an error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/cluster/http/incoming_bytes.h"
#include "raft/types.h"

namespace raft::http {

// What an idle stream says now and then, so that its other end knows that it
// lives. It is for nobody's node.
Message LinkHeartbeat();
bool IsLinkHeartbeat(const Message& message);

using TakeMessage = std::function<void(Message&&)>;

// The receiving end. A value; for one thread.
class MessageStreamReader {
 public:
  // A frame that says it is longer is an error, whether or not it comes.
  explicit MessageStreamReader(uint64_t frame_bytes_max)
      : frame_bytes_max_(frame_bytes_max) {}

  // Takes bytes as they arrive, cut anywhere, and hands on each message that is
  // whole, but for link heartbeats. kBadBytes, saying what is wrong: the rest
  // of the stream means nothing, and this is not to be called again.
  Result<void> Read(std::string_view bytes, const TakeMessage& take);
  // True if the last frame has ended: where a stream may end.
  bool between_frames() const { return !length_ && bytes_.size() == 0; }

 private:
  uint64_t frame_bytes_max_;
  IncomingBytes bytes_;
  std::optional<uint64_t> length_;  // Of the frame whose message is to come.
};

// The sending end: appends the frame of `message` to `out`.
void AppendMessageFrame(const Message& message, std::string& out);

// What both kinds of streams hold: a message behind its length.
namespace frame {

// kBadBytes if a frame may not be as long.
Result<void> CheckLength(uint64_t length, uint64_t frame_bytes_max);
// Appends `encoded` behind its length.
void AppendWithLength(std::string_view encoded, std::string& out);

}  // namespace frame
}  // namespace raft::http
