#include "harness/explore/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/explore/checkpoint.h"
#include "harness/explore/estimate.h"
#include "harness/explore/expander.h"
#include "harness/explore/frontier.h"
#include "harness/explore/limits.h"
#include "harness/explore/restore.h"
#include "harness/explore/trail.h"

namespace harness {
namespace {

// How often, in states, budgets and progress are looked at.
constexpr uint64_t kLookEvery = 256;

class Explorer {
 public:
  Explorer(const Model& model, const ExploreOptions& options,
           const std::function<void(const ExploreCounts&)>& watch)
      : search_(model, options), limits_(search_.options), watch_(watch) {
    for (uint64_t i = 0; i < options.jobs; ++i) {
      expanders_.push_back(std::make_unique<Expander>(search_));
    }
  }

  // Begins with the first state, or where a checkpoint was left.
  raft::Result<void> Begin() {
    const ExploreOptions& options = search_.options;
    if (!options.resume.empty()) {
      if (auto resumed = Resume(); !resumed) return resumed;
    }
    const State first = expanders_[0]->Begin();
    if (options.resume.empty()) {
      now_.Push(first, {}, 0);
      levels_ = {1};
    }
    // A name that cannot be written is to be known at once.
    if (options.checkpoint == options.resume) return {};
    if (options.checkpoint.empty()) return {};
    return Store();
  }

  Exploration Run() {
    if (search_.model.deviations != 0) {
      RunByDeviations();
    } else if (search_.options.order == Order::kDepth) {
      RunByDepth();
    } else {
      RunByBreadth();
    }
    return Finish();
  }

 private:
  size_t nodes() const { return search_.model.setup.total(); }

  // Level by level. The threads take blocks of a level; each has its own part
  // of the next one.
  void RunByBreadth() {
    while (!search_.stop) {
      if (now_.empty()) return;
      const uint64_t distance = levels_.size() - 1;
      if (search_.model.depth != 0 && distance == search_.model.depth) {
        result_.depth_bound = true;
        return;
      }
      ExpandLevel(distance + 1);
      if (!search_.fall && now_.empty()) {
        result_.counts.excluded = distance + 1;
        std::swap(now_, next_);
        if (!now_.empty()) levels_.push_back(now_.size());
      }
      if (pause_) Pause();
    }
  }

  // From `now_` to `next_`. What is not expanded stays.
  void ExpandLevel(uint64_t distance) {
    level_ = levels_.back();
    depth_ = distance;
    if (search_.model.depth == 0) expected_ = EstimateStates(levels_);
    expanded_before_ = Expanded() - (levels_.back() - now_.size());
    blocks_ = now_.TakeBlocks();
    next_block_ = 0;
    std::vector<Frontier> found(expanders_.size());
    std::vector<Frontier> left(expanders_.size());
    std::vector<std::thread> threads;
    // A thread for a few states costs more than it brings.
    const size_t workers = std::min(expanders_.size(), blocks_.size());
    for (size_t i = 1; i < workers; ++i) {
      threads.emplace_back([&, i] { Work(i, distance, found[i], left[i]); });
    }
    Work(0, distance, found[0], left[0]);
    for (std::thread& thread : threads) thread.join();
    for (Frontier& part : found) next_.Append(std::move(part));
    for (Frontier& part : left) now_.Append(std::move(part));
    for (size_t i = next_block_; i < blocks_.size(); ++i) {
      now_.PutBack(std::move(blocks_[i]));
    }
  }

  void Work(size_t worker, uint64_t distance, Frontier& found, Frontier& left) {
    Waiting waiting;
    const Expander::Sink sink = [&](const State& state, const Arrival& arrival,
                                    bool) {
      found.Push(state, arrival, static_cast<uint32_t>(distance));
    };
    while (!Halts()) {
      const size_t mine = next_block_++;
      if (mine >= blocks_.size()) return;
      const Frontier::Block block = std::move(blocks_[mine]);
      size_t done = 0;
      Frontier::ForEach(block, nodes(), waiting, [&](const Waiting& now) {
        if (Halts()) {
          left.Push(now.state, now.arrival, now.distance);
          return;
        }
        expanders_[worker]->Expand(now, distance, false, sink);
        if (++done % kLookEvery == 0) Look(worker);
      });
      Look(worker);
    }
  }

