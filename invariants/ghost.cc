#include "invariants/ghost.h"

#include <algorithm>
#include <tuple>

namespace invariants {
namespace {

bool Before(const Ghost::Leader& a, const Ghost::Leader& b) {
  return a.term < b.term;
}

bool Before(const Ghost::Seen& a, const Ghost::Seen& b) {
  return std::tie(a.index, a.term) < std::tie(b.index, b.term);
}

bool Before(const Ghost::Membership& a, const Ghost::Membership& b) {
  return a.index < b.index;
}

bool Before(const Ghost::GaveTime& a, const Ghost::GaveTime& b) {
  return a.node < b.node;
}

bool Before(const Ghost::Vote& a, const Ghost::Vote& b) {
  return std::tie(a.node, a.term) < std::tie(b.node, b.term);
}

// Inserts into a sorted vector; most of the time at or near its end.
template <typename T>
void Insert(std::vector<T>& values, const T& value) {
  auto place = values.end();
  while (place != values.begin() && Before(value, *std::prev(place))) --place;
  values.insert(place, value);
}

template <typename T>
T& At(std::vector<T>& values, size_t position) {
  if (position >= values.size()) values.resize(position + 1);
  return values[position];
}

void RememberLeader(const Step& step, Ghost& ghost) {
  if (!BecameLeader(step) || ghost.LeaderOf(step.after.term)) return;
  Insert(ghost.leaders, {step.after.term, step.node});
}

void RememberLog(const Step& step, Ghost& ghost) {
  for (size_t i = 0; i < step.appended.size(); ++i) {
    const raft::Entry& entry = step.appended[i];
    if (entry.index < ghost.committed.size()) {
      const raft::Term committed = ghost.committed[entry.index].term;
      if (committed != 0 && committed != entry.term) continue;
    }
    if (ghost.Find(entry.index, entry.term) != nullptr) continue;
    const auto previous = PreviousTerm(step, i);
    if (!previous) continue;
    Insert(ghost.seen, {entry.index, entry.term, ContentOf(entry), *previous});
  }
}

// Forgets entries from `index` on that can be nobody's any more, because
// another one was committed in their place.
void ForgetLosers(raft::Index index, Ghost& ghost) {
  const auto first = std::lower_bound(
      ghost.seen.begin(), ghost.seen.end(), index,
      [](const Ghost::Seen& seen, raft::Index i) { return seen.index < i; });
  const auto lost = [&](const Ghost::Seen& seen) {
    if (seen.index >= ghost.committed.size()) return false;
    const raft::Term committed = ghost.committed[seen.index].term;
    return committed != 0 && committed != seen.term;
  };
  ghost.seen.erase(std::remove_if(first, ghost.seen.end(), lost),
                   ghost.seen.end());
}

void RememberCommit(const Step& step, Ghost& ghost) {
  if (step.log == nullptr || step.after.commit <= ghost.last_committed()) {
    return;
  }
  const raft::Index first = ghost.last_committed() + 1;
  for (raft::Index index = first; index <= step.after.commit; ++index) {
    // First, as it may throw: half a memory is none.
    const raft::Term term = step.log->TermAt(index).value_or(0);
    At(ghost.committed, index) = {term, step.after.term};
  }
  ForgetLosers(first, ghost);
}

void RememberApplied(const Step& step, Ghost& ghost) {
  for (const raft::Entry& entry : step.applied) {
    Ghost::Applied& applied = At(ghost.applied, entry.index);
    applied.term = entry.term;
    applied.content = ContentOf(entry);
  }
}

void RememberState(const Step& step, Ghost& ghost) {
  At(ghost.applied, step.after.applied).state = step.state_hash;
  if (step.membership == nullptr) return;
  const Ghost::Membership seen{MembershipIndex(step),
                               ContentOf(*step.membership)};
  const Ghost::Membership* known = ghost.MembershipAt(seen.index);
  if (known != nullptr && known->index == seen.index) return;
  // A snapshot says only that nothing has changed since the last change.
  if (known != nullptr && !AppliesChange(step)) return;
  Insert(ghost.memberships, seen);
}

// A node whose disk was lost is another one under the same id.
void ForgetNode(raft::NodeId node, Ghost& ghost) {
  std::erase_if(ghost.votes,
                [&](const Ghost::Vote& vote) { return vote.node == node; });
  std::erase_if(ghost.gave_time, [&](const Ghost::GaveTime& gave) {
    return gave.node == node;
  });
  if (node < ghost.promised.size()) ghost.promised[node] = 0;
}

void RememberPromises(const Step& step, Ghost& ghost) {
  ForEachVote(step, [&](raft::Term term, raft::NodeId candidate) {
    if (ghost.VoteOf(step.node, term)) return;
    Insert(ghost.votes, {step.node, term, candidate});
  });
  raft::Term promised = ghost.PromiseOf(step.node);
  for (const raft::Message& message : step.sent) {
    if (PromisesTerm(message)) promised = std::max(promised, message.term);
  }
  if (promised == ghost.PromiseOf(step.node)) return;
  At(ghost.promised, step.node) = promised;
  std::erase_if(ghost.votes, [&](const Ghost::Vote& vote) {
    return vote.node == step.node && vote.term < promised;
  });
}

void RememberTime(const Step& step, Ghost& ghost) {
  // A later term starts the timer anew by itself.
  if (!AsksForTime(step) || step.delivered->term > step.before.term ||
      step.after.election_elapsed != 0 ||
      ghost.GaveTimeIn(step.node, step.after.term)) {
    return;
  }
  std::erase_if(ghost.gave_time, [&](const Ghost::GaveTime& gave) {
    return gave.node == step.node;
  });
  Insert(ghost.gave_time, {step.node, step.after.term});
}

void RememberCalls(const Step& step, Ghost& ghost) {
  for (const Answer& began : step.began) {
    // A client has one call: its older read, if any, was given up.
    std::erase_if(ghost.reads, [&](const Ghost::OpenRead& read) {
      return read.client == began.client;
    });
    if (!began.is_read) continue;
    ghost.reads.push_back({began.client, began.sequence, ghost.freshest});
  }
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
}

void RememberTransfers(const Step& step, Ghost& ghost) {
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kTimeoutNow ||
        ghost.HasAsked(message.term, message.to)) {
      continue;
    }
    ghost.asked.push_back({message.term, message.to});
    std::ranges::sort(ghost.asked, [](const auto& a, const auto& b) {
      return std::tie(a.term, a.node) < std::tie(b.term, b.node);
    });
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

bool Ghost::GaveTimeIn(raft::NodeId node, raft::Term term) const {
  const GaveTime sought{node, term};
  return std::find(gave_time.begin(), gave_time.end(), sought) !=
         gave_time.end();
}

bool Ghost::HasAsked(raft::Term term, raft::NodeId candidate) const {
  return std::ranges::find(asked, Leader{term, candidate}) != asked.end();
}

const Ghost::Seen* Ghost::Find(raft::Index index, raft::Term term) const {
  const Seen sought{index, term, 0, 0};
  if (seen.empty() || Before(seen.back(), sought)) return nullptr;
  const auto found = std::lower_bound(
      seen.begin(), seen.end(), sought,
      [](const Seen& a, const Seen& b) { return Before(a, b); });
  return found->index == index && found->term == term ? &*found : nullptr;
}

const Ghost::Membership* Ghost::MembershipAt(raft::Index index) const {
  for (auto known = memberships.rbegin(); known != memberships.rend();
       ++known) {
    if (known->index <= index) return &*known;
  }
  return nullptr;
}

uint64_t ContentOf(const raft::Entry& entry) {
  raft::Fingerprint hash;
  hash.Add(static_cast<uint64_t>(entry.type));
  hash.Add(entry.data.Hash());
  return hash.Get() | 1;
}

bool BecameLeader(const Step& step) {
  return step.after.role == raft::Role::kLeader &&
         (step.before.role != raft::Role::kLeader ||
          step.before.term != step.after.term);
}

bool AsksForTime(const Step& step) {
  if (!step.delivered || step.asks_sender || !step.after.up ||
      step.after.lead != raft::kNone) {
    return false;
  }
  const Delivered& request = *step.delivered;
  const bool asks = request.type == raft::MessageType::kVote ||
                    request.type == raft::MessageType::kPreVote;
  return asks &&
         std::tie(request.log_term, request.index) >
             std::tie(step.last_before.term, step.last_before.index);
}

std::optional<raft::Term> PreviousTerm(const Step& step, size_t position) {
  if (position > 0) return step.appended[position - 1].term;
  if (step.log == nullptr || step.appended.empty()) return std::nullopt;
  return step.log->TermAt(step.appended[0].index - 1);
}

uint64_t ContentOf(const raft::ConfState& members) {
  raft::Fingerprint hash;
  for (const raft::IdList* ids :
       {&members.voters, &members.learners, &members.voters_outgoing,
        &members.learners_next}) {
    hash.Add(ids->size());
    for (const raft::NodeId id : *ids) hash.Add(id);
  }
  hash.Add(members.auto_leave);
  return hash.Get() | 1;
}

bool AppliesChange(const Step& step) {
  return std::any_of(step.applied.begin(), step.applied.end(),
                     [](const raft::Entry& entry) {
                       return entry.type != raft::EntryType::kNormal;
                     });
}

raft::Index MembershipIndex(const Step& step) {
  for (size_t i = step.applied.size(); i-- > 0;) {
    if (step.applied[i].type != raft::EntryType::kNormal) {
      return step.applied[i].index;
    }
  }
  return step.after.applied - step.applied.size();
}

void Remember(const Step& step, Ghost& ghost) {
  if (step.wiped) ForgetNode(step.node, ghost);
  RememberLeader(step, ghost);
  RememberLog(step, ghost);
  RememberCommit(step, ghost);
  if (!step.applied.empty()) RememberApplied(step, ghost);
  if (step.state_hash != 0) RememberState(step, ghost);
  if (!step.sent.empty() || BecameLeader(step)) {
    RememberPromises(step, ghost);
    RememberTransfers(step, ghost);
  }
  if (step.delivered) RememberTime(step, ghost);
  if (!step.answered.empty() || !step.began.empty()) RememberCalls(step, ghost);
}

void Ghost::AddTo(raft::Fingerprint& fingerprint) const {
  fingerprint.Add(leaders.size());
  for (const Leader& leader : leaders) {
    fingerprint.Add(leader.term);
    fingerprint.Add(leader.node);
  }
  fingerprint.Add(seen.size());
  for (const Seen& entry : seen) {
    fingerprint.Add(entry.index);
    fingerprint.Add(entry.term);
    fingerprint.Add(entry.content);
    fingerprint.Add(entry.previous_term);
  }
  fingerprint.Add(committed.size());
  for (const Committed& entry : committed) {
    fingerprint.Add(entry.term);
    fingerprint.Add(entry.committed_in);
  }
  fingerprint.Add(applied.size());
  for (const Applied& entry : applied) {
    fingerprint.Add(entry.term);
    fingerprint.Add(entry.content);
    fingerprint.Add(entry.state);
  }
  fingerprint.Add(memberships.size());
  for (const Membership& membership : memberships) {
    fingerprint.Add(membership.index);
    fingerprint.Add(membership.content);
  }
  fingerprint.Add(votes.size());
  for (const Vote& vote : votes) {
    fingerprint.Add(vote.node);
    fingerprint.Add(vote.term);
    fingerprint.Add(vote.candidate);
  }
  fingerprint.Add(promised.size());
  for (const raft::Term term : promised) fingerprint.Add(term);
  fingerprint.Add(gave_time.size());
  for (const GaveTime& gave : gave_time) {
    fingerprint.Add(gave.node);
    fingerprint.Add(gave.term);
  }
  fingerprint.Add(reads.size());
  for (const OpenRead& read : reads) {
    fingerprint.Add(read.client);
    fingerprint.Add(read.sequence);
    fingerprint.Add(read.floor);
  }
  fingerprint.Add(freshest);
  fingerprint.Add(asked.size());
  for (const Leader& candidate : asked) {
    fingerprint.Add(candidate.term);
    fingerprint.Add(candidate.node);
  }
  const Acknowledged write = acknowledged.value_or(Acknowledged{});
  fingerprint.Add(write.index);
  fingerprint.Add(write.term);
  fingerprint.Add(write.answered_in);
}

}  // namespace invariants
