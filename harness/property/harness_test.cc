// What the harness promises of itself, for any setup and any actions.
#include <gtest/gtest.h>
// RapidCheck's GoogleTest glue needs the line above it.
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "harness/action/action.h"
#include "harness/action/apply.h"
#include "harness/property/generators.h"
#include "harness/strategy/bytes.h"
#include "harness/trace/replay.h"
#include "harness/trace/trace.h"
#include "harness/world/setup.h"
#include "harness/world/world.h"

namespace harness {
namespace {

std::string AnySchedule() {
  const uint64_t records =
      *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<uint64_t>(0, 150));
  std::string bytes = *AnyBytes(kHeaderSize + records * kRecordSize);
  // Without settling: what is said of it would be said of all its rounds.
  bytes[1] = static_cast<char>(bytes[1] & ~0x0c);
  return bytes;
}

std::vector<uint64_t> FingerprintsOf(Trace trace) {
  Complete(trace);
  RC_ASSERT(!trace.violation.has_value());
  return trace.fingerprints;
}

// No assertion fails, no invariant falls, and what makes no sense changes
// nothing.
RC_GTEST_PROP(Harness, ApplyIsTotal, ()) {
  World world(*AnySetup());
  Applier applier;
  for (const Action& action :
       *rc::gen::container<std::vector<Action>>(100, AnyAction())) {
    const uint64_t before = world.GetFingerprint();
    const uint64_t no_ops = world.record.no_ops;
    const auto violation = applier.Apply(world, action);
    RC_ASSERT(!violation.has_value());
    if (world.record.no_ops != no_ops) {
      RC_ASSERT(world.GetFingerprint() == before);
    }
  }
}

RC_GTEST_PROP(Harness, EverySublistOfAScheduleIsOne, ()) {
  Trace trace = FromBytes(AnySchedule());
  std::vector<Action> some;
  for (const Action& action : trace.actions) {
    if (*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 4)) != 0) {
      some.push_back(action);
    }
  }
  trace.actions = some;
  RC_ASSERT(FingerprintsOf(trace).size() == some.size());
}

RC_GTEST_PROP(Harness, CopiesGoTheirOwnWay, ()) {
  const Trace trace = FromBytes(AnySchedule());
  const uint64_t place =
      *rc::gen::inRange<uint64_t>(0, trace.actions.size() + 1);
  World world(trace.setup);
  Applier applier;
  for (uint64_t i = 0; i < place; ++i) applier.Apply(world, trace.actions[i]);
  const World kept = world;
  World copy = world;
  const uint64_t before = kept.GetFingerprint();
  for (uint64_t i = place; i < trace.actions.size(); ++i) {
    // One after the other in turns, with the memory of one applier.
    applier.Apply(world, trace.actions[i]);
    const World after = world;
    applier.Apply(copy, trace.actions[i]);
    RC_ASSERT(after.GetFingerprint() == copy.GetFingerprint());
  }
  RC_ASSERT(kept.GetFingerprint() == before);
}

RC_GTEST_PROP(Harness, TextAndBytesOfATraceHaveItsFingerprints, ()) {
  Trace trace = FromBytes(AnySchedule());
  const std::vector<uint64_t> fingerprints = FingerprintsOf(trace);
  const auto parsed = ParseTrace(ToText(trace));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(FingerprintsOf(*parsed) == fingerprints);

  Trace by_line = trace;
  for (Action& action : by_line.actions) {
    const auto again = ParseAction(Describe(action));
    RC_ASSERT(again.has_value());
    action = *again;
  }
  RC_ASSERT(FingerprintsOf(by_line) == fingerprints);

  // Bytes leave out the no-ops.
  std::vector<Action> effective;
  std::vector<uint64_t> of_them;
  World world(trace.setup);
  Applier applier;
  for (const Action& action : trace.actions) {
    const uint64_t no_ops = world.record.no_ops;
    applier.Apply(world, action);
    if (world.record.no_ops != no_ops) continue;
    effective.push_back(action);
    of_them.push_back(world.GetFingerprint());
  }
  const auto bytes = ToBytes(trace);
  RC_ASSERT(bytes.has_value());
  const Trace again = FromBytes(*bytes);
  RC_ASSERT(again.actions == effective);
  RC_ASSERT(FingerprintsOf(again) == of_them);
}

}  // namespace
}  // namespace harness