  // The state that was found last is expanded first. One that is found again
  // on a shorter way is expanded again.
  void RunByDepth() {
    Waiting waiting;
    while (!now_.empty() && !search_.stop) {
      now_.Pop(nodes(), waiting);
      if (!expanders_[0]->IsNearest(waiting)) continue;
      if (waiting.distance == search_.model.depth) {
        result_.depth_bound = true;
        continue;
      }
      const uint64_t distance = waiting.distance + 1;
      expanders_[0]->Expand(
          waiting, distance, false,
          [&](const State& state, const Arrival& arrival, bool) {
            now_.Push(state, arrival, static_cast<uint32_t>(distance));
          });
      if (expanders_[0]->expanded() % kLookEvery == 0) Look(0);
      if (pause_) Pause();
    }
  }

  // First all schedules with no deviation, then those with one, and so on.
  void RunByDeviations() {
    Waiting waiting;
    while (!search_.stop) {
      if (now_.empty()) std::swap(now_, next_);
      if (now_.empty()) return;
      now_.Pop(nodes(), waiting);
      if (!expanders_[0]->IsNearest(waiting)) continue;
      expanders_[0]->Expand(
          waiting, waiting.distance + 1, true,
          [&](const State& state, const Arrival& arrival, bool is_default) {
            Frontier& later = is_default ? now_ : next_;
            later.Push(state, arrival, waiting.distance + (is_default ? 0 : 1));
          });
      depth_ = waiting.distance;
      if (expanders_[0]->expanded() % kLookEvery == 0) Look(0);
      if (pause_) Pause();
    }
  }

  // Whether threads are to leave what they have not expanded yet.
  bool Halts() const { return search_.stop || pause_; }

  void Pause() {
    pause_ = false;
    if (search_.stop) return;
    if (const auto stored = Store(); !stored) {
      result_.checkpoint_failed = stored.error().Text();
    }
  }

  // Looks at budgets, and lets others see how far it is.
  void Look(size_t worker) {
    const bool is_first = worker == 0;
    const char* reached = limits_.Reached(search_.seen.size(), is_first);
    if (reached != nullptr) End(reached);
    if (!is_first) return;
    if (limits_.IsTimeToStore()) pause_ = true;
    if (watch_ && limits_.IsTimeToShow()) Show();
  }

  void Show() const {
    ExploreCounts so_far;
    so_far.states = search_.seen.size();
    so_far.depth = depth_;
    so_far.level = level_;
    so_far.waiting = level_ - std::min(level_, Expanded() - expanded_before_);
    so_far.expected = expected_;
    so_far.seconds = Seconds();
    watch_(so_far);
  }

  uint64_t Expanded() const {
    uint64_t expanded = 0;
    for (const auto& expander : expanders_) expanded += expander->expanded();
    return expanded;
  }

  void End(const char* reason) {
    const std::lock_guard lock(search_.mutex);
    if (result_.reason.empty()) result_.reason = reason;
    search_.stop = true;
  }

  double Seconds() const { return before_.seconds + limits_.Seconds(); }

  // What was done, this time and before.
  ExploreCounts Counts() {
    ExploreCounts counts = before_;
    counts.excluded = result_.counts.excluded;
    for (const auto& expander : expanders_) expander->AddTo(counts);
    counts.waiting = now_.size() + next_.size();
    counts.bytes = std::max(before_.bytes, limits_.BytesMost());
    counts.seconds = Seconds();
    return counts;
  }

  invariants::Milestones MilestonesReached() const {
    invariants::Milestones milestones = milestones_before_;
    for (const auto& expander : expanders_) {
      milestones += expander->stepper().milestones();
    }
    return milestones;
  }

  // What a checkpoint must be of to be one of this exploration.
  Checkpoint ForThis() const {
    Model model = search_.model;
    model.states.reset();
    model.fall_depth.reset();
    model.falls.clear();
    model.bug.clear();
    Checkpoint checkpoint;
    checkpoint.model = ToText(model);
    checkpoint.signature = search_.options.signature;
    checkpoint.order = search_.options.order;
    checkpoint.nodes = nodes();
    return checkpoint;
  }

