#include "harness/world/proposal.h"

#include "raft/base/check.h"
#include "raft/wire/conf_change_codec.h"

namespace harness {

bool HasOldForm(const raft::ConfChangeV2& change) {
  return change.changes.size() == 1 && !change.EntersJoint();
}

raft::ConfChange OldForm(const raft::ConfChangeV2& change) {
  RAFT_CHECK(HasOldForm(change), "a change of {} nodes has no old form",
             change.changes.size());
  return {.type = change.changes[0].type,
          .node_id = change.changes[0].node_id,
          .context = change.context};
}

raft::Entry EntryOf(const Proposal& proposal, bool old_form) {
  if (const auto* command = std::get_if<kv::Command>(&proposal)) {
    return {.data = raft::Payload(kv::Encode(*command))};
  }
  const auto& change = std::get<raft::ConfChangeV2>(proposal);
  if (old_form && HasOldForm(change)) {
    return {.data = raft::Payload(raft::wire::Encode(OldForm(change))),
            .type = raft::EntryType::kConfChange};
  }
  return {.data = raft::Payload(raft::wire::Encode(change)),
          .type = raft::EntryType::kConfChangeV2};
}

}  // namespace harness
