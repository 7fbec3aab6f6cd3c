#include "raft/quorum/describe.h"

#include <fmt/format.h>

#include <algorithm>

namespace raft {

std::string DescribeAcknowledgements(
    const IdList& voters,
    const std::function<std::optional<Index>(NodeId)>& acked) {
  if (voters.empty()) return "<empty majority quorum>";
  InlineVector<Index, 7> sorted;
  for (const NodeId id : voters) sorted.push_back(acked(id).value_or(0));
  std::sort(sorted.begin(), sorted.end());

  std::string text(voters.size(), ' ');
  text += "    idx\n";
  for (const NodeId id : voters) {
    const std::optional<Index> index = acked(id);
    std::string bar = "?";
    if (index.has_value()) {
      const auto place = std::lower_bound(sorted.begin(), sorted.end(), *index);
      bar = std::string(place - sorted.begin(), 'x') + ">";
    }
    text += fmt::format("{:<{}} {:5}    (id={:x})\n", bar, voters.size() + 1,
                        index.value_or(0), id);
  }
  return text;
}

}  // namespace raft
