#include "harness/run/campaign.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "harness/run/expected.h"
#include "harness/trace/signature.h"

namespace harness {
namespace {

using Clock = std::chrono::steady_clock;

// What the threads share.
class Campaign {
 public:
  Campaign(const CampaignSpec& spec,
           const std::function<void(const Fallen&)>& on_fallen,
           const std::function<void(const CampaignResult&)>& on_progress)
      : spec_(spec),
        on_fallen_(on_fallen),
        on_progress_(on_progress),
        started_(Clock::now()),
        next_seed_(spec.first.seed) {}

  void Work() {
    Runner runner;
    while (const auto seed = NextSeed()) {
      RunSpec run = spec_.first;
      run.seed = *seed;
      raft::Result<RunResult> result = runner.Run(run, spec_.interrupted);
      if (!result) {
        const std::scoped_lock lock(mutex_);
        error_ = result.error();
        return;
      }
      Add(run, *result);
    }
  }

  raft::Result<CampaignResult> Finish() {
    if (error_) return std::unexpected(*error_);
    result_.seconds = Seconds();
    result_.missing = expected_.Missing(result_.milestones);
    return std::move(result_);
  }

 private:
  double Seconds() const {
    return std::chrono::duration<double>(Clock::now() - started_).count();
  }

  std::optional<uint64_t> NextSeed() {
    const std::scoped_lock lock(mutex_);
    const uint64_t started = next_seed_ - spec_.first.seed;
    const bool over =
        error_.has_value() ||
        (spec_.until_violation && result_.violations > 0) ||
        (spec_.runs != 0 && started >= spec_.runs) ||
        (spec_.actions != 0 && result_.actions >= spec_.actions) ||
        (spec_.time.count() != 0 && Clock::now() - started_ >= spec_.time);
    if (over) return std::nullopt;
    if (spec_.interrupted != nullptr && spec_.interrupted->load()) {
      result_.interrupted = true;
      return std::nullopt;
    }
    return next_seed_++;
  }

  void Add(const RunSpec& run, const RunResult& done) {
    const std::scoped_lock lock(mutex_);
    ++result_.runs;
    result_.interrupted |= done.cut_short;
    result_.actions += done.record.actions;
    result_.no_ops += done.record.no_ops;
    result_.undecided += done.record.undecided;
    result_.committed += done.record.highest_commit;
    result_.milestones += done.record.milestones;
    if (done.setup.total() > result_.largest.total()) {
      result_.largest = done.setup;
    }
    expected_.Add(done.setup, done.strategy, done.record.actions);
    result_.seconds = Seconds();
    if (done.violation) AddViolation(run, done);
    if (result_.seconds - reported_ < 0.5) return;
    reported_ = result_.seconds;
    on_progress_(result_);
  }

  void AddViolation(const RunSpec& run, const RunResult& done) {
    ++result_.violations;
    const std::string signature = SignatureOf(*done.violation);
    for (Fallen& fallen : result_.fallen) {
      if (fallen.signature != signature) continue;
      ++fallen.times;
      return;
    }
    result_.fallen.push_back({.seed = run.seed,
                              .signature = signature,
                              .violation = *done.violation,
                              .actions_to_find = result_.actions,
                              .runs_to_find = result_.runs,
                              .seconds_to_find = result_.seconds,
                              .trace = TraceOf(run, done)});
    on_fallen_(result_.fallen.back());
  }

  const CampaignSpec& spec_;
  const std::function<void(const Fallen&)>& on_fallen_;
  const std::function<void(const CampaignResult&)>& on_progress_;
  const Clock::time_point started_;
  std::mutex mutex_;
  // Guarded by the mutex:
  uint64_t next_seed_;
  CampaignResult result_;
  Expected expected_;
  double reported_ = 0;
  std::optional<raft::Error> error_;
};

}  // namespace

raft::Result<CampaignResult> RunCampaign(
    const CampaignSpec& spec,
    const std::function<void(const Fallen&)>& on_fallen,
    const std::function<void(const CampaignResult&)>& on_progress) {
  Campaign campaign(spec, on_fallen, on_progress);
  std::vector<std::jthread> threads;
  for (uint64_t i = 1; i < spec.jobs; ++i) {
    threads.emplace_back([&campaign] { campaign.Work(); });
  }
  campaign.Work();
  threads.clear();
  return campaign.Finish();
}

}  // namespace harness
