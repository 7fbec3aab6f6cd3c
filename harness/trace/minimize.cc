#include "harness/trace/minimize.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/action/apply.h"
#include "harness/action/lasting.h"
#include "harness/trace/end_of_run.h"
#include "harness/trace/renaming.h"
#include "harness/trace/replay.h"
#include "harness/trace/signature.h"
#include "harness/world/world.h"
#include "raft/base/check.h"

namespace harness {
namespace {

// Pairs are tried only in traces that are short already.
constexpr size_t kPairsUpTo = 150;
constexpr uint64_t kWatchEvery = 64;  // Replays.

class Minimizer {
 public:
  Minimizer(const Trace& trace,
            const std::function<bool(const MinimizeProgress&)>& watch)
      : setup_(trace.setup), watch_(watch) {
    std::vector<Action> actions = trace.actions;
    World world(setup_);
    for (const Action& action : actions) {
      if (auto violation = applier_.Apply(world, action)) {
        signature_ = SignatureOf(*violation);
        break;
      }
    }
    if (signature_.empty()) {
      if (const auto violation = CheckEndOfRun(world)) {
        signature_ = SignatureOf(*violation);
        falls_at_the_end_ = true;
      }
    }
    RAFT_CHECK(!signature_.empty(), "nothing falls under this trace");
    actions_ = std::move(actions);
    // Without no-ops and what comes after the fall.
    RAFT_CHECK(Try(setup_, actions_), "a trace fell once and not twice");
  }

  void Run() {
    CutWhatCannotMatter();
    for (bool shorter = true; shorter && !stopped_;) {
      shorter = CutGroups();
      shorter |= CutChunks();
      shorter |= SimplifySetup();
      shorter |= SimplifyActions();
      if (!shorter) shorter = CutPairs();
    }
  }

  const Setup& setup() const { return setup_; }
  const std::vector<Action>& actions() const { return actions_; }

 private:
  // If the same thing falls under these, keeps what happened of them.
  bool Try(const Setup& setup, const std::vector<Action>& actions) {
    if (Try(setup, actions, Renaming::kNearest)) return true;
    // Where nothing was to be named anew, or there was one message to be about,
    // others would do the same.
    const size_t choice = choice_;
    if (choice > 1 && (Try(setup, actions, Renaming::kNewest) ||
                       Try(setup, actions, Renaming::kOldest))) {
      return true;
    }
    return choice > 0 && Try(setup, actions, Renaming::kNone);
  }

  bool Try(const Setup& setup, const std::vector<Action>& actions,
           Renaming renaming) {
    if (stopped_) return false;
    ++progress_.replays;
    World world(setup);
    happened_.clear();
    choice_ = 0;
    for (Action action : actions) {
      if (IsAboutAMessage(action)) {
        choice_ = std::max(choice_, Rename(world, renaming, action));
      }
      const uint64_t no_ops = world.record.no_ops;
      const auto violation = applier_.Apply(world, action);
      if (world.record.no_ops == no_ops) happened_.push_back(action);
      if (!violation.has_value()) continue;
      if (SignatureOf(*violation) != signature_) return NotThis();
      Keep(setup);
      return true;
    }
    if (falls_at_the_end_) {
      const auto violation = CheckEndOfRun(world);
      if (violation && SignatureOf(*violation) == signature_) {
        Keep(setup);
        return true;
      }
    }
    return NotThis();
  }

  void Keep(const Setup& setup) {
    setup_ = setup;
    actions_ = happened_;
    progress_.actions = actions_.size();
    Report();
  }

  bool NotThis() {
    if (progress_.replays % kWatchEvery == 0) Report();
    return false;
  }

  void Report() {
    if (watch_ && !watch_(progress_)) stopped_ = true;
  }

  bool TryWithout(size_t begin, size_t end) {
    std::vector<Action> rest(actions_.begin(),
                             actions_.begin() + static_cast<ptrdiff_t>(begin));
    rest.insert(rest.end(), actions_.begin() + static_cast<ptrdiff_t>(end),
                actions_.end());
    return Try(setup_, rest);
  }

