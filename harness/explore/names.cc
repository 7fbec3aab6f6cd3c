#include "harness/explore/names.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace harness {
namespace {

// What tells a node from others, but for its name.
uint64_t KindOf(const Setup& setup, uint64_t id) {
  uint64_t kind = id <= setup.nodes ? 0 : id <= setup.members() ? 1 : 2;
  for (const uint64_t mask :
       {setup.pre_vote, setup.check_quorum, setup.step_down_on_removal,
        setup.no_proposal_forwarding, setup.batch_appends, setup.v1_changes,
        setup.disable_conf_change_validation}) {
    kind = kind << 1 | (mask >> (id - 1) & 1);
  }
  return kind;
}

}  // namespace

std::vector<Names> RenamingsOf(const Model& model, bool symmetry) {
  Names names(model.setup.total() + 1);
  std::iota(names.begin(), names.end(), 0);
  if (!symmetry || model.Limit(Budget::kChanges) != 0) return {names};
  std::vector<Names> renamings;
  do {
    bool same = true;
    for (uint64_t id = 1; id < names.size(); ++id) {
      same &= KindOf(model.setup, id) == KindOf(model.setup, names[id]);
    }
    if (same) renamings.push_back(names);
  } while (std::next_permutation(names.begin() + 1, names.end()));
  return renamings;
}

invariants::Ghost Renamed(const invariants::Ghost& ghost, const Names& names) {
  const auto name = [&](raft::NodeId id) {
    return id < names.size() ? names[id] : id;
  };
  invariants::Ghost renamed = ghost;
  for (auto& leader : renamed.leaders) leader.node = name(leader.node);
  for (auto& vote : renamed.votes) {
    vote.node = name(vote.node);
    vote.candidate = name(vote.candidate);
  }
  std::sort(renamed.votes.begin(), renamed.votes.end(),
            [](const auto& a, const auto& b) {
              return std::tie(a.node, a.term) < std::tie(b.node, b.term);
            });
  for (auto& gave : renamed.gave_time) gave.node = name(gave.node);
  std::sort(renamed.gave_time.begin(), renamed.gave_time.end(),
            [](const auto& a, const auto& b) { return a.node < b.node; });
  for (auto& candidate : renamed.asked) candidate.node = name(candidate.node);
  std::sort(renamed.asked.begin(), renamed.asked.end(),
            [](const auto& a, const auto& b) {
              return std::tie(a.term, a.node) < std::tie(b.term, b.node);
            });
  // By node, as long as the highest node that promised: here all have a place.
  renamed.promised.assign(names.size(), 0);
  for (raft::NodeId id = 0; id < ghost.promised.size(); ++id) {
    renamed.promised[name(id)] = ghost.promised[id];
  }
  return renamed;
}

}  // namespace harness
