// Apply: makes an action happen to a world, and checks what it did.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/doer.h"
#include "harness/world/world.h"
#include "invariants/view.h"

namespace harness {

// Keeps memory from action to action; it has no state that matters. One per
// thread.
class Applier final : public Doer {
 public:
  // Makes `action` happen. Total: an action that makes no sense now is counted
  // as a no-op and changes nothing. Returns the invariant that fell, if one
  // did; the world may then be looked at, and not be used further. Whatever is
  // thrown meanwhile, to those who observe too, is a fall of no_panic: who
  // threw it has nothing to show then.
  std::optional<invariants::Violation> Apply(World& world,
                                             const Action& action) override;

  // If set, called after each of the actions that a kSettle is made of.
  std::function<void(const World&, const Action&)> watch_settle;
  // If set, a kSettle ends where it is once this is true, and demands nothing.
  const std::atomic<bool>* interrupted = nullptr;

 private:
  // apply.cc
  std::optional<invariants::Violation> ApplyOne(World& world,
                                                const Action& action);
  std::optional<invariants::Violation> ApplySettle(World& world,
                                                   const Action& action);
  std::optional<invariants::Violation> NotStarted(World& world) const;
  invariants::Violation Caught(std::string_view text) const;
  bool Do(World& world, const Action& action);
  bool DoMessage(World& world, const Action& action);
  bool DoClient(World& world, const Action& action);
  void NoteCall(World& world, uint64_t client, const Call& call);
  bool SendCall(World& world, uint64_t client, raft::NodeId node);
  bool DoBatch(World& world, const Action& action);
  bool DoTicks(World& world, raft::NodeId node, uint64_t ticks);
  // observe.cc
  void Begin(const World& world, raft::NodeId node);
  void BeginUp(const Replica& replica);
  void BeginChanges(const World& world, raft::NodeId node);
  void Observe(World& world);
  void ObserveLog(const Replica& replica);
  void ObserveWork(const Replica& replica);
  void ObserveElection(const World& world, const Replica& replica);
  void ObserveLeader(const World& world, const Replica& replica);
  void ObserveState(const Replica& replica);
  void ObserveChanges(const Replica& replica);
  static void NoteIndex(Record& record, const Output::Applied& applied);
  void AnswerCalls(World& world);
  void AnswerCall(World& world, const CallId& id, raft::Index index,
                  const kv::Outcome* outcome);

  // The log of the touched replica, for the invariants.
  class ReplicaLog : public invariants::LogView {
   public:
    void Show(const Replica& replica) { replica_ = &replica; }
    std::optional<raft::Term> TermAt(raft::Index index) const override {
      return replica_->TermAt(index);
    }

   private:
    const Replica* replica_ = nullptr;
  };

  Output output_;
  std::string_view asks_;  // Who asks the world now.
  invariants::Step step_;
  ReplicaLog log_;
  raft::EntryId last_before_;
  raft::Index unstable_before_ = 0;
  bool counted_before_ = false;  // The vote that was delivered.
  raft::ConfState membership_before_;
  std::optional<raft::ConfState> node_membership_;
  std::vector<invariants::PeerView> peers_before_;
  std::vector<invariants::PeerView> peers_;
  raft::EntryList appended_;
  std::vector<invariants::Answer> began_;
  std::vector<invariants::Answer> answered_;
};

}  // namespace harness
