// Messages of a lower term than this node's: they change nothing here, and
// their senders must hear so where they would not otherwise.
#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

// Who is so many terms ahead was not heard by others for long, and who is so
// many behind has heard of none.
constexpr Term kLongAgo = 3;

void Raft::StepLowerTerm(const Message& message) {
  const bool of_long_ago = term_ - message.term >= kLongAgo;
  const bool from_old_leader = message.type == MessageType::kHeartbeat ||
                               message.type == MessageType::kApp;
  // But for the first two (raft/DEVIATIONS.md, R08): a learner whose term a
  // stale candidate has raised, a candidate that does not know that its leader
  // votes and so never asks it, and one that the others do not listen to
  // because they use leases, would never hear from that leader again.
  const bool stuck = config_.check_quorum || config_.pre_vote ||
                     !tracker_.voters().Contains(id()) ||
                     !tracker_.voters().Contains(message.from) ||
                     (lead_ == kNone && of_long_ago);
  if (from_old_leader && stuck) {
    // This node may have raised its term alone, behind a partition. With
    // leases or pre-votes it will not be elected, and it cannot follow an older
    // term: telling the leader of the higher term frees it.
    Emit(MessageType::kAppResp, message.from);
  } else if (message.type == MessageType::kPreVote) {
    // An answer may end the campaign of a candidate of a lower term that
    // would otherwise wait for ever when nodes disagree about using pre-votes.
    const EntryId last = log_.LastEntryId();
    Log(LogLevel::kInfo,
        "{:x} [logterm: {}, index: {}, vote: {:x}] rejected {} from {:x} "
        "[logterm: {}, index: {}] at term {}",
        id(), last.term, last.index, vote_, Name(message.type), message.from,
        message.log_term, message.index, term_);
    Emit(MessageType::kPreVoteResp, message.from).reject = true;
  } else if (message.type == MessageType::kVote &&
             (of_long_ago || !tracker_.voters().Contains(message.from))) {
    // As in the paper (§5.1), and otherwise than in the reference (R09): a
    // candidate that only this node can elect would count its terms up one by
    // one, while others raise this one's as fast. One whom this node asks for
    // its own vote hears of its term anyway.
    Emit(MessageType::kVoteResp, message.from).reject = true;
    YieldTo(message);
  } else if (message.reject && ClaimsCommit(message)) {
    // Who refuses a pre-vote may never have been in this node's term.
    AnswerClaim(message);
  } else if (message.type == MessageType::kStorageAppendResp) {
    StorageAppended(message.term, {message.log_term, message.index},
                    message.snapshot);
  } else {
    Log(LogLevel::kInfo,
        "{:x} [term: {}] ignored a {} message with lower term from {:x} "
        "[term: {}]",
        id(), term_, Name(message.type), message.from, message.term);
  }
}

}  // namespace raft
