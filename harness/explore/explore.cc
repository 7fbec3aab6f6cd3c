#include "harness/explore/explore.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "harness/explore/expander.h"
#include "harness/explore/frontier.h"
#include "harness/explore/trail.h"

namespace harness {
namespace {

using Clock = std::chrono::steady_clock;

// How often, in states, budgets and progress are looked at.
constexpr uint64_t kLookEvery = 256;

// What the process holds in memory.
uint64_t ResidentBytes() {
  uint64_t pages = 0;
  uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

class Explorer {
 public:
  Explorer(const Model& model, const ExploreOptions& options,
           const std::function<void(const ExploreCounts&)>& watch)
      : search_(model, options), watch_(watch) {
    for (uint64_t i = 0; i < options.jobs; ++i) {
      expanders_.push_back(std::make_unique<Expander>(search_));
    }
  }

  Exploration Run() {
    const State first = expanders_[0]->Begin();
    if (!search_.stop) {
      frontier_.Push(first, {}, 0);
      if (search_.model.deviations != 0) {
        RunByDeviations();
      } else if (search_.options.order == Order::kDepth) {
        RunByDepth();
      } else {
        RunByBreadth();
      }
    }
    return Finish();
  }

 private:
  size_t nodes() const { return search_.model.setup.total(); }

  // Level by level. The threads take blocks of a level; each has its own part
  // of the next one.
  void RunByBreadth() {
    uint64_t distance = 0;
    while (!frontier_.empty() && !search_.stop) {
      if (search_.model.depth != 0 && distance == search_.model.depth) {
        result_.depth_bound = true;
        return;
      }
      ++distance;
      level_ = frontier_.size();
      depth_ = distance;
      expanded_before_ = Expanded();
      blocks_ = frontier_.TakeBlocks();
      next_block_ = 0;
      std::vector<Frontier> next(expanders_.size());
      std::vector<std::thread> threads;
      // A thread for a few states costs more than it brings.
      const size_t workers = std::min(expanders_.size(), blocks_.size());
      for (size_t i = 1; i < workers; ++i) {
        threads.emplace_back([&, i] { Work(i, distance, next[i]); });
      }
      Work(0, distance, next[0]);
      for (std::thread& thread : threads) thread.join();
      for (Frontier& part : next) frontier_.Append(std::move(part));
      if (!search_.stop) result_.counts.excluded = distance;
    }
  }

  void Work(size_t worker, uint64_t distance, Frontier& next) {
    Waiting waiting;
    const Expander::Sink sink = [&](const State& state, const Arrival& arrival,
                                    bool) {
      next.Push(state, arrival, static_cast<uint32_t>(distance));
    };
    while (!search_.stop) {
      const size_t mine = next_block_++;
      if (mine >= blocks_.size()) return;
      const Frontier::Block block = std::move(blocks_[mine]);
      size_t done = 0;
      Frontier::ForEach(block, nodes(), waiting, [&](const Waiting& now) {
        // What was stopped is not lost: it waits again.
        if (search_.stop) {
          next.Push(now.state, now.arrival, now.distance);
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
    while (!frontier_.empty() && !search_.stop) {
      frontier_.Pop(nodes(), waiting);
      if (!expanders_[0]->IsNearest(waiting)) continue;
      if (waiting.distance == search_.model.depth) {
        result_.depth_bound = true;
        continue;
      }
      const uint64_t distance = waiting.distance + 1;
      expanders_[0]->Expand(
          waiting, distance, false,
          [&](const State& state, const Arrival& arrival, bool) {
            frontier_.Push(state, arrival, static_cast<uint32_t>(distance));
          });
      if (expanders_[0]->expanded() % kLookEvery == 0) Look(0);
    }
  }

  // First all schedules with no deviation, then those with one, and so on.
  void RunByDeviations() {
    Waiting waiting;
    Frontier next;
    while (!search_.stop) {
      if (frontier_.empty()) std::swap(frontier_, next);
      if (frontier_.empty()) return;
      frontier_.Pop(nodes(), waiting);
      if (!expanders_[0]->IsNearest(waiting)) continue;
      expanders_[0]->Expand(
          waiting, waiting.distance + 1, true,
          [&](const State& state, const Arrival& arrival, bool is_default) {
            Frontier& later = is_default ? frontier_ : next;
            later.Push(state, arrival, waiting.distance + (is_default ? 0 : 1));
          });
      if (expanders_[0]->expanded() % kLookEvery == 0) Look(0);
    }
  }

  // Looks at budgets, and lets others see how far it is.
  void Look(size_t worker) {
    const ExploreOptions& options = search_.options;
    if (options.interrupted != nullptr && *options.interrupted) {
      End("it was interrupted");
    }
    if (options.states != 0 && search_.seen.size() >= options.states) {
      End("the budget of states is used up");
    }
    if (worker != 0) return;
    const Clock::time_point now = Clock::now();
    if (options.time.count() != 0 && now - begin_ >= options.time) {
      End("the budget of time is used up");
    }
    if (now - looked_ < std::chrono::milliseconds(100)) return;
    looked_ = now;
    const uint64_t resident = ResidentBytes();
    bytes_ = std::max(bytes_, resident);
    if (options.memory != 0 && resident > options.memory) {
      End("the budget of memory is used up");
    }
    if (watch_) {
      ExploreCounts so_far;
      so_far.states = search_.seen.size();
      so_far.depth = depth_;
      so_far.level = level_;
      so_far.waiting =
          level_ - std::min(level_.load(), Expanded() - expanded_before_);
      so_far.seconds = Seconds();
      watch_(so_far);
    }
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

  double Seconds() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
  }

  Exploration Finish() {
    ExploreCounts& counts = result_.counts;
    for (const auto& expander : expanders_) {
      expander->AddTo(counts);
      result_.milestones += expander->stepper().milestones();
    }
    counts.waiting = frontier_.size();
    bytes_ = std::max(bytes_, ResidentBytes());
    counts.bytes = bytes_ - std::min(bytes_, first_bytes_);
    counts.seconds = Seconds();
    if (search_.fall) {
      result_.end = Exploration::End::kFell;
      result_.reason.clear();
      result_.trace = TrailOf(search_, *search_.fall);
    } else if (result_.reason.empty()) {
      result_.end = Exploration::End::kAll;
    }
    return std::move(result_);
  }

  const Clock::time_point begin_ = Clock::now();
  const uint64_t first_bytes_ = ResidentBytes();
  Search search_;
  const std::function<void(const ExploreCounts&)>& watch_;
  std::vector<std::unique_ptr<Expander>> expanders_;
  Frontier frontier_;
  std::vector<Frontier::Block> blocks_;  // Of the level that is expanded.
  std::atomic<size_t> next_block_ = 0;
  std::atomic<uint64_t> level_ = 0;  // How many states it has.
  std::atomic<uint64_t> depth_ = 0;
  uint64_t expanded_before_ = 0;  // When the level began.
  Clock::time_point looked_ = begin_;
  uint64_t bytes_ = 0;
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
                      "a depth-first exploration needs a depth");
  }
  return Explorer(model, options, watch).Run();
}

}  // namespace harness
