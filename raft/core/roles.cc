// What a leader, a candidate and a follower make of a message of their term.
#include <utility>

#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

Result<void> Raft::StepLeader(Message& message) {
  switch (message.type) {
    case MessageType::kBeat:
      BroadcastHeartbeat();
      return {};
    case MessageType::kCheckQuorum:
      CheckQuorumActive();
      return {};
    case MessageType::kProp:
      return Propose(message);
    case MessageType::kReadIndex:
      HandleReadIndex(message);
      return {};
    case MessageType::kForgetLeader:
      return {};
    default:
      break;
  }
  Progress* progress = tracker_.progress().Find(message.from);
  if (progress == nullptr) {
    Log(LogLevel::kDebug, "{:x} no progress available for {:x}", id(),
        message.from);
    return {};
  }
  StepLeaderFrom(message, *progress);
  return {};
}

void Raft::StepLeaderFrom(Message& message, Progress& progress) {
  switch (message.type) {
    case MessageType::kAppResp:
      HandleAppendResponse(message, progress);
      break;
    case MessageType::kHeartbeatResp:
      HandleHeartbeatResponse(message, progress);
      break;
    case MessageType::kSnapStatus:
      HandleSnapshotStatus(message, progress);
      break;
    case MessageType::kUnreachable:
      HandleUnreachable(message, progress);
      break;
    case MessageType::kTransferLeader:
      HandleTransferLeader(message, progress);
      break;
    default:
      break;
  }
}

Result<void> Raft::StepCandidate(Message& message) {
  switch (message.type) {
    case MessageType::kProp:
      Log(LogLevel::kInfo, "{:x} no leader at term {}; dropping proposal", id(),
          term_);
      return Fail(ErrorCode::kProposalDropped);
    case MessageType::kApp:
    case MessageType::kHeartbeat:
    case MessageType::kSnap:
      // Somebody else won this term.
      BecomeFollower(message.term, message.from);
      return StepFollower(message);
    case MessageType::kVoteResp:
    case MessageType::kPreVoteResp:
      HandleVoteResponse(message);
      return {};
    case MessageType::kTimeoutNow:
      Log(LogLevel::kDebug,
          "{:x} [term {} state {}] ignored MsgTimeoutNow from {:x}", id(),
          term_, Name(role_), message.from);
      return {};
    default:
      return {};
  }
}

Result<void> Raft::StepFollower(Message& message) {
  switch (message.type) {
    case MessageType::kProp:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo, "{:x} no leader at term {}; dropping proposal",
            id(), term_);
        return Fail(ErrorCode::kProposalDropped);
      }
      if (config_.disable_proposal_forwarding) {
        Log(LogLevel::kInfo,
            "{:x} not forwarding to leader {:x} at term {}; dropping proposal",
            id(), lead_, term_);
        return Fail(ErrorCode::kProposalDropped);
      }
      Forward(message);
      return {};
    case MessageType::kApp:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleAppend(message);
      return {};
    case MessageType::kHeartbeat:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleHeartbeat(message);
      return {};
    case MessageType::kSnap:
      election_elapsed_ = 0;
      lead_ = message.from;
      HandleSnapshot(message);
      return {};
    case MessageType::kTransferLeader:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo,
            "{:x} no leader at term {}; dropping leader transfer msg", id(),
            term_);
        return {};
      }
      Forward(message);
      return {};
    case MessageType::kForgetLeader:
      if (config_.read_only_option == ReadOnlyOption::kLeaseBased) {
        Log(LogLevel::kError,
            "ignoring MsgForgetLeader due to ReadOnlyLeaseBased");
        return {};
      }
      if (lead_ != kNone) {
        Log(LogLevel::kInfo, "{:x} forgetting leader {:x} at term {}", id(),
            lead_, term_);
        lead_ = kNone;
      }
      return {};
    case MessageType::kTimeoutNow:
      Log(LogLevel::kInfo,
          "{:x} [term {}] received MsgTimeoutNow from {:x} and starts an "
          "election to get leadership.",
          id(), term_, message.from);
      // Never a pre-vote: the leader itself has asked for this, and has given
      // up its lease.
      promise_ = 0;
      StartElection(Campaign::kTransfer);
      return {};
    case MessageType::kReadIndex:
      if (lead_ == kNone) {
        Log(LogLevel::kInfo,
            "{:x} no leader at term {}; dropping index reading msg", id(),
            term_);
        return {};
      }
      Forward(message);
      return {};
    case MessageType::kReadIndexResp:
      if (message.entries.size() != 1) {
        Log(LogLevel::kError,
            "{:x} invalid format of MsgReadIndexResp from {:x}, entries count: "
            "{}",
            id(), message.from, message.entries.size());
        return {};
      }
      read_states_.push_back({message.index, message.entries[0].data});
      return {};
    default:
      return {};
  }
}

}  // namespace raft
