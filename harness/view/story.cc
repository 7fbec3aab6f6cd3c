#include "harness/view/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "harness/action/lasting.h"
#include "harness/view/batch_words.h"
#include "harness/view/deeds.h"
#include "harness/view/words.h"

namespace harness {
namespace {

std::string Sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text + ".";
}

class Teller {
 public:
  Teller(const Frames& frames, uint64_t number)
      : frames_(frames), number_(number), step_(frames.steps[number]) {}

  std::string Tell() {
    if (!step_.place) return TellIt();
    if (step_.place->quiet) return Sentence(step_.text);
    const uint64_t round = step_.place->round;
    const auto& before = frames_.steps[number_ - 1].place;
    // Said where it begins.
    if (round == (before ? before->round : 0)) return TellIt();
    return fmt::format("Round {}: {}", round, TellIt());
  }

 private:
  std::string TellIt() {
    if (step_.no_op) {
      return fmt::format("Nothing happens: “{}” makes no sense now.",
                         step_.text);
    }
    std::string text =
        step_.touched.size() > 1 || step_.left_out ? Many() : One();
    for (const size_t position : step_.answered) {
      const ShownCall& call = frames_.calls[position];
      text += fmt::format(" Client {} is answered “{}”: {}.", call.client,
                          call.text, call.answer);
    }
    return text;
  }

  // How a step begins, and whose deeds follow: `node 2 times out` is about 2.
  struct Opening {
    std::string text;
    bool about_node = false;  // Deeds follow as `and ...`, not `which ...`.
    bool has_words = true;    // False: it is only the action's text.
  };

  std::string One() {
    const Opening opening = Open();
    if (step_.touched.empty()) return Sentence(opening.text);
    const auto deeds =
        DeedsOf(frames_, number_, step_.touched.front(), /*all=*/true);
    std::string text = opening.text;
    if (deeds.empty()) {
      text += NothingSeen();
    } else if (!opening.has_words) {
      text += fmt::format(": node {} {}", step_.touched.front(), Listed(deeds));
    } else if (opening.about_node) {
      text += deeds.size() == 1 ? " and " : ", ";
      text += Listed(deeds);
    } else {
      text += fmt::format(", which {}", Listed(deeds));
    }
    return Sentence(std::move(text));
  }

  // What follows when no deed shows: much of what a node notes does not.
  std::string_view NothingSeen() const {
    switch (step_.action.verb) {
      case Verb::kDeliver:
        return IsLate(frames_.messages[step_.ended.front()])
                   ? " and changes nothing"
                   : ", which takes note of it";
      case Verb::kPropose:
      case Verb::kRetry:
      case Verb::kRead:
      case Verb::kChange:
        return step_.answered.empty() ? "; nothing shows yet" : "";
      default:
        return "";
    }
  }

  // An action that moves many messages.
  std::string Many() {
    std::string text = Sentence(Open().text);
    if (const std::string left_out = LeftOutIn(step_); !left_out.empty()) {
      text += " " + Sentence(left_out);
    }
    const auto count = [&](Fate fate) {
      return std::count_if(step_.ended.begin(), step_.ended.end(),
                           [&](size_t message) {
                             return frames_.messages[message].fate == fate;
                           });
    };
    if (const auto delivered = count(Fate::kDelivered); delivered > 0) {
      text += fmt::format(
          " {} that {} in flight {} delivered.",
          delivered == 1 ? "A message" : fmt::format("{} messages", delivered),
          delivered == 1 ? "was" : "were", delivered == 1 ? "is" : "are");
    }
    for (const raft::NodeId node : step_.touched) {
      const auto deeds = DeedsOf(frames_, number_, node, /*all=*/false);
      if (!deeds.empty()) {
        text += fmt::format(" Node {} {}.", node, Listed(deeds));
      }
    }
    return text;
  }

