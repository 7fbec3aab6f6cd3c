// Elections, leases and leadership transfer (Raft paper §5.2, §5.4.1; Raft
// thesis §3.10, §4.2.3, §6.2, §9.6).
#include <string_view>
#include <utility>

#include "raft/base/check.h"
#include "raft/core/raft.h"
#include "raft/core/voted_log.h"
#include "raft/describe/describe.h"

namespace raft {
namespace {

// The context of a vote request that the old leader asked for: voters need not
// wait until its lease ends.
constexpr std::string_view kTransferContext = "CampaignTransfer";

// What a candidate asks others for.
MessageType RequestOf(Role role) {
  return role == Role::kPreCandidate ? MessageType::kPreVote
                                     : MessageType::kVote;
}

MessageType ResponseTo(MessageType vote) {
  return vote == MessageType::kVote ? MessageType::kVoteResp
                                    : MessageType::kPreVoteResp;
}

}  // namespace

void Raft::StartElection(Campaign campaign) {
  if (role_ == Role::kLeader) {
    Log(LogLevel::kDebug, "{:x} ignoring MsgHup because already leader", id());
    return;
  }
  if (!Promotable()) {
    Log(LogLevel::kWarn, "{:x} is unpromotable and can not campaign", id());
    return;
  }
  CommitAllButTheLastChange();
  // A committed change that is not applied here means that this node would
  // count its votes by a configuration that others have left.
  if (HasUnappliedConfChanges()) {
    Log(LogLevel::kWarn,
        "{:x} cannot campaign at term {} since there are still pending "
        "configuration changes to apply",
        id(), term_);
    return;
  }
  Log(LogLevel::kInfo, "{:x} is starting a new election at term {}", id(),
      term_);
  RunCampaign(campaign);
}

bool Raft::HasUnappliedConfChanges() const {
  bool found = false;
  ScanChanges(log_.committed(), [&](Index) {
    found = true;
    return false;
  });
  return found;
}

void Raft::RunCampaign(Campaign campaign) {
  if (campaign == Campaign::kPreElection) {
    BecomePreCandidate();
  } else {
    BecomeCandidate();
  }
  for (const NodeId voter : tracker_.voters().All()) {
    if (voter == id()) {
      // The own vote counts when it is durable, like everybody else's.
      Emit(ResponseTo(RequestOf(role_)), voter).term = AskedTerm();
      continue;
    }
    Message& message = RequestVote(voter);
    if (campaign == Campaign::kTransfer) {
      message.context = Payload(kTransferContext);
    }
  }
}

// The term for which a candidate asks for votes.
Term Raft::AskedTerm() const {
  return role_ == Role::kPreCandidate ? term_ + 1 : term_;
}

Message& Raft::RequestVote(NodeId voter) {
  const MessageType request = RequestOf(role_);
  const EntryId last = log_.LastEntryId();
  Log(LogLevel::kInfo,
      "{:x} [logterm: {}, index: {}] sent {} request to {:x} at term {}", id(),
      last.term, last.index, Name(request), voter, term_);
  Message& message = Emit(request, voter);
  message.term = AskedTerm();
  message.index = last.index;
  message.log_term = last.term;
  return message;
}

bool Raft::IgnoresForLease(const Message& message) const {
  if (message.type != MessageType::kVote &&
      message.type != MessageType::kPreVote) {
    return false;
  }
  const bool in_lease = config_.check_quorum && lead_ != kNone &&
                        election_elapsed_ < config_.election_tick;
  if (!in_lease || message.context.view() == kTransferContext) return false;
  const EntryId last = log_.LastEntryId();
  Log(LogLevel::kInfo,
      "{:x} [logterm: {}, index: {}, vote: {:x}] ignored {} from {:x} "
      "[logterm: {}, index: {}] at term {}: lease is not expired (remaining "
      "ticks: {})",
      id(), last.term, last.index, vote_, Name(message.type), message.from,
      message.log_term, message.index, term_,
      config_.election_tick - election_elapsed_);
  return true;
}

// True for a vote request that a promise forbids to help: one that comes
// before the lease of a leader can be over. What the leader itself asked for
// is no such request, it has given up its lease. (That this node knows who
// leads, as IgnoresForLease asks, is not enough: the answer to a message of an
// older term can have raised its own since.)
bool Raft::BreaksPromise(const Message& message) const {
  if (promise_ == 0 || (message.type != MessageType::kVote &&
                        message.type != MessageType::kPreVote)) {
    return false;
  }
  if (message.context.view() == kTransferContext) return false;
  Log(LogLevel::kInfo, "{:x} ignored {} from {:x}: a lease has {} ticks left",
      id(), Name(message.type), message.from, promise_);
  return true;
}

void Raft::AnswerVote(const Message& message) {
  LearnCommit(message);
  // A vote may be repeated, or given while nobody is known to lead. A pre-vote
  // for a future term binds nobody.
  const bool can_vote =
      vote_ == message.from || (vote_ == kNone && lead_ == kNone) ||
      (message.type == MessageType::kPreVote && message.term > term_);
  const bool granted =
      can_vote && log_.IsUpToDate({message.log_term, message.index});
  const EntryId last = log_.LastEntryId();
  Log(LogLevel::kInfo,
      "{:x} [logterm: {}, index: {}, vote: {:x}] {} {} {} {:x} [logterm: {}, "
      "index: {}] at term {}",
      id(), last.term, last.index, vote_, granted ? "cast" : "rejected",
      Name(message.type), granted ? "for" : "from", message.from,
      message.log_term, message.index, term_);
  Message& answer = Emit(ResponseTo(message.type), message.from);
  answer.reject = !granted;
  if (!granted) {
    // Once: the request that this leads to says itself what is committed.
    if (!Promotable() && !ClaimsCommit(message)) ClaimCommit(answer);
    YieldTo(message);
    return;
  }
  // The term of the request: a pre-vote is granted for a term that this node
  // has not reached.
  answer.term = message.term;
  if (message.type == MessageType::kVote) {
    election_elapsed_ = 0;
    vote_ = message.from;
    answer.context = EncodeVotedLog({message.log_term, message.index});
  }
}

// Whom this node does not ask for its vote hears of its campaigns too late, if
// at all: it comes with the term that this one had before, is refused, and the
// same happens again when both have timed out (raft/DEVIATIONS.md, R07).
// If the log of the other one is longer, and only it can be elected, that lasts
// until it happens to time out twice in a row. So it is given the time
// (corpus/traces/candidates_race_for_terms.textproto). Once in a term: such a
// race raises the terms, and a node that was removed, cannot hear so and asks
// on and on would be given all the time there is
// (raft/behaviour/yields_test.cc).
void Raft::YieldTo(const Message& refused) {
  const EntryId theirs = {refused.log_term, refused.index};
  if (!yielded_ && lead_ == kNone &&
      !tracker_.voters().Contains(refused.from) && log_.IsUpToDate(theirs) &&
      theirs != log_.LastEntryId()) {
    yielded_ = true;
    election_elapsed_ = 0;
  }
}

void Raft::HandleVoteResponse(const Message& message) {
  if (message.type != ResponseTo(RequestOf(role_))) return;
  // With asynchronous writes a request leaves before the log that it speaks of
  // is durable. After a crash this node can ask again in the same term, with a
  // shorter log, and a vote for the longer one must not elect it
  // (raft/DEVIATIONS.md, R03). A peer that does not echo what it voted for is
  // trusted.
  const bool voted_for_another_log =
      message.type == MessageType::kVoteResp && !message.reject &&
      !message.context.empty() &&
      DecodeVotedLog(message.context) != log_.LastEntryId();
  if (voted_for_another_log) return;
  if (message.reject) {
    Log(LogLevel::kInfo, "{:x} received {} rejection from {:x} at term {}",
        id(), Name(message.type), message.from, term_);
  } else {
    Log(LogLevel::kInfo, "{:x} received {} from {:x} at term {}", id(),
        Name(message.type), message.from, term_);
  }
  AnswerClaim(message);
  if (role_ == Role::kFollower) return;
  tracker_.RecordVote(message.from, !message.reject);
  const Tally tally = tracker_.TallyVotes();
  Log(LogLevel::kInfo, "{:x} has received {} {} votes and {} vote rejections",
      id(), tally.granted, Name(message.type), tally.rejected);
  switch (tally.result) {
    case VoteResult::kWon:
      if (role_ == Role::kPreCandidate) {
        RunCampaign(Campaign::kElection);
      } else if (tracker_.VoteOf(id()) == true) {
        // With asynchronous writes the others' votes can be here before the
        // own one, which says that the term is durable. A leader that forgot
        // its term in a crash could be elected in it again (R04).
        BecomeLeader();
        BroadcastAppend();
      }
      break;
    case VoteResult::kLost:
      // The term of a lost pre-vote is not entered: this node keeps its own.
      BecomeFollower(term_, kNone);
      break;
    case VoteResult::kPending:
      break;
  }
}

void Raft::CheckQuorumActive() {
  if (!tracker_.QuorumActive()) {
    Log(LogLevel::kWarn,
        "{:x} stepped down to follower since quorum is not active", id());
    BecomeFollower(term_, kNone);
  }
  for (auto& [peer, progress] : tracker_.progress()) {
    if (peer != id()) progress.recent_active = false;
  }
}

void Raft::HandleTransferLeader(const Message& message,
                                const Progress& progress) {
  const NodeId target = message.from;
  if (progress.is_learner) {
    Log(LogLevel::kDebug, "{:x} is learner. Ignored transferring leadership",
        id());
    return;
  }
  if (lead_transferee_ != kNone) {
    if (lead_transferee_ == target) {
      Log(LogLevel::kInfo,
          "{:x} [term {}] transfer leadership to {:x} is in progress, ignores "
          "request to same node {:x}",
          id(), term_, target, target);
      return;
    }
    const NodeId previous = std::exchange(lead_transferee_, kNone);
    Log(LogLevel::kInfo,
        "{:x} [term {}] abort previous transferring leadership to {:x}", id(),
        term_, previous);
  }
  if (target == id()) {
    Log(LogLevel::kDebug,
        "{:x} is already leader. Ignored transferring leadership to self",
        id());
    return;
  }
  Log(LogLevel::kInfo, "{:x} [term {}] starts to transfer leadership to {:x}",
      id(), term_, target);
  // The transfer must be over within one election timeout.
  election_elapsed_ = 0;
  lead_transferee_ = target;
  if (progress.match == log_.LastIndex()) {
    SendTimeoutNow(target);
    Log(LogLevel::kInfo,
        "{:x} sends MsgTimeoutNow to {:x} immediately as {:x} already has "
        "up-to-date log",
        id(), target, target);
  } else {
    MaybeSendAppend(target, *tracker_.progress().Find(target), true);
  }
}

void Raft::SendTimeoutNow(NodeId to) {
  Emit(MessageType::kTimeoutNow, to);
  lease_.Forfeit();
}

}  // namespace raft
