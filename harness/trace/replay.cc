#include "harness/trace/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>

#include "harness/action/apply.h"
#include "harness/trace/end_of_run.h"

namespace harness {
namespace {

// Runs `trace`; `after` sees each step and may end the run by returning false.
ReplayResult Run(const Trace& trace,
                 const std::function<bool(uint64_t, const World&)>& after,
                 const Watcher& watch = nullptr) {
  World world(trace.setup);
  Applier applier;
  ReplayResult result;
  if (watch) {
    applier.watch_settle = [&](const World& now, const Action& action) {
      watch(result.actions + 1, action, now);
    };
  }
  for (const Action& action : trace.actions) {
    result.violation = applier.Apply(world, action);
    ++result.actions;
    if (!after(result.actions, world) || result.violation) break;
  }
  if (!result.violation && result.actions == trace.actions.size()) {
    result.violation = CheckEndOfRun(world);
  }
  result.no_ops = world.record.no_ops;
  result.milestones = world.record.milestones;
  return result;
}

// Empty if the same fell.
std::string OtherFall(const Trace& trace, const ReplayResult& result) {
  if (!trace.violation) {
    if (!result.violation || !ComparesFingerprints(trace)) return {};
    return "the trace is of a run in which nothing fell";
  }
  const std::string& stored = trace.violation->invariant;
  if (result.violation && result.violation->invariant == stored) return {};
  return fmt::format("the trace is of a fall of {}", stored);
}

}  // namespace

std::vector<std::pair<std::string, uint64_t>> Reached(
    const ReplayResult& result) {
  std::vector<std::pair<std::string, uint64_t>> reached;
  for (size_t i = 0; i < invariants::kMilestones; ++i) {
    const auto milestone = static_cast<invariants::Milestone>(i);
    if (const uint64_t count = result.milestones.Count(milestone)) {
      reached.emplace_back(std::string(invariants::Name(milestone)), count);
    }
  }
  return reached;
}

bool ComparesFingerprints(const Trace& trace) {
  return !trace.fingerprints.empty() &&
         trace.fingerprint_version == kFingerprintVersion;
}

ReplayResult Replay(const Trace& trace, const Watcher& watch) {
  const bool compare = ComparesFingerprints(trace);
  uint64_t differs_at = 0;
  ReplayResult result = Run(
      trace,
      [&](uint64_t number, const World& world) {
        if (watch) watch(number, trace.actions[number - 1], world);
        if (compare &&
            world.GetFingerprint() != trace.fingerprints[number - 1]) {
          differs_at = number;
        }
        return differs_at == 0;
      },
      watch);
  result.differs_at = differs_at;
  return result;
}

std::vector<std::string> Contradictions(const Trace& trace,
                                        const ReplayResult& result) {
  std::vector<std::string> lines;
  if (result.differs_at != 0) return lines;
  if (auto other = OtherFall(trace, result); !other.empty()) {
    lines.push_back(std::move(other));
  }
  if (!ComparesFingerprints(trace)) return lines;
  if (trace.no_ops != result.no_ops) {
    lines.push_back(fmt::format("the trace says {} no-ops, not {}",
                                trace.no_ops, result.no_ops));
  }
  std::map<std::string, std::pair<uint64_t, uint64_t>> counts;
  for (const auto& [name, count] : trace.milestones) {
    counts[name].first += count;
  }
  for (const auto& [name, count] : Reached(result)) counts[name].second = count;
  for (const auto& [name, count] : counts) {
    if (count.first == count.second) continue;
    lines.push_back(fmt::format("the trace says {} of '{}', not {}",
                                count.first, name, count.second));
  }
  // Names from a file may hold anything.
  for (std::string& line : lines) {
    std::replace_if(
        line.begin(), line.end(),
        [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
  }
  return lines;
}

void Complete(Trace& trace) {
  trace.fingerprints.clear();
  trace.fingerprint_version = kFingerprintVersion;
  bool lacks_one = false;
  const ReplayResult result = Run(trace, [&](uint64_t, const World& world) {
    try {
      trace.fingerprints.push_back(world.GetFingerprint());
    } catch (const std::exception&) {
      lacks_one = true;  // What throws falls at the end, with its text.
    }
    return true;
  });
  if (lacks_one) trace.fingerprints.clear();
  trace.actions.resize(result.actions);
  trace.violation = result.violation;
  trace.no_ops = result.no_ops;
  trace.milestones = Reached(result);
}

}  // namespace harness
