// Sweep: goes through the calls and returns of a register in the order of time,
// and keeps the configurations in which it can be.
//
// A narrow look is enough almost everywhere: the best configurations are kept,
// the others forgotten. When all that are left die, the sweep goes back a
// little and looks more widely at the window up to there, beginning with the
// configurations that there were; and further back each time that this does not
// help. Only where none was forgotten a death is a proof.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "invariants/linearizability/alikes.h"
#include "invariants/linearizability/closure.h"
#include "invariants/linearizability/event_stream.h"
#include "invariants/linearizability/finding.h"
#include "invariants/linearizability/leap.h"
#include "invariants/linearizability/places.h"
#include "invariants/linearizability/trail.h"

namespace lin {

// How much is looked at; 0: all.
struct Breadth {
  size_t width = 0;  // Configurations that are kept after each return.
  size_t tries = 0;  // Those that are asked how they can explain a return.
};

// When the search is asked about a window (leap.h): whenever the sweep cannot
// go on, and once when it has spent much on one.
struct Handover {
  uint64_t after_steps = uint64_t{1} << 15;
  uint64_t search_steps = uint64_t{1} << 14;  // For the answer.
  bool never = false;
};

class Sweep {
 public:
  // REQUIRES: the last breadth is all.
  Sweep(const RegisterPart& part, std::span<const Breadth> breadths,
        const Budget& budget, const Handover& handover);

  // kUndecided if the budget is spent, there are too many open operations, or
  // lost() is true.
  Finding Run();

  // The configurations died, and perhaps only because others were forgotten:
  // StepBack(), and Run() again.
  bool lost() const { return lost_; }
  // It died where it did before, or sooner.
  bool died_again() const { return level_ > 0; }
  Time died_at() const { return died_at_; }
  // False if it has looked at all there is, and the search at too little: then
  // it stays Undecided().
  bool StepBack();
  Finding Undecided();

  uint64_t steps() const { return closure_.steps(); }
  // How many windows the search took it over.
  uint64_t leaps() const { return leaps_; }

 private:
  // What is needed to go on from a moment.
  struct Snapshot {
    uint64_t number = 0;  // Of snapshots before it.
    EventStream events;
    Places places;
    std::vector<Configuration> frontier;
    bool forgot = false;
    Time now = kAlways;
  };

  enum class End { kNone, kDied, kGaveUp };

  void Begin();
  End Call(const Event& event);
  End Return(const Event& event);
  End Die(Time time);
  bool IsHard() const;
  void NoteQuiet(Time now);
  End LeapFrom(const Event& event, End end);
  void Land(Moment landing);
  void Leave(size_t place);
  void Narrow(size_t width);
  int64_t CostOf(const Configuration& configuration) const;
  void TakeSnapshot(Time now);
  void KeepTrails();
  Finding Ended(Verdict verdict);
  void BlameAll(Finding& finding, Time time) const;

  const RegisterPart& part_;
  const std::span<const Breadth> breadths_;
  const Budget& budget_;

  EventStream events_;
  Places places_;
  Alikes alikes_;
  Trail trail_;
  Closure closure_;
  const Handover handover_;
  Leap leap_;
  std::vector<Configuration> frontier_;
  bool forgot_ = false;  // Configurations that may be the right ones.
  uint64_t told_steps_ = 0;
  size_t trail_limit_ = 0;

  // How the furthest return that something explains came about.
  uint32_t explained_ = Trail::kBeginning;  // All before this event, and
  uint32_t furthest_ = Trail::kBeginning;   // all before this time.
  Time furthest_until_ = kAlways;
  std::string reason_;

  std::vector<Snapshot> snapshots_;  // Those far back lie far apart.
  uint64_t snapshots_taken_ = 0;
  uint64_t returns_ = 0;
  // The last moment at which nothing was open, unless the sweep went back
  // behind it; how much was spent by then, and for which the search was asked.
  std::optional<Moment> quiet_;
  uint64_t quiet_steps_ = 0;
  std::set<uint32_t> asked_;
  uint64_t leaps_ = 0;

  bool lost_ = false;
  Time dead_at_ = kAlways;  // The last death,
  Time died_at_ = kAlways;  // and the furthest.
  size_t level_ = 0;        // The breadth until after that.
  uint64_t back_ = 0;       // How many snapshots it went back last.
};

}  // namespace lin
