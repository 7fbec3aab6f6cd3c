// Linearizable reads without a log entry (Raft thesis §6.4).
#include <utility>

#include "raft/core/raft.h"
#include "raft/describe/describe.h"

namespace raft {

void Raft::HandleReadIndex(Message& message) {
  // Before its first commit a leader does not know which entries of its
  // predecessors are committed (Raft thesis §6.4, step 1). Nor does a single
  // voter (raft/DEVIATIONS.md, R10): its own commit index may have been lost in
  // a crash, and with it writes that clients were told of.
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
  // A leader that is the only voter needs nobody's word. That there is a single
  // voter is not enough (R11): it can be another node, when this one was removed
  // and leads on until it hears of a new term.
  const bool alone = tracker_.IsSingleton() && tracker_.voters().Contains(id());
  if (alone || HoldsLease()) {
    AnswerRead(message, log_.committed());
    return;
  }
  read_only_.Add(std::move(message), log_.committed());
  read_only_.Acknowledge(id(), *read_only_.NewestPosition());
  BroadcastHeartbeat();
  // In a joint membership of this node alone nobody else will answer (R12).
  ReleaseConfirmedReads();
}

// An acknowledgement counts from when it was asked for, not from when it comes,
// and a voter that restarts or steps up has not forgotten it (R02): answers at
// once while a quorum's promises last, and asks for a confirmation when they do
// not.
bool Raft::HoldsLease() const {
  return uses_leases() && config_.lease_margin < config_.election_tick &&
         lease_.Holds(tracker_.voters(), id(),
                      config_.election_tick - config_.lease_margin);
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
