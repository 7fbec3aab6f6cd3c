#include "invariants/testing.h"

#include <utility>

namespace invariants {

const Step& Scene::View() {
  step.appended = appended;
  step.applied = applied;
  step.sent = sent;
  step.peers_before = peers_before;
  step.peers = peers;
  step.began = began;
  step.memory = &memory;
  step.answered = answered;
  step.log = step.after.up ? &log : nullptr;
  for (NodeView* view : {&step.before, &step.after}) {
    if (!view->up) continue;
    view->first_index = log.first();
    view->last_index = log.last();
  }
  return step;
}

Scene Quiet(raft::NodeId node, raft::Term term) {
  Scene scene;
  scene.step.node = node;
  scene.step.before.up = true;
  scene.step.before.term = term;
  scene.step.after = scene.step.before;
  return scene;
}

Scene WithLog(raft::NodeId node, raft::Term term,
              std::vector<raft::Term> terms) {
  Scene scene = Quiet(node, term);
  terms.insert(terms.begin(), 0);
  scene.log = FakeLog(1, std::move(terms));
  return scene;
}

Scene Elected(raft::NodeId node, raft::Term term,
              std::vector<raft::Term> terms) {
  Scene scene = WithLog(node, term, std::move(terms));
  scene.step.before.role = raft::Role::kCandidate;
  scene.step.after.role = raft::Role::kLeader;
  scene.step.after.lead = node;
  scene.step.durable.term = term;
  scene.step.durable.vote = node;
  return scene;
}

Scene Commits(raft::NodeId node, raft::Term term, std::vector<raft::Term> terms,
              raft::Index commit) {
  Scene scene = WithLog(node, term, std::move(terms));
  scene.step.after.commit = commit;
  return scene;
}

Scene Crashed(raft::NodeId node, raft::Term term) {
  Scene scene = Quiet(node, term);
  scene.step.crashed = true;
  scene.step.after = {};
  return scene;
}

Scene Restarted(raft::NodeId node, raft::Term term,
                std::vector<raft::Term> terms) {
  Scene scene = WithLog(node, term, std::move(terms));
  scene.step.restarted = true;
  scene.step.before = {};
  return scene;
}

raft::Entry EntryOf(raft::Index index, raft::Term term, std::string_view data) {
  raft::Entry entry;
  entry.index = index;
  entry.term = term;
  entry.data = raft::Payload(data);
  return entry;
}

raft::Message MessageOf(raft::MessageType type, raft::NodeId to,
                        raft::Term term, bool reject) {
  raft::Message message;
  message.type = type;
  message.to = to;
  message.term = term;
  message.reject = reject;
  return message;
}

testing::AssertionResult Holds(const std::optional<Violation>& violation) {
  if (!violation) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << violation->invariant << ": " << violation->evidence;
}

testing::AssertionResult Falls(const std::optional<Violation>& violation,
                               std::string_view name,
                               std::string_view evidence) {
  if (!violation) return testing::AssertionFailure() << "nothing fell";
  if (violation->invariant == name &&
      violation->evidence.find(evidence) != std::string::npos &&
      violation->evidence.find('\n') == std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << violation->invariant << ": " << violation->evidence;
}

}  // namespace invariants
