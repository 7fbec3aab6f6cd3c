// Apply: makes an action happen to a world, and checks what it did.
#pragma once

#include <optional>
#include <vector>

#include "harness/action/action.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// Keeps memory from action to action; it has no state that matters. One per
// thread.
class Applier {
 public:
  // Makes `action` happen. Total: an action that makes no sense now is counted
  // as a no-op and changes nothing. Returns the invariant that fell, if one
  // did; the world may then be looked at, and not be used further.
  std::optional<invariants::Violation> Apply(World& world,
                                             const Action& action);

 private:
  bool Do(World& world, const Action& action);
  bool DoMessage(World& world, const Action& action);
  bool DoClient(World& world, const Action& action);
  bool SendCall(World& world, uint64_t client, raft::NodeId node);
  bool DoTicks(World& world, raft::NodeId node, uint64_t ticks);
  void DescribeChange(const World& world);
  void AnswerCalls(World& world);
  void AnswerCall(World& world, const CallId& id, raft::Index index,
                  const kv::Outcome* outcome);

  Output output_;
  invariants::Step step_;
  raft::EntryId last_before_;
  raft::EntryList appended_;
  std::vector<invariants::Answer> began_;
  std::vector<invariants::Answer> answered_;
};

}  // namespace harness
