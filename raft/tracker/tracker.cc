#include "raft/tracker/tracker.h"

#include <fmt/format.h>

#include <algorithm>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace raft {
namespace {

std::string DescribeSet(const IdList& ids) {
  std::string text = "(";
  for (const NodeId id : ids) {
    if (text.size() > 1) text += ' ';
    text += fmt::format("{:x}", id);
  }
  return text + ")";
}

void AddList(Fingerprint& fingerprint, const IdList& ids) {
  fingerprint.Add(ids.size());
  ForEachById(
      fingerprint, ids, [](NodeId id) { return id; },
      [&](NodeId id) { fingerprint.AddId(id); });
}

}  // namespace

std::string Describe(const Configuration& configuration) {
  std::string text = "voters=" + DescribeSet(configuration.voters.incoming);
  if (configuration.voters.joint()) {
    text += "&&" + DescribeSet(configuration.voters.outgoing);
  }
  if (!configuration.learners.empty()) {
    text += " learners=" + DescribeSet(configuration.learners);
  }
  if (!configuration.learners_next.empty()) {
    text += " learners_next=" + DescribeSet(configuration.learners_next);
  }
  if (configuration.auto_leave) text += " autoleave";
  return text;
}

ConfState ToConfState(const Configuration& configuration) {
  return {.voters = configuration.voters.incoming,
          .learners = configuration.learners,
          .voters_outgoing = configuration.voters.outgoing,
          .learners_next = configuration.learners_next,
          .auto_leave = configuration.auto_leave};
}

void Insert(IdList& ids, NodeId id) {
  const auto place = std::lower_bound(ids.begin(), ids.end(), id);
  if (place == ids.end() || *place != id) ids.insert(place, id);
}

void Erase(IdList& ids, NodeId id) {
  const auto place = std::lower_bound(ids.begin(), ids.end(), id);
  if (place != ids.end() && *place == id) ids.erase(place);
}

bool Contains(const IdList& ids, NodeId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

Progress* ProgressMap::Find(NodeId id) {
  // Clusters are small: a scan beats a search.
  for (Peer& peer : peers_) {
    if (peer.id == id) return &peer.progress;
  }
  return nullptr;
}

void ProgressMap::Insert(NodeId id, Progress progress) {
  const auto place =
      std::find_if(peers_.begin(), peers_.end(),
                   [id](const Peer& peer) { return peer.id >= id; });
  RAFT_CHECK(place == peers_.end() || place->id != id,
             "peer {:x} is already tracked", id);
  peers_.insert(place, Peer{id, std::move(progress)});
}

void ProgressMap::Erase(NodeId id) {
  const auto place = std::find_if(peers_.begin(), peers_.end(),
                                  [id](const Peer& p) { return p.id == id; });
  if (place != peers_.end()) peers_.erase(place);
}

Index Tracker::Committed() const {
  return CommittedIndex(voters(), [this](NodeId id) {
    const Progress* progress = membership_.progress.Find(id);
    return progress == nullptr ? 0 : progress->match;
  });
}

bool Tracker::QuorumActive() const {
  const auto active = [this](NodeId id) -> std::optional<bool> {
    const Progress* progress = membership_.progress.Find(id);
    if (progress == nullptr || progress->is_learner) return std::nullopt;
    return progress->recent_active;
  };
  return ResultOfVotes(voters(), active) == VoteResult::kWon;
}

std::optional<bool> Tracker::VoteOf(NodeId id) const {
  for (const Vote& vote : votes_) {
    if (vote.id == id) return vote.granted;
  }
  return std::nullopt;
}

void Tracker::RecordVote(NodeId id, bool granted) {
  const auto place =
      std::find_if(votes_.begin(), votes_.end(),
                   [id](const Vote& vote) { return vote.id >= id; });
  if (place != votes_.end() && place->id == id) return;
  votes_.insert(place, Vote{id, granted});
}

Tally Tracker::TallyVotes() const {
  Tally tally;
  for (const auto& [id, progress] : membership_.progress) {
    if (progress.is_learner) continue;
    const std::optional<bool> vote = VoteOf(id);
    if (!vote.has_value()) continue;
    ++(*vote ? tally.granted : tally.rejected);
  }
  tally.result =
      ResultOfVotes(voters(), [this](NodeId id) { return VoteOf(id); });
  return tally;
}

void Tracker::AddTo(Fingerprint& fingerprint) const {
  AddList(fingerprint, voters().incoming);
  AddList(fingerprint, voters().outgoing);
  AddList(fingerprint, configuration().learners);
  AddList(fingerprint, configuration().learners_next);
  fingerprint.Add(configuration().auto_leave);
  const auto id_of = [](const auto& element) { return element.id; };
  ForEachById(fingerprint, membership_.progress, id_of,
              [&](const ProgressMap::Peer& peer) {
                fingerprint.AddId(peer.id);
                peer.progress.AddTo(fingerprint);
              });
  fingerprint.Add(votes_.size());
  ForEachById(fingerprint, votes_, id_of, [&](const Vote& vote) {
    fingerprint.AddId(vote.id);
    fingerprint.Add(vote.granted);
  });
}

}  // namespace raft
