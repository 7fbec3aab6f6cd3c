// Schedule: what fuzzers of whole clusters share.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/action/apply.h"
#include "harness/action/look_at.h"
#include "harness/strategy/bytes.h"
#include "harness/strategy/shape.h"
#include "invariants/view.h"

namespace harness {

// Which schedules a fuzzer is after. To add one: a case in Pinned, and a
// fuzz_target in BUILD.bazel.
enum class Target : uint8_t { kAny, kAsync, kMembership, kSnapshot };

// The header that is nearest to `header` and of this target.
Header Pinned(Target target, Header header);

// Runs schedules, one after the other, in the same memory.
class ScheduleRunner {
 public:
  struct Result {
    uint64_t actions = 0;
    uint64_t no_ops = 0;
    std::optional<invariants::Violation> violation;  // By the last action.
  };

  // Runs one; `see(feature)` is called for each feature of the world after each
  // action, again and again for those that stay.
  template <typename See>
  Result Run(std::string_view bytes, const See& see) {
    ByteReader reader(bytes);
    World world(reader.header().setup);
    Result result;
    try {
      while (!result.violation) {
        const auto action = reader.Next(world);
        if (!action) break;
        Step(world, *action, see, result);
      }
    } catch (const std::exception& thrown) {
      result.violation = ThrownBetween(world, thrown.what(), "the schedule");
    }
    return result;
  }

 private:
  template <typename See>
  void Step(World& world, const Action& action, const See& see,
            Result& result) {
    result.violation = applier_.Apply(world, action);
    ++result.actions;
    const bool idle = world.record.no_ops != result.no_ops;
    result.no_ops = world.record.no_ops;
    // Is it over, or the world the one it was?
    if (result.violation || idle) return;
    features_.clear();
    AddFeatures(world, features_);
    for (const Feature feature : features_) see(feature);
  }

  Applier applier_;
  std::vector<Feature> features_;
};

}  // namespace harness
