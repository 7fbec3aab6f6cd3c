// What the tests of invariants share: steps that own what their spans show.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "invariants/ghost.h"
#include "invariants/view.h"

namespace invariants {

// A log that begins at index 1, or after a snapshot.
class FakeLog : public LogView {
 public:
  FakeLog() = default;
  // `terms` are those of the entries from `first` - 1 on.
  FakeLog(raft::Index first, std::vector<raft::Term> terms)
      : first_(first), terms_(std::move(terms)) {}

  std::optional<raft::Term> TermAt(raft::Index index) const override {
    if (index + 1 < first_ || index > last()) return std::nullopt;
    return terms_[index + 1 - first_];
  }
  raft::Index first() const { return first_; }
  raft::Index last() const { return first_ + terms_.size() - 2; }

 private:
  raft::Index first_ = 1;
  std::vector<raft::Term> terms_ = {0};
};

// Set the fields, then take View(): what Step shows, and where it lives.
struct Scene {
  Step step;
  NodeMemory memory;
  FakeLog log;
  std::vector<raft::Entry> appended;
  std::vector<raft::Entry> applied;
  std::vector<raft::Message> sent;
  std::vector<PeerView> peers_before;
  std::vector<PeerView> peers;
  std::vector<Answer> began;
  std::vector<Answer> answered;

  // Valid until the scene changes. Takes the ends of the log from `log`.
  const Step& View();
};

// A step of a follower that is up, in which nothing changed.
Scene Quiet(raft::NodeId node, raft::Term term);
// The same with entries of `terms`, from index 1 on, that stand in the log.
Scene WithLog(raft::NodeId node, raft::Term term,
              std::vector<raft::Term> terms);
// The node wins the election of `term`, with such a log.
Scene Elected(raft::NodeId node, raft::Term term,
              std::vector<raft::Term> terms = {});
// The node, with such a log, learns in `term` that `commit` is committed.
Scene Commits(raft::NodeId node, raft::Term term, std::vector<raft::Term> terms,
              raft::Index commit);
// The node is down, or back up with what its disk kept of such a log.
Scene Crashed(raft::NodeId node, raft::Term term);
Scene Restarted(raft::NodeId node, raft::Term term,
                std::vector<raft::Term> terms = {});

raft::Entry EntryOf(raft::Index index, raft::Term term,
                    std::string_view data = {});
raft::Message MessageOf(raft::MessageType type, raft::NodeId to,
                        raft::Term term, bool reject = false);

// Success if nothing fell.
testing::AssertionResult Holds(const std::optional<Violation>& violation);
// Success if it fell under this name, with this text in its evidence.
testing::AssertionResult Falls(const std::optional<Violation>& violation,
                               std::string_view name,
                               std::string_view evidence);

}  // namespace invariants
