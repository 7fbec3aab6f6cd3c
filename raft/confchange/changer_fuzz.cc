// Any sequence of membership changes: what the changer makes is sound and what
// it was asked for, id by id; the ConfState of it leads back to the same.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "raft/confchange/changer.h"
#include "raft/confchange/restore.h"
#include "raft/tracker/tracker.h"
#include "raft/types.h"

namespace raft {
namespace {

constexpr NodeId kIds = 7;  // Few, so that changes often meet.
constexpr InflightLimits kLimits{.messages = 4, .bytes = 0};

void Require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "changer_fuzz: {}\n", what);
  std::abort();
}

using Ids = std::set<NodeId>;

Ids SetOf(const IdList& ids) { return {ids.begin(), ids.end()}; }

// A membership as plain sets, changed as the thesis says.
struct Model {
  Ids voters;
  Ids learners;
  Ids outgoing;
  Ids learners_next;

  void Make(const ConfChangeSingle& change) {
    if (change.node_id == kNone || change.type == ConfChangeType::kUpdateNode) {
      return;
    }
    const NodeId id = change.node_id;
    voters.erase(id);
    learners.erase(id);
    learners_next.erase(id);
    if (change.type == ConfChangeType::kAddNode) {
      voters.insert(id);
    } else if (change.type == ConfChangeType::kAddLearnerNode) {
      (outgoing.contains(id) ? learners_next : learners).insert(id);
    }
  }
  void Leave() {
    learners.merge(learners_next);
    learners_next.clear();
    outgoing.clear();
  }
  bool IsOf(const Configuration& configuration) const {
    return SetOf(configuration.voters.incoming) == voters &&
           SetOf(configuration.voters.outgoing) == outgoing &&
           SetOf(configuration.learners) == learners &&
           SetOf(configuration.learners_next) == learners_next;
  }
};

bool IsSorted(const IdList& ids) {
  for (size_t i = 1; i < ids.size(); ++i) {
    if (ids[i - 1] >= ids[i]) return false;
  }
  return true;
}

void CheckLists(const Membership& membership) {
  const Configuration& now = membership.configuration;
  Ids members;
  for (const IdList* ids : {&now.voters.incoming, &now.voters.outgoing,
                            &now.learners, &now.learners_next}) {
    Require(IsSorted(*ids), "a list is not sorted or names somebody twice");
    members.insert(ids->begin(), ids->end());
  }
  Ids known;
  for (const auto& [id, progress] : membership.progress) {
    known.insert(id);
    Require(progress.is_learner == Contains(now.learners, id),
            "the progress says otherwise who is a learner");
  }
  Require(known == members, "not the members have a progress");
  Require(CheckMembership(membership).has_value(), "it is not sound");
}

void CheckRestore(const Membership& membership) {
  const ConfState state = ToConfState(membership.configuration);
  const Result<Membership> restored = Restore(state, 9, kLimits);
  Require(restored.has_value(), "its ConfState is refused");
  Require(restored->configuration == membership.configuration,
          "its ConfState leads elsewhere");
  Require(Equivalent(state, ToConfState(restored->configuration)),
          "its ConfState is not its own equal");
}

class Source {
 public:
  Source(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return at_ >= size_; }
  uint64_t Byte() { return empty() ? 0 : data_[at_++]; }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

ConfChangeV2 AnyChange(Source& source) {
  ConfChangeV2 change;
  const uint64_t head = source.Byte();
  change.transition = static_cast<ConfChangeTransition>(head % 3);
  for (uint64_t left = head / 3 % 6; left > 0; --left) {
    const uint64_t byte = source.Byte();
    const auto type = static_cast<ConfChangeType>(byte % 5);
    const NodeId id = byte == 255 ? kLocalApplyThread : byte / 5 % (kIds + 1);
    change.changes.push_back({type, id});
  }
  return change;
}

void Run(Source& source) {
  Membership membership;
  Model model;
  ConfChangeSingle first{ConfChangeType::kAddNode, 1 + source.Byte() % kIds};
  membership = *Changer(membership, 1, kLimits).Simple({&first, 1});
  model.Make(first);
  for (int i = 0; i < 200 && !source.empty(); ++i) {
    const ConfChangeV2 change = AnyChange(source);
    const Membership before = membership;
    const bool was_joint = before.configuration.voters.joint();
    const Result<Membership> next =
        Changer(membership, 1 + i, kLimits).Apply(change);
    Require(membership == before, "a change was made in place");
    if (!next) {
      Require(next.error().code == ErrorCode::kBadConfChange,
              "refused for another reason");
      Require(!was_joint || !change.LeavesJoint(),
              "leaving a joint configuration is refused");
      continue;
    }
    const bool is_joint = next->configuration.voters.joint();
    if (was_joint) {
      Require(!is_joint, "a joint configuration follows a joint one");
      model.Leave();
    } else {
      if (is_joint) model.outgoing = model.voters;
      for (const ConfChangeSingle& single : change.changes) model.Make(single);
    }
    Require(!model.voters.empty(), "nobody votes any more");
    Require(model.IsOf(next->configuration), "another change was made");
    membership = *next;
    CheckLists(membership);
    CheckRestore(membership);
  }
}

}  // namespace
}  // namespace raft

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  raft::Source source(data, size);
  raft::Run(source);
  return 0;
}
