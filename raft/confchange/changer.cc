#include "raft/confchange/changer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace raft {
namespace {

std::unexpected<Error> Refuse(std::string why) {
  return Fail(ErrorCode::kBadConfChange, std::move(why));
}

// Makes single changes to a membership that nobody else sees yet.
class Editor {
 public:
  Editor(Membership& membership, Index last_index, const InflightLimits& limits)
      : configuration_(membership.configuration),
        progress_(membership.progress),
        last_index_(last_index),
        limits_(limits) {}

  Result<void> Make(std::span<const ConfChangeSingle> changes) {
    for (const ConfChangeSingle& change : changes) {
      // The application blanks the id of a change that it refuses.
      if (change.node_id == kNone) continue;
      if (IsLocalTarget(change.node_id)) {
        return Refuse(fmt::format("{:x} is reserved for a storage thread",
                                  change.node_id));
      }
      switch (change.type) {
        case ConfChangeType::kAddNode:
          MakeVoter(change.node_id);
          break;
        case ConfChangeType::kAddLearnerNode:
          MakeLearner(change.node_id);
          break;
        case ConfChangeType::kRemoveNode:
          Remove(change.node_id);
          break;
        case ConfChangeType::kUpdateNode:
          break;
        default:
          return Refuse(fmt::format("unexpected conf type {}",
                                    static_cast<int>(change.type)));
      }
    }
    if (configuration_.voters.incoming.empty()) {
      return Refuse("removed all voters");
    }
    return {};
  }

 private:
  void MakeVoter(NodeId id) {
    Progress* progress = progress_.Find(id);
    if (progress == nullptr) return AddMember(id, /*is_learner=*/false);
    progress->is_learner = false;
    Erase(configuration_.learners, id);
    Erase(configuration_.learners_next, id);
    Insert(configuration_.voters.incoming, id);
  }

  void MakeLearner(NodeId id) {
    Progress* progress = progress_.Find(id);
    if (progress == nullptr) return AddMember(id, /*is_learner=*/true);
    if (progress->is_learner) return;
    Unlist(id);  // A demotion keeps what is known.
    // Learners and voters must stay disjoint, so a voter of the outgoing half
    // waits in learners_next until the joint configuration is left.
    const bool outgoing = Contains(configuration_.voters.outgoing, id);
    progress->is_learner = !outgoing;
    Insert(outgoing ? configuration_.learners_next : configuration_.learners,
           id);
  }

  void Remove(NodeId id) {
    Unlist(id);
    // An outgoing voter still counts, so its progress stays.
    if (!Contains(configuration_.voters.outgoing, id)) progress_.Erase(id);
  }

  // Takes `id` out of the lists that changes are made to.
  void Unlist(NodeId id) {
    Erase(configuration_.voters.incoming, id);
    Erase(configuration_.learners, id);
    Erase(configuration_.learners_next, id);
  }

  void AddMember(NodeId id, bool is_learner) {
    Insert(
        is_learner ? configuration_.learners : configuration_.voters.incoming,
        id);
    // Probing starts at the end of the log: a new member usually needs a
    // snapshot, and its first rejection says so. It counts as active at first,
    // so that a leader that checks its quorum does not step down before the
    // new member could answer.
    progress_.Insert(id, Progress{.next = std::max<Index>(last_index_, 1),
                                  .recent_active = true,
                                  .is_learner = is_learner,
                                  .inflights = Inflights(limits_)});
  }

  Configuration& configuration_;
  ProgressMap& progress_;
  Index last_index_;
  const InflightLimits& limits_;
};

Result<Membership> Checked(Membership membership) {
  if (auto sound = CheckMembership(membership); !sound) {
    return std::unexpected(std::move(sound.error()));
  }
  return membership;
}

// In how many voters two sets differ.
size_t Difference(const IdList& a, const IdList& b) {
  IdList differing;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                std::back_inserter(differing));
  return differing.size();
}

