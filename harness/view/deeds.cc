#include "harness/view/deeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/view/badges.h"
#include "harness/view/words.h"
#include "raft/describe/name.h"

namespace harness {
namespace {

using raft::MessageType;
using raft::Role;

constexpr size_t kSentDeeds = 5;

class Deeds {
 public:
  Deeds(const Frames& frames, uint64_t number, raft::NodeId id)
      : frames_(frames),
        number_(number),
        step_(frames.steps[number]),
        id_(id),
        before_(frames.At(number - 1, id)),
        after_(frames.At(number, id)),
        was_(before_.view),
        is_(after_.view) {
    for (const size_t position : step_.sent) {
      const ShownMessage& message = frames_.messages[position];
      if (message.from == id && !message.copy_of) sent_.push_back(&message);
    }
  }

  std::vector<std::string> All(bool with_messages) {
    if (was_.up && !is_.up) {
      if (step_.action.verb != Verb::kCrash) Say("stops and is down");
      return std::move(deeds_);
    }
    if (!was_.up) {
      if (is_.up) TellStart();
    } else {
      TellRole();
      TellVote();
      TellLog();
    }
    if (was_.up) TellProgress();
    if (with_messages) TellSent();
    return std::move(deeds_);
  }

 private:
  template <typename... Arguments>
  void Say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    deeds_.push_back(
        fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  void TellStart() {
    if (is_.last_index == 0) {
      Say("is there with an empty disk");
    } else {
      Say("finds term {} and a log up to entry {} on its disk", is_.term,
          is_.last_index);
    }
  }

  void TellRole() {
    const bool newer = is_.term > was_.term;
    const bool changed = newer || is_.role != was_.role;
    if (is_.role == Role::kCandidate && changed) {
      Say("campaigns in term {}", is_.term);
    } else if (is_.role == Role::kPreCandidate && changed) {
      Say("asks whether it would win term {}", is_.term + 1);
    } else if (is_.role == Role::kLeader && changed) {
      Say("has the votes and leads term {}", is_.term);
    } else if (is_.role == Role::kFollower && changed) {
      if (newer) Say("hears of term {}", is_.term);
      if (was_.role == Role::kLeader) Say("steps down");
      if (was_.role == Role::kCandidate) Say("is no candidate any more");
      if (was_.role == Role::kPreCandidate) Say("gives up asking");
    }
    if (is_.lead == was_.lead || is_.lead == id_) return;
    if (is_.lead != raft::kNone) {
      Say("follows node {}", is_.lead);
    } else if (!changed) {
      Say("follows nobody any more");
    }
  }

  void TellVote() {
    const bool cast = is_.vote != raft::kNone && is_.vote != id_ &&
                      (is_.vote != was_.vote || is_.term != was_.term);
    if (cast) Say("votes for node {} in term {}", is_.vote, is_.term);
    for (const ShownMessage* message : sent_) {
      if (message->type == MessageType::kVoteResp) {
        if (message->reject) {
          Say("refuses node {} its vote", message->to);
        } else if (message->to != id_ && !(cast && is_.vote == message->to)) {
          Say("sends node {} its vote of term {}", message->to, message->term);
        }
      } else if (message->type == MessageType::kPreVoteResp) {
        Say("{} vote for node {} in term {}",
            message->reject ? "would not" : "would", message->to,
            message->term);
      }
    }
  }

  void TellLog() {
    const LogChange change = LogChangeOf(frames_, number_, id_);
    if (change.compacted != 0 && step_.action.verb == Verb::kCompact) {
      Say("forgets its log up to entry {}", change.compacted);
    } else if (change.compacted != 0) {
      Say("installs a snapshot up to entry {}", change.compacted);
    }
    if (!change.removed.empty()) {
      Say("removes its own {}", Entries(frames_, change.removed));
    }
    if (change.added.empty()) return;
    std::string what = Entries(frames_, change.added);
    if (change.added.size() == 1) {
      what += fmt::format(" ({})", frames_.entries[change.added.front()].text);
    }
    Say("{} {}", is_.role == Role::kLeader ? "appends" : "stores", what);
  }

  void TellProgress() {
    if (is_.commit > was_.commit) Say("commits up to entry {}", is_.commit);
    if (is_.applied > was_.applied) {
      Say("applies {}", Entries(was_.applied + 1, is_.applied));
    }
    if (after_.unsynced > before_.unsynced) {
      Say("has {} write{} that {} not durable yet", after_.unsynced,
          after_.unsynced == 1 ? "" : "s", after_.unsynced == 1 ? "is" : "are");
    }
    if (after_.configuration != before_.configuration) {
      Say("now has the configuration {}", after_.configuration);
    }
  }

  // Messages that say the same are one deed.
  void TellSent() {
    std::vector<std::pair<std::string, std::vector<const ShownMessage*>>> told;
    for (const ShownMessage* message : sent_) {
      const std::string deed = Deed(*message);
      if (deed.empty()) continue;
      const auto same =
          std::find_if(told.begin(), told.end(),
                       [&](const auto& other) { return other.first == deed; });
      if (same == told.end()) {
        told.push_back({deed, {message}});
      } else {
        same->second.push_back(message);
      }
    }
    // A leader that catches up says much that is alike.
    const size_t shown =
        told.size() > kSentDeeds ? kSentDeeds - 1 : told.size();
    for (size_t i = 0; i < shown; ++i) {
      const auto& [deed, messages] = told[i];
      std::vector<raft::NodeId> targets;
      std::vector<raft::NodeId> lost;
      for (const ShownMessage* message : messages) {
        targets.push_back(message->to);
        if (message->fate == Fate::kCut || message->fate == Fate::kFull) {
          lost.push_back(message->to);
        }
      }
      std::string text = deed;
      text.replace(text.find('@'), 1, Nodes(targets));
      if (lost.size() == targets.size()) {
        text += ", in vain: it is lost";
      } else if (!lost.empty()) {
        text += fmt::format(" (lost on the way to {})", Nodes(lost));
      }
      deeds_.push_back(std::move(text));
    }
    if (shown < told.size()) {
      Say("sends {} things more", told.size() - shown);
    }
  }

  // With `@` for the receivers; empty for what was told before.
  std::string Deed(const ShownMessage& message) const {
    switch (message.type) {
      case MessageType::kVote:
        return "asks @ for a vote";
      case MessageType::kPreVote:
        return "asks @ for a pre-vote";
      case MessageType::kVoteResp:
      case MessageType::kPreVoteResp:
        return "";
      case MessageType::kApp:
        return message.entries.empty()
                   ? fmt::format("sends an empty append after entry {} to @",
                                 message.index)
                   : "sends " + Entries(frames_, message.entries) + " to @";
      case MessageType::kAppResp:
        return message.reject
                   ? fmt::format("tells @ that it cannot append after entry {}",
                                 message.index)
                   : fmt::format("acknowledges to @ up to entry {}",
                                 message.index);
      case MessageType::kSnap:
        return fmt::format("sends a snapshot up to entry {} to @",
                           message.snapshot);
      case MessageType::kHeartbeat:
        return "sends a heartbeat to @";
      case MessageType::kHeartbeatResp:
        return "answers the heartbeat of @";
      case MessageType::kProp:
        return "passes the proposal on to @";
      case MessageType::kReadIndex:
        return "passes the read on to @";
      case MessageType::kReadIndexResp:
        return fmt::format("lets @ read from entry {} on", message.index);
      case MessageType::kTransferLeader:
        return "asks @ to hand over the leadership";
      case MessageType::kTimeoutNow:
        return "tells @ to campaign at once";
      default:
        return fmt::format("sends {} to @", raft::Name(message.type));
    }
  }

  const Frames& frames_;
  const uint64_t number_;
  const ShownStep& step_;
  const raft::NodeId id_;
  const ShownNode& before_;
  const ShownNode& after_;
  const invariants::NodeView& was_;
  const invariants::NodeView& is_;
  std::vector<const ShownMessage*> sent_;
  std::vector<std::string> deeds_;
};

}  // namespace

std::vector<std::string> DeedsOf(const Frames& frames, uint64_t step,
                                 raft::NodeId node, bool all) {
  return Deeds(frames, step, node).All(all);
}

}  // namespace harness
