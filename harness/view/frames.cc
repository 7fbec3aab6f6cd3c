#include "harness/view/frames.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>

#include "harness/action/apply.h"
#include "harness/action/look_at.h"
#include "harness/trace/end_of_run.h"
#include "harness/trace/replay.h"
#include "harness/view/flights.h"
#include "harness/view/settle_parts.h"
#include "harness/view/shown_entries.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"
#include "raft/tracker/tracker.h"

namespace harness {
namespace {

std::string OriginOf(const Trace& trace) {
  std::string origin = fmt::format("{} actions", trace.actions.size());
  if (!trace.strategy.empty()) {
    origin += fmt::format(", {} with seed {}", trace.strategy, trace.seed);
  }
  return origin;
}

std::string DescribeIds(const raft::IdList& ids) {
  return fmt::format("({})", fmt::join(ids, " "));
}

// As raft::Describe, but with the ids as they are written everywhere else here:
// there node 10 is a, as in the reference.
std::string DescribeMembers(const raft::Configuration& members) {
  std::string text = "voters=" + DescribeIds(members.voters.incoming);
  if (members.voters.joint()) {
    text += "&&" + DescribeIds(members.voters.outgoing);
  }
  if (!members.learners.empty()) {
    text += " learners=" + DescribeIds(members.learners);
  }
  if (!members.learners_next.empty()) {
    text += " learners_next=" + DescribeIds(members.learners_next);
  }
  if (members.auto_leave) text += " autoleave";
  return text;
}

// Builds the frames step by step.
class Filmer {
 public:
  Filmer(const Trace& trace, Frames& frames)
      : trace_(trace),
        frames_(frames),
        entries_(frames.entries),
        world_(trace.setup),
        flights_(trace.setup.total(), frames, entries_) {
    ShownStep& start = frames_.steps.emplace_back();
    for (raft::NodeId id = 1; id <= trace.setup.total(); ++id) {
      start.nodes.push_back(AddNode(id));
    }
  }

  // Makes the next action happen. Returns what fell, if something did.
  std::optional<invariants::Violation> Take(const Action& action) {
    const World before = world_;
    SettleNotes notes(before);
    applier_.watch_settle = [&](const World& now, const Action& part) {
      notes.Note(now, part);
    };
    auto violation = applier_.Apply(world_, action);
    ++number_;
    if (violation && action.verb == Verb::kSettle) {
      const bool fell_within = violation->invariant != "progress";
      if (fell_within) notes.ShowLast();
      world_ = before;
      TakeParts(action, notes);
    } else {
      Film(before, StepBy(action));
    }
    applier_.watch_settle = nullptr;
    Compare();
    return violation;
  }

  // The fall that something thrown while a step was shown is.
  invariants::Violation Fell(std::string_view text) const {
    return ThrownBetween(world_, text, "the view");
  }

  // What is asked after the last action. Returns what fell, if something did.
  std::optional<invariants::Violation> End() { return CheckEndOfRun(world_); }

  // Adds what clients saw.
  void AddCalls() {
    for (const HistoryEvent& event : world_.record.history) {
      const size_t position = frames_.calls.size();
      ShownCall& call = frames_.calls.emplace_back();
      call.client = event.client;
      call.sequence = event.sequence;
      call.text = DescribeCommand(event.command);
      call.called_at = StepOf(event.called_at);
      frames_.steps[call.called_at].began.push_back(position);
      if (event.answered_at == 0) continue;
      call.answered_at = StepOf(event.answered_at);
      call.answer = DescribeOutcome(event.command, event.outcome);
      frames_.steps[call.answered_at].answered.push_back(position);
    }
    for (uint64_t number = 1; number < frames_.steps.size(); ++number) {
      const ShownStep& step = frames_.steps[number];
      if (step.action.verb != Verb::kAbandon || step.no_op) continue;
      for (size_t i = frames_.calls.size(); i-- > 0;) {
        ShownCall& call = frames_.calls[i];
        if (call.client != step.action.client || call.called_at > number) {
          continue;
        }
        call.left_at = number;
        break;
      }
    }
  }

 private:
  static ShownStep StepBy(const Action& action) {
    ShownStep step;
    step.action = action;
    step.text = Describe(action);
    return step;
  }

  // Completes and adds a step that led from `before` to the world as it is.
  void Film(const World& before, ShownStep step) {
    step.number = number_;
    step.no_op = !step.left_out && world_.record.no_ops != before.record.no_ops;
    step.nodes = frames_.steps.back().nodes;
    // Copies share replicas until one is touched: that is how one sees which.
    for (raft::NodeId id = 1; id <= step.nodes.size(); ++id) {
      if (&before.replica(id) == &world_.replica(id)) continue;
      step.touched.push_back(id);
      step.nodes[id - 1] = AddNode(id);
    }
    for (raft::NodeId from = 1; from <= step.nodes.size(); ++from) {
      for (raft::NodeId to = 1; to <= step.nodes.size(); ++to) {
        if (from == to || !world_.network.IsCut(from, to)) continue;
        step.cut.emplace_back(from, to);
      }
    }
    frames_.steps.push_back(std::move(step));
    actions_.push_back(world_.record.actions);
    flights_.Follow(before, world_);
  }

