// Who may send what, and in which term: a table that is written from the
// protocol, not from the code under test. For the tests of what is refused.
#pragma once

#include <string_view>

#include "raft/types.h"

namespace raft::behaviour {

// Seen from the node that a message comes to.
enum class Sender { kNobody, kSelf, kPeer, kStranger, kThread };
inline constexpr int kSenders = 5;
enum class TermOf { kZero, kLower, kOwn, kNext, kBeyond };
inline constexpr int kTerms = 5;

// REQUIRES: `self` is a node.
Sender SenderOf(NodeId from, NodeId self, const IdList& members);
// A term of 0 is kZero, whatever the node's own is.
TermOf TermClassOf(Term term, Term own);

// True if no correct node, application or storage thread sends such a message,
// whatever else is in it. `reject` is the message's; `async`: the node has
// storage threads.
bool CannotBe(MessageType type, Sender sender, TermOf term, bool reject,
              bool async);

}  // namespace raft::behaviour