  Opening Open() const {
    const Action& action = step_.action;
    switch (action.verb) {
      case Verb::kDeliver:
      case Verb::kDrop:
      case Verb::kDuplicate:
        return {OpenMessage()};
      case Verb::kTick:
        return {fmt::format("a tick passes on node {}", action.node)};
      case Verb::kTimeout:
        return {fmt::format("node {} {}", action.node,
                            WasLeader() ? "has led for an election timeout"
                                        : "times out"),
                true};
      case Verb::kBeat:
        return {fmt::format("node {} comes to its next heartbeat", action.node),
                true};
      case Verb::kReady:
        return {fmt::format("node {} takes up its work", action.node), true};
      case Verb::kSync:
        return {fmt::format("node {} makes a write durable", action.node),
                true};
      case Verb::kHear:
        return {
            fmt::format("node {} hears from its append thread", action.node),
            true};
      case Verb::kApply:
        return {fmt::format("node {} gets to apply", action.node), true};
      case Verb::kCrash:
        return {fmt::format("node {} crashes{}", action.node, LostWrites()),
                true};
      case Verb::kRestart:
        return {fmt::format("node {} restarts", action.node), true};
      case Verb::kCut:
        return {fmt::format("the link from {} to {} is cut", action.node,
                            action.peer)};
      case Verb::kHeal:
        return {fmt::format("the link from {} to {} works again", action.node,
                            action.peer)};
      case Verb::kPropose:
      case Verb::kRetry:
      case Verb::kRead:
      case Verb::kAbandon:
        return {OpenCall()};
      case Verb::kChange:
        return {fmt::format("node {} is asked to {}", action.node, Change())};
      case Verb::kCompact:
        return {fmt::format("node {} makes a snapshot", action.node), true};
      case Verb::kTransfer:
        return {fmt::format("node {} is asked to hand the leadership to {}",
                            action.node, action.peer)};
      case Verb::kForget:
        return {
            fmt::format("node {} is told to forget who leads", action.node)};
      case Verb::kCampaign:
        return {fmt::format("node {} is told to campaign", action.node)};
      case Verb::kReport:
        return {fmt::format("node {} hears that its snapshot {} node {}",
                            action.node,
                            action.option == static_cast<uint64_t>(Fared::kWell)
                                ? "has arrived at"
                                : "did not get to",
                            action.peer)};
      case Verb::kUnreachable:
        return {fmt::format("node {} hears that node {} cannot be reached",
                            action.node, action.peer)};
      case Verb::kFail:
        return {fmt::format("the disk of node {} fails", action.node)};
      case Verb::kIsolate:
        return {fmt::format("node {} is cut off from all others", action.node)};
      case Verb::kPartition:
        return {fmt::format(
            "{} cut off from the others",
            std::has_single_bit(action.option)
                ? fmt::format("node {} is", NumbersIn(action.option))
                : fmt::format("nodes {} are", NumbersIn(action.option)))};
      case Verb::kMend:
        return {"all links work again"};
      case Verb::kWipe:
        return {
            fmt::format("node {} has lost its disk, and is up with an "
                        "empty one",
                        action.node)};
      case Verb::kReconfigure:
        return {fmt::format(
            "node {} is asked for a membership of {}{}{}", action.node,
            action.option == 0
                ? "no voters"
                : fmt::format("voters {}", NumbersIn(action.option)),
            action.key == 0
                ? ""
                : fmt::format(" and learners {}", NumbersIn(action.key)),
            action.nth == static_cast<uint64_t>(Transition::kExplicit)
                ? ", to be left when told to"
                : "")};
      case Verb::kBatch:
        return {fmt::format("node {} is asked, in one message, {}", action.node,
                            BatchWords(action))};
      case Verb::kLeave:
        return {fmt::format("node {} is asked to leave the joint membership",
                            action.node)};
      case Verb::kSettle:
        return {OpenSettling()};
      default:
        return {fmt::format("“{}”", step_.text), false, false};
    }
  }

  std::string OpenSettling() const {
    const auto option = DecodeSettling(step_.action.option);
    if (!option || option->settling != Settling::kLasting) {
      return "all links heal, nodes restart, and time passes without a fault";
    }
    return fmt::format(
        "all links heal, nodes restart, and time passes without a fault but "
        "those that last, as long as every membership has a quorum without "
        "these nodes: {}",
        Listed(Describe(option->faults, step_.nodes.size())));
  }

