#include "invariants/ghost.h"

#include <algorithm>

namespace invariants {
namespace {

template <typename T>
T& At(std::vector<T>& values, size_t position) {
  if (position >= values.size()) values.resize(position + 1);
  return values[position];
}

void RememberLeader(const Step& step, Ghost& ghost) {
  if (!BecameLeader(step)) return;
  const auto place = std::find_if(
      ghost.leaders.begin(), ghost.leaders.end(),
      [&](const Ghost::Leader& l) { return l.term >= step.after.term; });
  if (place != ghost.leaders.end() && place->term == step.after.term) return;
  ghost.leaders.insert(place, {step.after.term, step.node});
}

void RememberLog(const Step& step, Ghost& ghost) {
  for (size_t i = 0; i < step.appended.size(); ++i) {
    const raft::Entry& entry = step.appended[i];
    // One committed entry per index is all that may ever be again.
    if (ghost.Find(entry.index, entry.term) != nullptr) continue;
    const auto previous = PreviousTerm(step, i);
    if (!previous) continue;
    At(ghost.seen, entry.index)
        .push_back({entry.term, ContentOf(entry), *previous});
  }
}

void RememberCommit(const Step& step, Ghost& ghost) {
  if (step.log == nullptr || step.after.commit <= ghost.last_committed()) {
    return;
  }
  for (raft::Index index = ghost.last_committed() + 1;
       index <= step.after.commit; ++index) {
    At(ghost.committed, index) = {step.log->TermAt(index).value_or(0),
                                  step.after.term};
  }
}

void RememberApplied(const Step& step, Ghost& ghost) {
  for (const raft::Entry& entry : step.applied) {
    At(ghost.applied, entry.index) = HashOf(entry);
  }
}

void RememberPromises(const Step& step, Ghost& ghost) {
  ForEachVote(step, [&](raft::Term term, raft::NodeId candidate) {
    const auto place = std::find_if(
        ghost.votes.begin(), ghost.votes.end(), [&](const Ghost::Vote& vote) {
          return vote.node > step.node ||
                 (vote.node == step.node && vote.term >= term);
        });
    if (place != ghost.votes.end() && place->node == step.node &&
        place->term == term) {
      return;
    }
    ghost.votes.insert(place, {step.node, term, candidate});
  });
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kAppResp &&
        message.type != raft::MessageType::kVoteResp) {
      continue;
    }
    raft::Term& promised = At(ghost.promised, step.node);
    promised = std::max(promised, message.term);
  }
}

void RememberCalls(const Step& step, Ghost& ghost) {
  for (const Answer& answer : step.answered) {
    ghost.freshest = std::max(ghost.freshest, answer.index);
    std::erase_if(ghost.reads, [&](const Ghost::OpenRead& read) {
      return read.client == answer.client && read.sequence == answer.sequence;
    });
    if (answer.is_read ||
        (ghost.acknowledged && answer.index <= ghost.acknowledged->index)) {
      continue;
    }
    const raft::Term term = answer.index < ghost.committed.size()
                                ? ghost.committed[answer.index].term
                                : 0;
    ghost.acknowledged = {answer.index, term, step.after.term};
  }
  for (const Answer& began : step.began) {
    // A client has one call: its older read, if any, was given up.
    std::erase_if(ghost.reads, [&](const Ghost::OpenRead& read) {
      return read.client == began.client;
    });
    if (!began.is_read) continue;
    ghost.reads.push_back({began.client, began.sequence, ghost.freshest});
  }
}

}  // namespace

std::optional<raft::NodeId> Ghost::LeaderOf(raft::Term term) const {
  for (auto leader = leaders.rbegin(); leader != leaders.rend(); ++leader) {
    if (leader->term == term) return leader->node;
    if (leader->term < term) break;
  }
  return std::nullopt;
}

std::optional<raft::NodeId> Ghost::VoteOf(raft::NodeId node,
                                          raft::Term term) const {
  for (const Vote& vote : votes) {
    if (vote.node == node && vote.term == term) return vote.candidate;
  }
  return std::nullopt;
}

const Ghost::Seen* Ghost::Find(raft::Index index, raft::Term term) const {
  if (index >= seen.size()) return nullptr;
  for (const Seen& entry : seen[index]) {
    if (entry.term == term) return &entry;
  }
  return nullptr;
}

uint64_t ContentOf(const raft::Entry& entry) {
  raft::Fingerprint hash;
  hash.Add(static_cast<uint64_t>(entry.type));
  hash.Add(entry.data.Hash());
  return hash.Get() | 1;
}

uint64_t HashOf(const raft::Entry& entry) {
  raft::Fingerprint hash;
  hash.Add(ContentOf(entry));
  hash.Add(entry.term);
  return hash.Get() | 1;
}

bool BecameLeader(const Step& step) {
  return step.after.role == raft::Role::kLeader &&
         (step.before.role != raft::Role::kLeader ||
          step.before.term != step.after.term);
}

std::optional<raft::Term> PreviousTerm(const Step& step, size_t position) {
  if (position > 0) return step.appended[position - 1].term;
  if (step.log == nullptr || step.appended.empty()) return std::nullopt;
  return step.log->TermAt(step.appended[0].index - 1);
}

void Remember(const Step& step, Ghost& ghost) {
  RememberLeader(step, ghost);
  RememberLog(step, ghost);
  RememberCommit(step, ghost);
  if (!step.applied.empty()) RememberApplied(step, ghost);
  if (!step.sent.empty() || BecameLeader(step)) RememberPromises(step, ghost);
  if (!step.answered.empty() || !step.began.empty()) RememberCalls(step, ghost);
}

void Ghost::AddTo(raft::Fingerprint& fingerprint) const {
  for (const Leader& leader : leaders) {
    fingerprint.Add(leader.term);
    fingerprint.Add(leader.node);
  }
  fingerprint.Add(seen.size());
  for (const auto& entries : seen) {
    for (const Seen& entry : entries) {
      fingerprint.Add(entry.term);
      fingerprint.Add(entry.content ^ entry.previous_term);
    }
  }
  fingerprint.Add(committed.size());
  for (const Committed& entry : committed) {
    fingerprint.Add(entry.term);
    fingerprint.Add(entry.committed_in);
  }
  fingerprint.Add(applied.size());
  for (const uint64_t hash : applied) fingerprint.Add(hash);
  for (const Vote& vote : votes) {
    fingerprint.Add(vote.node << 32 | vote.candidate);
    fingerprint.Add(vote.term);
  }
  for (const raft::Term term : promised) fingerprint.Add(term);
  for (const OpenRead& read : reads) {
    fingerprint.Add(read.client);
    fingerprint.Add(read.sequence);
    fingerprint.Add(read.floor);
  }
  fingerprint.Add(freshest);
  if (!acknowledged) return;
  fingerprint.Add(acknowledged->index);
  fingerprint.Add(acknowledged->term);
  fingerprint.Add(acknowledged->answered_in);
}

}  // namespace invariants
