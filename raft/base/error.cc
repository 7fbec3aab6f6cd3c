#include "raft/base/error.h"

namespace raft {

std::string_view ErrorText(ErrorCode code) {
  switch (code) {
    case ErrorCode::kCompacted:
      return "requested index is unavailable due to compaction";
    case ErrorCode::kUnavailable:
      return "requested entry at index is unavailable";
    case ErrorCode::kSnapshotOutOfDate:
      return "requested index is older than the existing snapshot";
    case ErrorCode::kSnapshotTemporarilyUnavailable:
      return "snapshot is temporarily unavailable";
    case ErrorCode::kLogTemporarilyUnavailable:
      return "requested entries are temporarily unavailable";
    case ErrorCode::kProposalDropped:
      return "raft proposal dropped";
    case ErrorCode::kStepLocalMessage:
      return "raft: cannot step raft local message";
    case ErrorCode::kStepPeerNotFound:
      return "raft: cannot step as peer not found";
    case ErrorCode::kImpossible:
      return "no correct peer sends this message";
    case ErrorCode::kBadBytes:
      return "bytes do not decode";
    case ErrorCode::kBadConfig:
      return "bad configuration";
    case ErrorCode::kBadConfChange:
      return "bad membership change";
    case ErrorCode::kBadState:
      return "bad durable state";
    case ErrorCode::kIo:
      return "input or output failed";
    case ErrorCode::kStopped:
      return "raft: stopped";
  }
  return "unknown error";
}

}  // namespace raft
