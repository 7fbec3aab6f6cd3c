// Linearizable reads without a log entry (Raft thesis §6.4).
#include <utility>

#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

void Raft::HandleReadIndex(Message& message) {
  // Before its first commit a leader does not know which entries of its
  // predecessors are committed (Raft thesis §6.4, step 1). The reference lets a
  // single voter pass here; but its own commit index may have been lost in a
  // crash, and with it writes that clients were told of
  // (corpus/traces/single_voter_reads_before_commit.textproto).
  if (!CommittedInThisTerm()) {
    pending_reads_.push_back(std::move(message));
    return;
  }
  StartRead(message);
}

bool Raft::CommittedInThisTerm() const {
  return log_.TermOrZero(log_.committed()) == term_;
}

void Raft::StartRead(Message& message) {
  // A leader that is the only voter needs nobody's word. The reference asks
  // only whether there is a single voter; but that can be another node, when
  // this one was removed and leads on until it hears of a new term: then its
  // answers are stale (corpus/traces/removed_leader_reads_alone.textproto).
  const bool alone = tracker_.IsSingleton() && tracker_.voters().Contains(id());
  if (alone || config_.read_only_option == ReadOnlyOption::kLeaseBased) {
    AnswerRead(message, log_.committed());
    return;
  }
  read_only_.Add(std::move(message), log_.committed());
  read_only_.Acknowledge(id(), *read_only_.NewestPosition());
  BroadcastHeartbeat();
}

// Tells whoever asked that it may read once `index` is applied.
void Raft::AnswerRead(Message& request, Index index) {
  if (request.from == kNone || request.from == id()) {
    read_states_.push_back({index, std::move(request.entries[0].data)});
    return;
  }
  Message& answer = Emit(MessageType::kReadIndexResp, request.from);
  answer.index = index;
  answer.entries = std::move(request.entries);
}

void Raft::ReleasePendingReads() {
  if (pending_reads_.empty() || !CommittedInThisTerm()) return;
  std::vector<Message> reads = std::exchange(pending_reads_, {});
  for (Message& read : reads) StartRead(read);
}

void Raft::ReleaseConfirmedReads() {
  if (read_only_.waiting() == 0) return;
  for (ReadOnly::Read& read : read_only_.TakeConfirmed(tracker_.voters())) {
    AnswerRead(read.request, read.index);
  }
}

}  // namespace raft
