// Which way of choosing schedules sees most, in equal time on one core:
//   bazel run --config=opt //harness/bench:search_bench [TIME]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "harness/action/apply.h"
#include "harness/flags/units.h"
#include "harness/fuzz/mutate.h"
#include "harness/fuzz/schedule.h"
#include "harness/strategy/bytes.h"
#include "harness/strategy/random.h"
#include "harness/strategy/shape.h"
#include "harness/strategy/strategies.h"

namespace harness {
namespace {

constexpr uint64_t kSteps = 200;
constexpr size_t kSizeMost = kHeaderSize + kSteps * kRecordSize;

// What a search has seen so far.
struct Seen {
  // Only asked for what is in it: the order of a hash table decides nothing.
  std::unordered_set<Feature> features;
  uint64_t shapes = 0;
  uint64_t runs = 0;
  uint64_t actions = 0;

  // True if it is new.
  bool Add(Feature feature) {
    if (!features.insert(feature).second) return false;
    shapes += DomainOf(feature) == Domain::kWorld;
    return true;
  }
};

void Fell(std::string_view search, const invariants::Violation& violation) {
  fmt::print(stderr, "search_bench: {}: {} fell: {}\n", search,
             violation.invariant, violation.evidence);
}

// One run after another, each with a seed of its own.
class Searcher {
 public:
  virtual ~Searcher() = default;
  virtual void RunOnce(Seen& seen) = 0;
};

class BySeeds : public Searcher {
 public:
  BySeeds(const StrategyRow& row, const Setup& setup)
      : row_(row), setup_(setup) {}

  void RunOnce(Seen& seen) override {
    Random random(seed_++);
    World world(setup_);
    const auto strategy = row_.make(setup_, kSteps, random);
    for (uint64_t step = 0; step < kSteps; ++step) {
      const auto violation = applier_.Apply(world, strategy->Next(world));
      ++seen.actions;
      if (violation) return Fell(row_.name, *violation);
      features_.clear();
      AddFeatures(world, features_);
      for (const Feature feature : features_) seen.Add(feature);
    }
  }

 private:
  const StrategyRow& row_;
  Setup setup_;
  uint64_t seed_ = 1;
  Applier applier_;
  std::vector<Feature> features_;
};

// Changes inputs that it has kept: all of them, or those that showed something
// new.
class ByMutation : public Searcher {
 public:
  ByMutation(const Setup& setup, bool guided)
      : setup_(setup), guided_(guided), random_(1) {
    kept_.push_back(HeaderOf(Mix::kEvery));
  }

  void RunOnce(Seen& seen) override {
    std::string bytes = Parent();
    if (random_.Below(4) == 0) {
      const std::string& other = kept_[random_.Below(kept_.size())];
      bytes = CrossOver(bytes, other, kSizeMost, random_);
    }
    Mutate(bytes, kSizeMost, random_);
    // The same setup for all, so that only schedules are compared.
    bytes.replace(0, kHeaderSize, HeaderOf(DecodeHeader(bytes).mix));
    bool news = false;
    const auto result =
        runner_.Run(bytes, [&](Feature feature) { news |= seen.Add(feature); });
    seen.actions += result.actions;
    if (result.violation) return Fell("mutation", *result.violation);
    if (news || !guided_) Keep(std::move(bytes));
  }

 private:
  std::string HeaderOf(Mix mix) const {
    const HeaderBytes header =
        *EncodeHeader({.setup = setup_, .mix = mix, .settling = {}});
    return {header.begin(), header.end()};
  }

  // Half of the time one of the newest, from which most is still to be seen.
  const std::string& Parent() {
    const uint64_t newest = std::min<uint64_t>(kept_.size(), 500);
    const uint64_t among = random_.Below(2) == 0 ? newest : kept_.size();
    return kept_[kept_.size() - 1 - random_.Below(among)];
  }

  void Keep(std::string bytes) {
    constexpr size_t kKeptMost = 200000;
    if (kept_.size() < kKeptMost) {
      kept_.push_back(std::move(bytes));
    } else {
      kept_[random_.Below(kKeptMost)] = std::move(bytes);
    }
  }

  Setup setup_;
  bool guided_;
  Random random_;
  std::vector<std::string> kept_;
  ScheduleRunner runner_;
};

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

void Measure(std::string_view name, double seconds, Searcher& searcher) {
  Seen seen;
  const auto start = std::chrono::steady_clock::now();
  while (SecondsSince(start) < seconds) {
    searcher.RunOnce(seen);
    ++seen.runs;
  }
  fmt::print("  {:<22} {:>9} {:>11} {:>9} {:>9}\n", name, seen.runs,
             seen.actions, seen.features.size() - seen.shapes, seen.shapes);
}

void Compare(std::string_view title, const Setup& setup, double seconds) {
  fmt::print("{}, {} s each\n  {:<22} {:>9} {:>11} {:>9} {:>9}\n", title,
             seconds, "search", "runs", "actions", "features", "shapes");
  for (const StrategyRow& row : Strategies()) {
    BySeeds searcher(row, setup);
    Measure(row.name, seconds, searcher);
  }
  ByMutation blind(setup, /*guided=*/false);
  Measure("mutation, blind", seconds, blind);
  ByMutation guided(setup, /*guided=*/true);
  Measure("mutation, by shapes", seconds, guided);
}

// What one input of 100 actions costs a fuzzer, instrumentation aside.
void MeasureTarget(double seconds) {
  Random random(1);
  std::vector<std::string> inputs(200);
  for (std::string& bytes : inputs) {
    bytes.assign(kHeaderSize, 0);
    while (bytes.size() < kHeaderSize + 100 * kRecordSize) {
      bytes += static_cast<char>(random.Below(256));
    }
  }
  ScheduleRunner runner;
  uint64_t runs = 0;
  uint64_t features = 0;
  const auto start = std::chrono::steady_clock::now();
  while (SecondsSince(start) < seconds) {
    runner.Run(inputs[runs++ % inputs.size()],
               [&](Feature feature) { features += feature & 1; });
  }
  fmt::print("{:.0f} inputs of 100 actions per second ({} odd features)\n",
             static_cast<double>(runs) / SecondsSince(start), features);
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  CLI::App app("Shapes of worlds that each way of searching sees in equal time",
               "search_bench");
  double seconds = 10;
  app.add_option("time", seconds, "for each of them, like 30s, 2m")
      ->transform(harness::Time())
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  harness::Setup setup;
  setup.spares = 1;
  harness::Compare("3 nodes and a spare, atomic", setup, seconds);
  setup.drive = static_cast<uint64_t>(harness::Drive::kSync);
  harness::Compare("the same, sync", setup, seconds);
  setup.drive = static_cast<uint64_t>(harness::Drive::kAsync);
  harness::Compare("the same, async", setup, seconds);
  harness::MeasureTarget(seconds / 2);
  return 0;
}