  template <typename Predicate>
  bool TryWithoutAll(const Predicate& leaves) {
    std::vector<Action> rest = actions_;
    std::erase_if(rest, leaves);
    return rest.size() < actions_.size() && Try(setup_, rest);
  }

  // First of all, what is not in the past of the fall: what happened to a node
  // after it said the last thing that reached those whom the fall is about.
  // That is the node that the last action touched, and perhaps another one.
  void CutWhatCannotMatter() {
    const raft::NodeId last = TouchedBy(actions_.back());
    for (raft::NodeId other = 1; other <= setup_.total(); ++other) {
      std::vector<Action> past = PastOf(last, other);
      if (past.size() < actions_.size() && Try(setup_, past)) return;
    }
  }

  std::vector<Action> PastOf(raft::NodeId one, raft::NodeId other) const {
    uint64_t heard = uint64_t{1} << one | uint64_t{1} << other;
    std::vector<Action> past;
    for (size_t i = actions_.size(); i-- > 0;) {
      const Action& action = actions_[i];
      const raft::NodeId touched = TouchedBy(action);
      const bool matters = touched == raft::kNone || (heard >> touched & 1);
      if (!matters) continue;
      if (action.verb == Verb::kDeliver) heard |= uint64_t{1} << action.node;
      past.push_back(action);
    }
    std::reverse(past.begin(), past.end());
    return past;
  }

  // None: links, clients or all nodes.
  static raft::NodeId TouchedBy(const Action& action) {
    switch (action.verb) {
      case Verb::kDeliver:
      case Verb::kDrop:
      case Verb::kDuplicate:
        return action.peer;
      case Verb::kCut:
      case Verb::kHeal:
      case Verb::kIsolate:
        return raft::kNone;
      default:
        return action.node;
    }
  }

  // What belongs together though it is scattered: all of a node, of a client,
  // of a verb; an election with everything that was said in its term.
  bool CutGroups() {
    bool shorter = false;
    for (uint64_t id = 1; id <= setup_.total(); ++id) {
      shorter |= TryWithoutAll([id](const Action& action) {
        return action.node == id || action.peer == id;
      });
    }
    for (uint64_t client = 1; client <= setup_.clients; ++client) {
      shorter |= TryWithoutAll(
          [client](const Action& action) { return action.client == client; });
    }
    for (uint64_t verb = 1; verb < kVerbs; ++verb) {
      shorter |= TryWithoutAll([verb](const Action& action) {
        return static_cast<uint64_t>(action.verb) == verb;
      });
    }
    for (size_t i = actions_.size(); i-- > 0;) {
      if (i < actions_.size() && actions_[i].verb == Verb::kTimeout) {
        shorter |= TryWithoutElection(i);
      }
    }
    return shorter;
  }

  // Without the timeout and what was said in the first term after it of which
  // its node spoke.
  bool TryWithoutElection(size_t timeout) {
    const auto speaks = [&](const Action& action) {
      return IsAboutAMessage(action) && action.node == actions_[timeout].node;
    };
    const auto first =
        std::find_if(actions_.begin() + static_cast<ptrdiff_t>(timeout),
                     actions_.end(), speaks);
    if (first == actions_.end()) return false;
    const raft::Term term = first->term;
    std::vector<Action> rest = actions_;
    rest.erase(rest.begin() + static_cast<ptrdiff_t>(timeout));
    std::erase_if(rest, [term](const Action& action) {
      return IsAboutAMessage(action) && action.term == term;
    });
    return Try(setup_, rest);
  }

  // Ever smaller parts, the last ones first: what is far from the fall in time
  // often stays until what leads from it to the fall is gone.
  bool CutChunks() {
    bool shorter = false;
    for (size_t size = std::max<size_t>(actions_.size() / 2, 1);; size /= 2) {
      for (size_t end = actions_.size(); end > 0;) {
        const size_t begin = end > size ? end - size : 0;
        if (TryWithout(begin, end)) shorter = true;
        end = std::min(begin, actions_.size());
      }
      if (size == 1) return shorter;
    }
  }

