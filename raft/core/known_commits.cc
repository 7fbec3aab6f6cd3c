// What is known to be committed, though no leader says so.
//
// Memberships count from when they are applied (Raft thesis §4.1 has them count
// from when they are appended), so who has not heard of a commit goes by an old
// one. To leave it at that (raft/DEVIATIONS.md, R05 and R06) is not live, and
// where a crash may take a commit index that was never synced (raw_node.h), not
// safe.
#include <utility>

#include "raft/base/check.h"
#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

// A membership change is proposed only when the one before it is applied: by
// the leader's check, or by the application's promise where that is switched off
// (disable_conf_change_validation in config.h). A log does not say whether the
// promise was kept, and nothing else could, short of a mark in the entries,
// whose bytes are the reference's. So where two stand in a log after what is
// applied, the first is committed. A candidate that went by the membership
// before both would be elected by a quorum that need not meet those of the
// membership after both: two leaders of one term, and lost commits
// (corpus/traces/second_change_does_not_show_the_first.textproto).
void Raft::CommitAllButTheLastChange() {
  Index before = 0;
  Index last = 0;
  ScanChanges(log_.LastIndex(), [&](Index index) {
    before = std::exchange(last, index);
    return true;
  });
  if (before <= log_.committed()) return;
  Log(LogLevel::kInfo,
      "{:x} takes entry {} for committed: entry {} changes the membership "
      "after it",
      id(), before, last);
  log_.CommitTo(before);
}

// The node with the longest log can be one that does not campaign: it has not
// applied its promotion yet, or has applied its removal. Where others, who know
// more or less, need its vote, it refuses them, and nobody leads who could tell
// either side what the other one knows. So such a node claims in its refusal
// what it knows to be committed, and a candidate that knows more asks again and
// claims that. Who has the entry that is claimed has all before it (log
// matching, Raft paper §5.3), and may take them for committed
// (corpus/traces/commits_are_not_claimed.textproto).
//
// The index travels as the commit index, and the term of its entry as the
// context.
void Raft::ClaimCommit(Message& message) const {
  const Result<Term> term = log_.TermAt(log_.committed());
  RAFT_CHECK(term.has_value(), "the term of the committed entry {}: {}",
             log_.committed(), term.error().Text());
  message.commit = log_.committed();
  message.context = EncodePosition(*term);
}

bool Raft::ClaimsCommit(const Message& message) {
  return DecodePosition(message.context).has_value();
}

// What is committed remains so: a claim of an older term is as good
// (corpus/traces/claims_of_older_terms_are_not_heard.textproto).
void Raft::LearnCommit(const Message& message) {
  const auto term = DecodePosition(message.context);
  if (!term || role_ == Role::kLeader || message.commit <= log_.committed() ||
      !log_.Matches({*term, message.commit})) {
    return;
  }
  Log(LogLevel::kInfo, "{:x} hears from {:x} that entry {} is committed", id(),
      message.from, message.commit);
  log_.CommitTo(message.commit);
  // A candidate would count its votes by a membership that others have left.
  if (role_ != Role::kFollower && HasUnappliedConfChanges()) {
    BecomeFollower(term_, kNone);
  }
}

void Raft::AnswerClaim(const Message& refusal) {
  if (!refusal.reject || !ClaimsCommit(refusal)) return;
  LearnCommit(refusal);
  const bool campaigns =
      role_ == Role::kCandidate || role_ == Role::kPreCandidate;
  if (campaigns && refusal.commit < log_.committed() && refusal.from != id() &&
      tracker_.voters().Contains(refusal.from)) {
    ClaimCommit(RequestVote(refusal.from));
  }
}

}  // namespace raft