  // Makes a settle phase happen that fails, and shows its last actions. Those
  // in a row that show nothing but heartbeats are one step.
  void TakeParts(const Action& settle, const SettleNotes& notes) {
    const std::vector<SettlePart>& parts = notes.parts();
    const size_t first = notes.FirstShown();
    LeftOut left_out{.low = LatestTerm()};
    if (first != 0) {
      left_out.more = parts[first - 1].round == parts[first].round;
      left_out.rounds = parts[first - 1].round - left_out.more;
    }
    World filmed = world_;  // Up to here.
    SettlePlace place;
    uint64_t shown_round = left_out.rounds;
    bool beats = false;
    size_t done = 0;
    const auto film = [&](ShownStep step) {
      Film(filmed, std::move(step));
      filmed = world_;
      beats = false;
    };
    const auto begin = [&] {
      left_out.high = LatestTerm();
      ShownStep step = StepBy(settle);
      step.left_out = left_out;
      film(std::move(step));
    };
    if (first == 0) begin();
    applier_.watch_settle = [&](const World&, const Action& action) {
      const SettlePart& now = parts[done++];
      if (done < first) return;
      if (done == first) return begin();
      place.round = now.round;
      place.quiet = now.shows != Shows::kMuch;
      const bool is_last = done == parts.size();
      beats |= now.shows == Shows::kBeats;
      if (place.quiet) {
        // Not yet all that is one step?
        if (!is_last && parts[done].shows != Shows::kMuch) return;
        if (!beats && (!is_last || now.round == shown_round)) {
          filmed = world_;
          return;
        }
      }
      ++place.part;
      ShownStep step = StepBy(place.quiet ? Action() : action);
      step.place = place;
      if (place.quiet) {
        step.text = QuietText(shown_round, now.round, beats, is_last);
      }
      film(std::move(step));
      shown_round = now.round;
    };
    applier_.Apply(world_, settle);
  }

  // What there is to say of the time since something has shown, up to `now`.
  static std::string QuietText(uint64_t shown, uint64_t now, bool beats,
                               bool is_last) {
    const std::string text =
        beats ? "nothing but heartbeats shows " : "nothing shows ";
    if (!is_last) {
      return text + (now == shown ? "for a while"
                                  : fmt::format("until round {}", now));
    }
    if (now == shown) return text + fmt::format("in the rest of round {}", now);
    if (now == shown + 1) return text + fmt::format("in round {}", now);
    return text + fmt::format("in rounds {} to {}", shown + 1, now);
  }

  raft::Term LatestTerm() const {
    raft::Term term = 0;
    for (raft::NodeId id = 1; id <= trace_.setup.total(); ++id) {
      term = std::max(term, world_.replica(id).View().term);
    }
    return term;
  }

  // The step in which an action happened: a settle phase is many in one.
  uint64_t StepOf(uint64_t action) const {
    const auto step =
        std::lower_bound(actions_.begin(), actions_.end(), action);
    return static_cast<uint64_t>(step - actions_.begin()) + 1;
  }

  size_t AddNode(raft::NodeId id) {
    const Replica& replica = world_.replica(id);
    ShownNode node;
    node.view = replica.View();
    node.unsynced = replica.unsynced();
    if (replica.up()) {
      node.configuration = DescribeMembers(replica.configuration());
      const raft::Index end = node.view.last_index + 1;
      const raft::Index low = std::max<raft::Index>(
          node.view.first_index, end > kShownEntries ? end - kShownEntries : 0);
      raft::EntryList entries;
      replica.Entries(low, end, entries);
      for (const raft::Entry& entry : entries) {
        node.log.push_back(entries_.PositionOf(entry));
      }
    }
    frames_.states.push_back(std::move(node));
    return frames_.states.size() - 1;
  }

  void Compare() {
    if (frames_.differs_at == 0 && ComparesFingerprints(trace_) &&
        world_.GetFingerprint() != trace_.fingerprints[number_ - 1]) {
      frames_.differs_at = number_;
    }
  }

  const Trace& trace_;
  Frames& frames_;
  ShownEntries entries_;
  World world_;
  Applier applier_;
  Flights flights_;
  uint64_t number_ = 0;            // Of the action that happened last.
  std::vector<uint64_t> actions_;  // By step: how many there were by its end.
};

}  // namespace

std::string_view Name(Fate fate) {
  switch (fate) {
    case Fate::kInFlight:
      return "in flight";
    case Fate::kDelivered:
      return "delivered";
    case Fate::kDropped:
      return "dropped";
    case Fate::kCut:
      return "lost on a cut link";
    case Fate::kFull:
      return "lost on a full link";
    case Fate::kDown:
      return "lost, the node is down";
    case Fate::kLost:
      break;
  }
  return "lost";
}

Frames FramesOf(const Trace& trace, std::string title) {
  Frames frames;
  frames.title = std::move(title);
  frames.setup = Describe(trace.setup);
  frames.origin = OriginOf(trace);
  frames.nodes = trace.setup.total();
  frames.members = trace.setup.members();
  Filmer filmer(trace, frames);
  for (const Action& action : trace.actions) {
    std::optional<invariants::Violation> violation;
    try {
      violation = filmer.Take(action);
    } catch (const std::exception& thrown) {
      violation = filmer.Fell(thrown.what());
    }
    if (!violation) continue;
    frames.violation = {*violation, frames.steps.size() - 1, false};
    break;
  }
  if (!frames.violation) {
    if (auto violation = filmer.End()) {
      frames.violation = {*violation, frames.steps.size() - 1, false};
    }
  }
  filmer.AddCalls();
  if (!frames.violation && trace.violation) {
    frames.violation = {*trace.violation, frames.steps.size() - 1, true};
  }
  return frames;
}

}  // namespace harness