  raft::Result<void> Store() {
    Checkpoint checkpoint = ForThis();
    checkpoint.counts = Counts();
    checkpoint.depth_bound = result_.depth_bound;
    checkpoint.milestones = MilestonesReached();
    checkpoint.levels = levels_;
    checkpoint.recipes = search_.recipes.Exchange({});
    std::swap(checkpoint.now, now_);
    std::swap(checkpoint.next, next_);
    auto written =
        WriteCheckpoint(search_.options.checkpoint, checkpoint, search_.seen);
    std::swap(checkpoint.now, now_);
    std::swap(checkpoint.next, next_);
    (void)search_.recipes.Exchange(std::move(checkpoint.recipes));
    limits_.Stored();
    if (written) ++result_.checkpoints;
    return written;
  }

  raft::Result<void> Resume() {
    const std::string& path = search_.options.resume;
    const auto wrong = [&](std::string_view what) {
      return raft::Fail(raft::ErrorCode::kBadBytes,
                        fmt::format("{}: {}", path, what));
    };
    auto checkpoint = ReadCheckpoint(path, search_.seen);
    if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
    const Checkpoint wanted = ForThis();
    if (checkpoint->model != wanted.model) {
      return wrong("it was written for another model");
    }
    if (checkpoint->order != wanted.order ||
        checkpoint->signature != wanted.signature) {
      return wrong("it was written for another order");
    }
    if (const auto restored =
            Restore(search_.model, search_.parts, search_.recipes, *checkpoint);
        !restored) {
      return wrong(restored.error().Text());
    }
    before_ = checkpoint->counts;
    result_.counts.excluded = before_.excluded;
    result_.depth_bound = checkpoint->depth_bound;
    milestones_before_ = checkpoint->milestones;
    levels_ = std::move(checkpoint->levels);
    now_ = std::move(checkpoint->now);
    next_ = std::move(checkpoint->next);
    return {};
  }

  Exploration Finish() {
    if (search_.stop && !search_.fall && !search_.options.checkpoint.empty()) {
      if (const auto stored = Store(); !stored) {
        result_.checkpoint_failed = stored.error().Text();
      }
    }
    result_.counts = Counts();
    result_.milestones = MilestonesReached();
    result_.levels = levels_;
    if (search_.fall) {
      result_.end = Exploration::End::kFell;
      result_.reason.clear();
      result_.trace = TrailOf(search_, *search_.fall);
    } else if (result_.reason.empty() || result_.counts.waiting == 0) {
      result_.reason.clear();
      result_.end = Exploration::End::kAll;
    }
    return std::move(result_);
  }

  Search search_;
  Limits limits_;
  const std::function<void(const ExploreCounts&)>& watch_;
  std::vector<std::unique_ptr<Expander>> expanders_;
  Frontier now_;   // To be expanded; breadth-first, the rest of a level,
  Frontier next_;  // and these after them.
  // Breadth-first: how many states have each distance, as far as it is known.
  std::vector<uint64_t> levels_;
  std::atomic<bool> pause_ = false;  // Until a checkpoint is written.
  ExploreCounts before_;             // Of what a checkpoint had done.
  invariants::Milestones milestones_before_;
  std::vector<Frontier::Block> blocks_;  // Of what is expanded.
  std::atomic<size_t> next_block_ = 0;
  // For showing how far it is, by the thread that changes them:
  uint64_t level_ = 0;  // how many states have the depth that is expanded,
  uint64_t depth_ = 0;
  std::optional<double> expected_;  // and how many there may be in all.
  uint64_t expanded_before_ = 0;    // When the level began.
  Exploration result_;
};

}  // namespace

raft::Result<Exploration> Explore(
    const Model& model, const ExploreOptions& options,
    const std::function<void(const ExploreCounts&)>& watch) {
  if (const auto valid = Validate(model); !valid) {
    return std::unexpected(valid.error());
  }
  if (options.order == Order::kDepth && model.depth == 0) {
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      "--order depth needs a bound: --set depth=N");
  }
  Explorer explorer(model, options, watch);
  if (auto begun = explorer.Begin(); !begun) {
    return std::unexpected(std::move(begun.error()));
  }
  return explorer.Run();
}

}  // namespace harness
