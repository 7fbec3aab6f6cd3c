#include "raft/behaviour/origins.h"

#include <algorithm>
#include <array>

namespace raft::behaviour {
namespace {

using enum MessageType;

// A column per class of terms, and in it a letter per class of senders: `.` may
// be, `x` cannot.
struct Row {
  MessageType type;
  std::string_view zero, lower, own, next, beyond;
};

// In the order of Sender: nobody, self, peer, stranger, thread.
constexpr std::array<Row, kMessageTypes> kTable = {{
    // What the application tells its node.
    {kHup, ".....", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    {kBeat, ".....", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    // Passed on from node to node, with its first sender's name.
    {kProp, "....x", "....x", "....x", "....x", "....x"},
    {kApp, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    // A leader acknowledges its own entries, when they are durable.
    {kAppResp, "xxxxx", "x...x", "x...x", "xx..x", "xx..x"},
    {kVote, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    // A candidate votes for itself.
    {kVoteResp, "xxxxx", "x...x", "x...x", "xx..x", "xx..x"},
    {kSnap, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    {kHeartbeat, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    {kHeartbeatResp, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    {kUnreachable, ".....", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    {kSnapStatus, ".....", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    {kCheckQuorum, ".....", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    // The application's, or passed on to the leader of a term. The sender is
    // the one who is to lead.
    {kTransferLeader, "....x", "x...x", "x...x", "x...x", "x...x"},
    {kTimeoutNow, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    {kReadIndex, "....x", "....x", "....x", "....x", "....x"},
    {kReadIndexResp, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    {kPreVote, "xxxxx", "xx..x", "xx..x", "xx..x", "xx..x"},
    // The own pre-vote is for the term after the own one.
    {kPreVoteResp, "xxxxx", "x...x", "x...x", "x...x", "xx..x"},
    // What a node tells its threads comes to no node.
    {kStorageAppend, "xxxxx", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    {kStorageAppendResp, "xxxx.", "xxxx.", "xxxx.", "xxxxx", "xxxxx"},
    {kStorageApply, "xxxxx", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
    {kStorageApplyResp, "xxxx.", "xxxx.", "xxxx.", "xxxxx", "xxxxx"},
    {kForgetLeader, "..xxx", "xxxxx", "xxxxx", "xxxxx", "xxxxx"},
}};

}  // namespace

Sender SenderOf(NodeId from, NodeId self, const IdList& members) {
  if (from == kNone) return Sender::kNobody;
  if (from == self) return Sender::kSelf;
  if (IsLocalTarget(from)) return Sender::kThread;
  const bool peer =
      std::find(members.begin(), members.end(), from) != members.end();
  return peer ? Sender::kPeer : Sender::kStranger;
}

TermOf TermClassOf(Term term, Term own) {
  if (term == 0) return TermOf::kZero;
  if (term <= own) return term < own ? TermOf::kLower : TermOf::kOwn;
  return term == own + 1 ? TermOf::kNext : TermOf::kBeyond;
}

bool CannotBe(MessageType type, Sender sender, TermOf term, bool reject,
              bool async) {
  const Row& row = kTable[static_cast<size_t>(type)];
  const std::array<std::string_view, kTerms> columns = {
      row.zero, row.lower, row.own, row.next, row.beyond};
  const std::string_view column = columns[static_cast<size_t>(term)];
  if (column[static_cast<size_t>(sender)] == 'x') return true;
  const bool of_thread = type == kStorageAppendResp ||
                         type == kStorageApplyResp;
  if (of_thread) return !async;
  // Nobody refuses himself.
  const bool answers =
      type == kAppResp || type == kVoteResp || type == kPreVoteResp;
  return answers && reject && sender == Sender::kSelf;
}

}  // namespace raft::behaviour