  // Two that only make sense together: a crash and its restart, say.
  bool CutPairs() {
    if (actions_.size() > kPairsUpTo) return false;
    for (size_t second = actions_.size(); second-- > 1;) {
      for (size_t first = second; first-- > 0;) {
        std::vector<Action> rest = actions_;
        rest.erase(rest.begin() + static_cast<ptrdiff_t>(second));
        rest.erase(rest.begin() + static_cast<ptrdiff_t>(first));
        if (Try(setup_, rest)) return true;
      }
    }
    return false;
  }

  bool SimplifySetup() {
    bool simpler = false;
    for (const SetupField& field : SetupFields()) {
      while (TryPlainer(field)) simpler = true;
    }
    return simpler;
  }

  bool TryPlainer(const SetupField& field) {
    for (const Setup& plainer : Plainer(setup_, field)) {
      if (Try(plainer, actions_)) return true;
    }
    return false;
  }

  bool SimplifyActions() {
    bool simpler = RenumberClients();
    for (size_t i = actions_.size(); i-- > 0;) {
      // A success may have taken others away.
      if (i >= actions_.size()) continue;
      const Action action = actions_[i];
      // One timeout for many ticks: the others can go then.
      if (action.verb == Verb::kTick) {
        simpler |= TryChange(i, &Action::verb, Verb::kTimeout);
      }
      simpler |= TryChange(i, &Action::key, uint64_t{0});
      simpler |= TryChange(i, &Action::option, uint64_t{0});
      simpler |= TryPlainerSettlings(i);
      // Members are enough.
      if (action.client != 0 && action.node > setup_.nodes) {
        simpler |= TryChange(i, &Action::node, raft::NodeId{1});
      }
    }
    return simpler;
  }

  bool TryPlainerSettlings(size_t position) {
    if (position >= actions_.size() ||
        actions_[position].verb != Verb::kSettle) {
      return false;
    }
    bool plainer = false;
    for (bool changed = true; changed;) {
      changed = false;
      for (const uint64_t option :
           PlainerSettlings(actions_[position].option)) {
        if (!TryChange(position, &Action::option, option)) continue;
        changed = plainer = true;
        break;
      }
      // Others may have gone with it.
      if (position >= actions_.size()) break;
    }
    return plainer;
  }

  template <typename T>
  bool TryChange(size_t position, T Action::* member, const T& value) {
    if (position >= actions_.size() || actions_[position].*member == value) {
      return false;
    }
    std::vector<Action> changed = actions_;
    changed[position].*member = value;
    return Try(setup_, changed);
  }

  // The clients that are there become 1, 2 and so on.
  bool RenumberClients() {
    std::vector<uint64_t> clients;
    for (const Action& action : actions_) {
      if (action.client == 0) continue;
      if (std::find(clients.begin(), clients.end(), action.client) ==
          clients.end()) {
        clients.push_back(action.client);
      }
    }
    std::vector<Action> changed = actions_;
    for (Action& action : changed) {
      const auto place =
          std::find(clients.begin(), clients.end(), action.client);
      if (place == clients.end()) continue;
      action.client = static_cast<uint64_t>(place - clients.begin()) + 1;
    }
    return changed != actions_ && Try(setup_, changed);
  }

  Setup setup_;
  std::vector<Action> actions_;
  std::string signature_;
  const std::function<bool(const MinimizeProgress&)>& watch_;
  MinimizeProgress progress_;
  bool stopped_ = false;
  bool falls_at_the_end_ = false;  // Not by an action.
  Applier applier_;
  std::vector<Action> happened_;
  size_t choice_ = 0;  // The most that Rename returned in the last replay.
};

}  // namespace

Trace Minimize(const Trace& trace,
               const std::function<bool(const MinimizeProgress&)>& watch) {
  Minimizer minimizer(trace, watch);
  minimizer.Run();
  Trace result;
  result.setup = minimizer.setup();
  result.actions = minimizer.actions();
  result.strategy = trace.strategy;
  result.seed = trace.seed;
  Complete(result);
  return result;
}

}  // namespace harness
