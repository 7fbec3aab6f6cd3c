// Any schedule, in any setup inside the fault atlas: no invariant falls. What
// falls is left as a file that `raftproof replay` and `minimize` take.
//
// Built once for each harness::Target, as TARGET. What is new is told by the
// lines that were reached and by the shapes of the worlds that were.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "harness/fuzz/fuzz_flags.h"
#include "harness/fuzz/mutate.h"
#include "harness/fuzz/schedule.h"
#include "harness/strategy/bytes.h"
#include "harness/strategy/random.h"
#include "harness/strategy/shape.h"

#ifndef TARGET
#define TARGET kAny
#endif

namespace {

constexpr auto kTarget = harness::Target::TARGET;

harness::FuzzFlags flags;

// libFuzzer takes each byte for a counter, and keeps every input that moves
// one. Of features and above all of shapes there are more than it can use:
// were each its own counter, a third of all inputs would be new, none of them
// would be mutated often, and fewer shapes would be seen than without telling.
constexpr size_t kFeatureCounters = 1 << 12;
constexpr size_t kShapeCounters = 1 << 10;
__attribute__((used, section("__libfuzzer_extra_counters"))) uint8_t
    counters[kFeatureCounters + kShapeCounters];

// Centipede takes each word that is not 0 for a feature.
constexpr size_t kFeatures = 1 << 12;
__attribute__((
    used, section("__centipede_extra_features"))) uint64_t features[kFeatures];

// Tells both of the features that a run has, for each counter of the first.
// libFuzzer clears its counters.
class Features {
 public:
  Features() {
    std::memset(features, 0, used_ * sizeof(features[0]));
    used_ = 0;
  }

  void See(harness::Feature feature) {
    const bool whole = harness::DomainOf(feature) == harness::Domain::kWorld;
    const uint64_t mixed = feature * 0x9e3779b97f4a7c15 >> 32;
    uint8_t& counter = whole
                           ? counters[kFeatureCounters + mixed % kShapeCounters]
                           : counters[mixed % kFeatureCounters];
    if (counter != 0) return;
    counter = 1;
    if (used_ < kFeatures) features[used_++] = feature;
  }

 private:
  inline static size_t used_ = 0;  // Of `features`, by the last run.
};

// What --report tells.
struct Tally {
  std::chrono::steady_clock::time_point start;
  uint64_t runs = 0;
  uint64_t actions = 0;
  // Only asked for what is in it: the order of a hash table decides nothing.
  std::unordered_set<harness::Feature> features;
  uint64_t shapes = 0;

  void See(harness::Feature feature) {
    const bool whole = harness::DomainOf(feature) == harness::Domain::kWorld;
    if (features.insert(feature).second && whole) ++shapes;
  }
};
Tally tally;

void Report() {
  fmt::print(stderr,
             "schedule_fuzz: {} runs, {} actions, {} features, {} shapes in "
             "{:.2f} s\n",
             tally.runs, tally.actions, tally.features.size() - tally.shapes,
             tally.shapes,
             std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                           tally.start)
                 .count());
}

// The header that is nearest to `header` among those that are wanted.
harness::Header Wanted(const harness::Header& header) {
  return harness::WithSet(flags, harness::Pinned(kTarget, header));
}

std::string_view View(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Makes the schedule one of the target's, if it can be, and copies it out.
size_t PinTo(std::string& bytes, uint8_t* out) {
  const auto header =
      harness::EncodeHeader(Wanted(harness::DecodeHeader(bytes)));
  if (header) std::copy(header->begin(), header->end(), bytes.begin());
  std::memcpy(out, bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  auto taken = harness::TakeFuzzFlags(*argc, *argv);
  if (!taken) {
    fmt::print(stderr, "schedule_fuzz: {}\n", taken.error().Text());
    std::exit(2);
  }
  flags = *std::move(taken);
  tally.start = std::chrono::steady_clock::now();
  if (flags.report) std::atexit(Report);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > harness::kScheduleMost) return -1;
  const std::string_view bytes = View(data, size);
  const harness::Header header = harness::DecodeHeader(bytes);
  if (Wanted(header) != header) return -1;
  static harness::ScheduleRunner runner;
  Features seen;
  const auto result = runner.Run(bytes, [&seen](harness::Feature feature) {
    if (flags.shapes) seen.See(feature);
    if (flags.report) tally.See(feature);
  });
  ++tally.runs;
  tally.actions += result.actions;
  if (!result.violation) return 0;
  if (flags.report) Report();
  fmt::print(stderr, "schedule_fuzz: {} fell at action {}: {}\n",
             result.violation->invariant, result.actions,
             result.violation->evidence);
  std::abort();
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t size_max, unsigned int seed) {
  if (size_max < harness::kHeaderSize) return size;
  harness::Random random(seed);
  std::string bytes(View(data, size));
  harness::Mutate(bytes, size_max, random);
  return PinTo(bytes, data);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(
    const uint8_t* first, size_t first_size, const uint8_t* second,
    size_t second_size, uint8_t* out, size_t size_max, unsigned int seed) {
  if (size_max < harness::kHeaderSize) return 0;
  harness::Random random(seed);
  std::string bytes = harness::CrossOver(
      View(first, first_size), View(second, second_size), size_max, random);
  return PinTo(bytes, out);
}