Result<void> CheckLearners(const Membership& membership) {
  const Configuration& configuration = membership.configuration;
  for (const NodeId id : configuration.learners_next) {
    if (!Contains(configuration.voters.outgoing, id)) {
      return Refuse(
          fmt::format("{} is in LearnersNext, but not Voters[1]", id));
    }
    if (membership.progress.Find(id)->is_learner) {
      return Refuse(fmt::format(
          "{} is in LearnersNext, but is already marked as learner", id));
    }
  }
  for (const NodeId id : configuration.learners) {
    if (Contains(configuration.voters.outgoing, id)) {
      return Refuse(fmt::format("{} is in Learners and Voters[1]", id));
    }
    if (Contains(configuration.voters.incoming, id)) {
      return Refuse(fmt::format("{} is in Learners and Voters[0]", id));
    }
    if (!membership.progress.Find(id)->is_learner) {
      return Refuse(
          fmt::format("{} is in Learners, but is not marked as learner", id));
    }
  }
  return {};
}

}  // namespace

Result<void> CheckMembership(const Membership& membership) {
  const Configuration& configuration = membership.configuration;
  for (const IdList* ids :
       {&configuration.voters.incoming, &configuration.voters.outgoing,
        &configuration.learners, &configuration.learners_next}) {
    for (const NodeId id : *ids) {
      if (membership.progress.Find(id) == nullptr) {
        return Refuse(fmt::format("no progress for {}", id));
      }
    }
  }
  if (auto sound = CheckLearners(membership); !sound) return sound;
  if (configuration.voters.joint()) return {};
  if (!configuration.learners_next.empty()) {
    return Refuse("cfg.LearnersNext must be nil when not joint");
  }
  if (configuration.auto_leave) {
    return Refuse("AutoLeave must be false when not joint");
  }
  return {};
}

Result<Membership> Changer::Simple(
    std::span<const ConfChangeSingle> changes) const {
  if (membership_.configuration.voters.joint()) {
    return Refuse("can't apply simple config change in joint config");
  }
  Membership next = membership_;
  if (auto made = Editor(next, last_index_, limits_).Make(changes); !made) {
    return std::unexpected(std::move(made.error()));
  }
  if (Difference(membership_.configuration.voters.incoming,
                 next.configuration.voters.incoming) > 1) {
    return Refuse("more than one voter changed without entering joint config");
  }
  return Checked(std::move(next));
}

Result<Membership> Changer::EnterJoint(
    bool auto_leave, std::span<const ConfChangeSingle> changes) const {
  if (membership_.configuration.voters.joint()) {
    return Refuse("config is already joint");
  }
  if (membership_.configuration.voters.incoming.empty()) {
    return Refuse("can't make a zero-voter config joint");
  }
  Membership next = membership_;
  // The outgoing half is copied before the changes are made, so that removed
  // voters keep their vote in it.
  next.configuration.voters.outgoing = next.configuration.voters.incoming;
  if (auto made = Editor(next, last_index_, limits_).Make(changes); !made) {
    return std::unexpected(std::move(made.error()));
  }
  next.configuration.auto_leave = auto_leave;
  return Checked(std::move(next));
}

Result<Membership> Changer::LeaveJoint() const {
  if (!membership_.configuration.voters.joint()) {
    return Refuse("can't leave a non-joint config");
  }
  Membership next = membership_;
  Configuration& configuration = next.configuration;
  for (const NodeId id : configuration.learners_next) {
    Insert(configuration.learners, id);
    next.progress.Find(id)->is_learner = true;
  }
  configuration.learners_next.clear();
  for (const NodeId id : configuration.voters.outgoing) {
    if (!Contains(configuration.voters.incoming, id) &&
        !Contains(configuration.learners, id)) {
      next.progress.Erase(id);
    }
  }
  configuration.voters.outgoing.clear();
  configuration.auto_leave = false;
  return Checked(std::move(next));
}

Result<Membership> Changer::Apply(const ConfChangeV2& change) const {
  if (change.LeavesJoint()) return LeaveJoint();
  const std::span changes(change.changes.data(), change.changes.size());
  if (!change.EntersJoint()) return Simple(changes);
  return EnterJoint(change.LeavesAutomatically(), changes);
}

}  // namespace raft
