#include "raft/quorum/joint.h"

namespace raft {

bool JointVoters::Contains(NodeId id) const {
  return std::binary_search(incoming.begin(), incoming.end(), id) ||
         std::binary_search(outgoing.begin(), outgoing.end(), id);
}

IdList JointVoters::All() const {
  IdList all;
  all.resize(incoming.size() + outgoing.size());
  const auto end =
      std::set_union(incoming.begin(), incoming.end(), outgoing.begin(),
                     outgoing.end(), all.begin());
  all.erase(end, all.end());
  return all;
}

}  // namespace raft
