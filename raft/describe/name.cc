#include "raft/describe/name.h"

#include <utility>

namespace raft {

std::string_view Name(MessageType type) {
  switch (type) {
    case MessageType::kHup:
      return "MsgHup";
    case MessageType::kBeat:
      return "MsgBeat";
    case MessageType::kProp:
      return "MsgProp";
    case MessageType::kApp:
      return "MsgApp";
    case MessageType::kAppResp:
      return "MsgAppResp";
    case MessageType::kVote:
      return "MsgVote";
    case MessageType::kVoteResp:
      return "MsgVoteResp";
    case MessageType::kSnap:
      return "MsgSnap";
    case MessageType::kHeartbeat:
      return "MsgHeartbeat";
    case MessageType::kHeartbeatResp:
      return "MsgHeartbeatResp";
    case MessageType::kUnreachable:
      return "MsgUnreachable";
    case MessageType::kSnapStatus:
      return "MsgSnapStatus";
    case MessageType::kCheckQuorum:
      return "MsgCheckQuorum";
    case MessageType::kTransferLeader:
      return "MsgTransferLeader";
    case MessageType::kTimeoutNow:
      return "MsgTimeoutNow";
    case MessageType::kReadIndex:
      return "MsgReadIndex";
    case MessageType::kReadIndexResp:
      return "MsgReadIndexResp";
    case MessageType::kPreVote:
      return "MsgPreVote";
    case MessageType::kPreVoteResp:
      return "MsgPreVoteResp";
    case MessageType::kStorageAppend:
      return "MsgStorageAppend";
    case MessageType::kStorageAppendResp:
      return "MsgStorageAppendResp";
    case MessageType::kStorageApply:
      return "MsgStorageApply";
    case MessageType::kStorageApplyResp:
      return "MsgStorageApplyResp";
    case MessageType::kForgetLeader:
      return "MsgForgetLeader";
  }
  std::unreachable();
}

std::string_view Name(EntryType type) {
  switch (type) {
    case EntryType::kNormal:
      return "EntryNormal";
    case EntryType::kConfChange:
      return "EntryConfChange";
    case EntryType::kConfChangeV2:
      return "EntryConfChangeV2";
  }
  std::unreachable();
}

std::string_view Name(Role role) {
  switch (role) {
    case Role::kFollower:
      return "StateFollower";
    case Role::kCandidate:
      return "StateCandidate";
    case Role::kLeader:
      return "StateLeader";
    case Role::kPreCandidate:
      return "StatePreCandidate";
  }
  std::unreachable();
}

std::string_view Name(ConfChangeType type) {
  switch (type) {
    case ConfChangeType::kAddNode:
      return "ConfChangeAddNode";
    case ConfChangeType::kRemoveNode:
      return "ConfChangeRemoveNode";
    case ConfChangeType::kUpdateNode:
      return "ConfChangeUpdateNode";
    case ConfChangeType::kAddLearnerNode:
      return "ConfChangeAddLearnerNode";
  }
  std::unreachable();
}

std::string_view Name(ConfChangeTransition transition) {
  switch (transition) {
    case ConfChangeTransition::kAuto:
      return "ConfChangeTransitionAuto";
    case ConfChangeTransition::kJointImplicit:
      return "ConfChangeTransitionJointImplicit";
    case ConfChangeTransition::kJointExplicit:
      return "ConfChangeTransitionJointExplicit";
  }
  std::unreachable();
}

}  // namespace raft
