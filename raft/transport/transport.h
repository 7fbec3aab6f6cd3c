// Transport: what a driver's messages are sent through. To send them in another
// way, implement it; Effects::Send is where a driver hands them over.
#pragma once

#include "raft/types.h"

namespace raft {

// Raft asks little of it: messages may be lost, delayed, doubled and reordered,
// without a word. They must not be changed, and nothing may arrive that was not
// sent. What hurts is silence about a snapshot: report what became of one with
// RawNode::ReportSnapshot, and a peer out of reach with ReportUnreachable.
//
// Owned by the application; outlives whoever sends through it. Called from the
// threads that drive the nodes: an implementation says whether those may be
// several.
class Transport {
 public:
  virtual ~Transport() = default;
  // Takes a message for `message.to`. Never waits and never calls back into a
  // node: what cannot be sent now is queued or dropped, and dropping is safe,
  // for nodes ask again.
  virtual void Send(Message&& message) = 0;
};

}  // namespace raft
