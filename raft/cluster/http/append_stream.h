// The append stream of the field's peer protocol (etcd's rafthttp, its second
// form of it): as the message stream, with a short form for an append that
// follows on the one before. Both ends remember where that one ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/cluster/http/incoming_bytes.h"
#include "raft/cluster/http/message_stream.h"
#include "raft/types.h"

namespace raft::http {

// Where the last append on a stream ended: {0, 0} at its start.
struct AppendStreamPlace {
  Term term = 0;
  Index index = 0;
  // Moves on behind a message that was sent whole.
  void MoveBehind(const Message& message);
};

// The sending end, of one stream. A value; for one thread.
class AppendStreamWriter {
 public:
  // Appends the frame of an append, or of a link heartbeat, to `out`.
  void Write(const Message& message, std::string& out);

 private:
  AppendStreamPlace place_;
};

// The receiving end, of one stream. A value; for one thread.
class AppendStreamReader {
 public:
  // Appends come from `peer` to `own`. A frame that says it is longer is an
  // error, whether or not it comes.
  AppendStreamReader(NodeId peer, NodeId own, uint64_t frame_bytes_max)
      : peer_(peer), own_(own), frame_bytes_max_(frame_bytes_max) {}

  // As MessageStreamReader::Read.
  Result<void> Read(std::string_view bytes, const TakeMessage& take);
  bool between_frames() const {
    return part_ == Part::kKind && bytes_.size() == 0;
  }

 private:
  // What is to come next.
  enum class Part : uint8_t {
    kKind,
    kCount,         // Of the entries of a short append.
    kEntryLength,   // Of each of them,
    kEntry,         // and the entry itself.
    kCommit,        // Behind the last of them.
    kMessageLength,
    kMessage,
  };

  Result<bool> Step(const TakeMessage& take);
  Result<void> ReadKind(uint8_t kind);
  Result<bool> ReadLength(Part next);
  Result<bool> ReadEntry();
  Result<bool> ReadMessage(const TakeMessage& take);
  void EndShortAppend(Index commit, const TakeMessage& take);

  NodeId peer_;
  NodeId own_;
  uint64_t frame_bytes_max_;
  IncomingBytes bytes_;
  AppendStreamPlace place_;
  Part part_ = Part::kKind;
  uint64_t length_ = 0;        // Of the entry or message that is to come.
  uint64_t entries_left_ = 0;  // Of the short append that is coming in,
  uint64_t frame_bytes_ = 0;   // how long its frame is so far,
  EntryList entries_;          // and what it has so far.
};

}  // namespace raft::http