  std::string OpenMessage() const {
    const Action& action = step_.action;
    const ShownMessage* message = nullptr;
    if (!step_.ended.empty()) message = &frames_.messages[step_.ended.front()];
    if (action.verb == Verb::kDuplicate && !step_.sent.empty()) {
      message = &frames_.messages[step_.sent.front()];
    }
    if (message == nullptr) return fmt::format("“{}”", step_.text);
    std::string what =
        fmt::format("the {}{} from node {}", message->copy_of ? "doubled " : "",
                    Phrase(*message, frames_), message->from);
    if (action.verb == Verb::kDrop) {
      return fmt::format("{} to {} is lost", what, message->to);
    }
    if (action.verb == Verb::kDuplicate) {
      return fmt::format("the {} from node {} to {} is there twice now",
                         Phrase(*message, frames_), message->from, message->to);
    }
    if (message->fate != Fate::kDelivered) {
      return fmt::format("{} comes to node {}, which is down: it is lost", what,
                         message->to);
    }
    return fmt::format("{} reaches node {}{}", what, message->to,
                       IsLate(*message) ? " late" : "");
  }

  // True if the term in which it was sent is over for the receiver.
  bool IsLate(const ShownMessage& message) const {
    return message.term != 0 &&
           message.term < frames_.At(number_ - 1, message.to).view.term;
  }

  std::string OpenCall() const {
    const Action& action = step_.action;
    // The last call that the client began.
    const auto call = std::find_if(
        frames_.calls.rbegin(), frames_.calls.rend(), [&](const auto& other) {
          return other.client == action.client && other.called_at <= number_;
        });
    const std::string what =
        call == frames_.calls.rend() ? "its call" : "“" + call->text + "”";
    if (action.verb == Verb::kAbandon) {
      return fmt::format("client {} waits no longer for {}", action.client,
                         what);
    }
    return fmt::format("client {} asks {}{} of node {}", action.client,
                       action.verb == Verb::kRetry ? "again " : "", what,
                       action.node);
  }

  std::string Change() const {
    const Action& action = step_.action;
    if (action.peer == raft::kNone) return "make a change that names nobody";
    switch (static_cast<harness::Change>(action.option)) {
      case harness::Change::kAddVoter:
        return fmt::format("make node {} a voter", action.peer);
      case harness::Change::kRemove:
        return fmt::format("remove node {} from the cluster", action.peer);
      case harness::Change::kAddLearner:
        return fmt::format("make node {} a learner", action.peer);
    }
    return fmt::format("change the membership (“{}”)", step_.text);
  }

  std::string LostWrites() const {
    const ShownNode& before = frames_.At(number_ - 1, step_.action.node);
    const size_t kept = std::min<size_t>(before.unsynced, step_.action.option);
    if (before.unsynced == kept) return "";
    return fmt::format(" and loses {} of {} unsynced writes",
                       before.unsynced - kept, before.unsynced);
  }

  bool WasLeader() const {
    return frames_.At(number_ - 1, step_.action.node).view.role ==
           raft::Role::kLeader;
  }

  const Frames& frames_;
  const uint64_t number_;
  const ShownStep& step_;
};

std::string Beginning(const Frames& frames) {
  std::vector<raft::NodeId> members;
  for (raft::NodeId id = 1; id <= frames.members; ++id) members.push_back(id);
  const bool alone = members.size() == 1;
  std::string text = fmt::format(
      "{} begin{} as {} in term {}", Nodes(members), alone ? "s" : "",
      alone ? "a follower" : "followers", frames.At(0, 1).view.term);
  if (frames.nodes > frames.members) {
    text += fmt::format("; {} more may join", frames.nodes - frames.members);
  }
  return Sentence(std::move(text));
}

}  // namespace

std::vector<std::string> StoryOf(const Frames& frames) {
  std::vector<std::string> story = {Beginning(frames)};
  for (uint64_t step = 1; step < frames.steps.size(); ++step) {
    story.push_back(Teller(frames, step).Tell());
  }
  return story;
}

std::string FallOf(const Frames& frames) {
  if (!frames.violation) return "";
  const ShownViolation& fall = *frames.violation;
  if (fall.stored) {
    return fmt::format(
        "The trace is of a fall of {}, which did not happen this time; its "
        "evidence was: {}",
        fall.what.invariant, fall.what.evidence);
  }
  return fmt::format("Here {} fell: {}", fall.what.invariant,
                     fall.what.evidence);
}

std::string StoryText(const Frames& frames) {
  std::string text;
  const std::vector<std::string> story = StoryOf(frames);
  for (size_t step = 0; step < story.size(); ++step) {
    text += fmt::format("{}. {}\n", NumberOf(frames.steps[step]), story[step]);
  }
  const std::string fall = FallOf(frames);
  return fall.empty() ? text : text + fall + "\n";
}

}  // namespace harness
