#include "harness/script/quorum_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "raft/quorum/describe.h"
#include "raft/quorum/joint.h"

namespace harness {
namespace {

using raft::CommittedIndex;
using raft::IdList;
using raft::Index;
using raft::JointVoters;
using raft::NodeId;

using Known = std::map<NodeId, uint64_t>;

struct Input {
  JointVoters voters;
  bool joint = false;  // A second half was given, perhaps an empty one.
  Known known;         // Those that are not `_`.
};

IdList Sorted(const std::vector<uint64_t>& ids) {
  const std::set<uint64_t> sorted(ids.begin(), ids.end());
  return IdList(sorted.begin(), sorted.end());
}

uint64_t ToValue(const std::string& text, bool votes) {
  if (!votes) return ToNumber(text);
  if (text == "y") return 1;
  if (text == "n") return 0;
  throw ScriptError{fmt::format("expected y, n or _, not '{}'", text)};
}

Input Read(const Directive& directive, bool votes) {
  Input input;
  std::vector<uint64_t> order;
  if (const Argument* cfg = directive.Find("cfg")) order = ToNumbers(*cfg);
  input.voters.incoming = Sorted(order);
  if (const Argument* cfgj = directive.Find("cfgj")) {
    input.joint = true;
    if (cfgj->values != std::vector<std::string>{"zero"}) {
      const std::vector<uint64_t> ids = ToNumbers(*cfgj);
      input.voters.outgoing = Sorted(ids);
      order.insert(order.end(), ids.begin(), ids.end());
    }
  }
  const Argument* values = directive.Find(votes ? "votes" : "idx");
  std::set<uint64_t> seen;
  std::erase_if(order, [&](uint64_t id) { return !seen.insert(id).second; });
  const size_t given = values == nullptr ? 0 : values->values.size();
  if (given != order.size()) {
    throw ScriptError{fmt::format("expected {} values, one per voter, not {}",
                                  order.size(), given)};
  }
  for (size_t i = 0; i < given; ++i) {
    const std::string& text = values->values[i];
    if (text != "_") input.known[order[i]] = ToValue(text, votes);
  }
  return input;
}

Index Committed(const JointVoters& voters, const Known& known) {
  return CommittedIndex(voters, [&](NodeId id) {
    const auto found = known.find(id);
    return found == known.end() ? 0 : found->second;
  });
}

std::string Show(Index index) {
  return index == raft::kMaxIndex ? "∞" : fmt::format("{}", index);
}

// By definition: the largest index that more than half have reached.
Index CountedCommit(const IdList& voters, const Known& known) {
  if (voters.empty()) return raft::kMaxIndex;
  Index best = 0;
  for (const auto& [id, index] : known) {
    size_t reached = 0;
    for (const NodeId voter : voters) {
      const auto found = known.find(voter);
      if (found != known.end() && found->second >= index) ++reached;
    }
    if (reached > voters.size() / 2) best = std::max(best, index);
  }
  return best;
}

// One line for each way in which the computation contradicts itself: a bug of
// ours, not of the script.
std::string Contradictions(const Input& input, Index index) {
  std::string text;
  const auto expect = [&](Index other, const char* what) {
    if (other != index) text += fmt::format("{} <-- {}\n", Show(other), what);
  };
  const JointVoters& voters = input.voters;
  expect(std::min(CountedCommit(voters.incoming, input.known),
                  CountedCommit(voters.outgoing, input.known)),
         "alternative computation");
  expect(Committed({voters.outgoing, voters.incoming}, input.known),
         "symmetry");
  if (input.joint) return text;
  expect(Committed({voters.incoming, {}}, input.known), "zero-joint quorum");
  expect(Committed({voters.incoming, voters.incoming}, input.known),
         "self-joint quorum");
  for (const auto& [id, known] : input.known) {
    if (known >= index || known == 0) continue;
    // Who is behind decides nothing, however far behind.
    Known lower = input.known;
    lower[id] = 0;
    expect(Committed(voters, lower), "overlaying an older index");
  }
  return text;
}

std::string RunCommitted(const Directive& directive) {
  const Input input = Read(directive, /*votes=*/false);
  const IdList all = input.voters.All();
  std::string text = raft::DescribeAcknowledgements(
      all, [&](NodeId id) -> std::optional<Index> {
        const auto found = input.known.find(id);
        if (found == input.known.end()) return std::nullopt;
        return found->second;
      });
  const Index index = Committed(input.voters, input.known);
  return text + Contradictions(input, index) + Show(index) + "\n";
}

std::string RunVote(const Directive& directive) {
  const Input input = Read(directive, /*votes=*/true);
  const auto vote = [&](NodeId id) -> std::optional<bool> {
    const auto found = input.known.find(id);
    if (found == input.known.end()) return std::nullopt;
    return found->second == 1;
  };
  const JointVoters swapped{input.voters.outgoing, input.voters.incoming};
  const raft::VoteResult result = raft::ResultOfVotes(input.voters, vote);
  std::string text;
  if (raft::ResultOfVotes(swapped, vote) != result) {
    text = "the halves are not symmetric\n";
  }
  switch (result) {
    case raft::VoteResult::kWon:
      return text + "VoteWon\n";
    case raft::VoteResult::kLost:
      return text + "VoteLost\n";
    case raft::VoteResult::kPending:
      return text + "VotePending\n";
  }
  return text;
}

}  // namespace

std::string RunQuorumDirective(const Directive& directive) {
  if (directive.command == "committed") return RunCommitted(directive);
  if (directive.command == "vote") return RunVote(directive);
  throw ScriptError{"unknown command " + directive.command};
}

}  // namespace harness
