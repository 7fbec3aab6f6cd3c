#include "harness/explore/certify.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/explore/explore.h"
#include "harness/trace/replay.h"
#include "harness/trace/signature.h"

namespace harness {
namespace {

// What an action uses up; nothing for those that are free. An error for those
// that exploration does not make.
raft::Result<std::optional<Budget>> BudgetOf(const Action& action) {
  switch (action.verb) {
    case Verb::kTimeout:
      return Budget::kTimeouts;
    case Verb::kBeat:
      return Budget::kBeats;
    case Verb::kTick:
      return Budget::kTicks;
    case Verb::kPropose:
      return Budget::kProposals;
    case Verb::kRead:
      return Budget::kReads;
    case Verb::kRetry:
      return Budget::kRetries;
    case Verb::kCrash:
      return Budget::kCrashes;
    case Verb::kDrop:
      return Budget::kDrops;
    case Verb::kDuplicate:
      return Budget::kDuplicates;
    case Verb::kIsolate:
      return Budget::kIsolations;
    case Verb::kCompact:
      return Budget::kSnapshots;
    case Verb::kTransfer:
      return Budget::kTransfers;
    case Verb::kReport:
    case Verb::kUnreachable:
      return Budget::kReports;
    case Verb::kFail:
      return Budget::kFailures;
    case Verb::kForget:
      return Budget::kForgets;
    case Verb::kDeliver:
    case Verb::kReady:
    case Verb::kSync:
    case Verb::kHear:
    case Verb::kApply:
    case Verb::kRestart:
    case Verb::kMend:
    case Verb::kSettle:
      return std::nullopt;
    default:
      return raft::Fail(
          raft::ErrorCode::kBadConfig,
          fmt::format("exploration makes no '{}'", Name(action.verb)));
  }
}

// The most messages that are in flight under the trace.
uint64_t MostInFlight(const Trace& trace) {
  uint64_t most = 1;
  (void)Replay(trace, [&](uint64_t number, const Action&, const World& world) {
    // What a settle phase sends is its own.
    if (trace.actions[number - 1].verb == Verb::kSettle) return;
    most = std::max<uint64_t>(most, world.network.in_flight());
  });
  return most;
}

raft::Result<Model> ModelOf(const Trace& trace) {
  Model model = DefaultModel();
  model.setup = trace.setup;
  model.setup.jitter = 0;
  model.propose_anywhere = 1;
  // What falls otherwise goes no further, so orders may matter.
  model.partial_order = 0;
  for (const Action& action : trace.actions) {
    const auto budget = BudgetOf(action);
    if (!budget) return std::unexpected(budget.error());
    if (*budget) ++model.budget[static_cast<size_t>(**budget)];
    if (action.verb == Verb::kSettle) model.settle = 1;
  }
  model.terms = 1 + model.Limit(Budget::kTimeouts) +
                model.Limit(Budget::kTransfers) + model.Limit(Budget::kTicks);
  model.in_flight = MostInFlight(trace);
  model.depth = trace.actions.size() - 1;
  if (auto valid = Validate(model); !valid) {
    return std::unexpected(valid.error());
  }
  return model;
}

}  // namespace

raft::Result<Certificate> Certify(const Trace& trace, ExploreOptions options) {
  Trace plain = trace;
  plain.setup.jitter = 0;
  plain.fingerprints.clear();
  const ReplayResult replayed = Replay(plain);
  if (!replayed.violation ||
      SignatureOf(*replayed.violation) != SignatureOf(*trace.violation)) {
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      "it does not fall so without jitter=1");
  }
  const auto model = ModelOf(plain);
  if (!model) return std::unexpected(model.error());
  Certificate certificate;
  certificate.model = *model;
  if (model->depth == 0) return certificate;
  options.order = Order::kBreadth;
  options.signature = SignatureOf(*trace.violation);
  auto found = Explore(*model, options);
  if (!found) return std::unexpected(found.error());
  certificate.states = found->counts.states;
  certificate.excluded = std::min(found->counts.excluded, model->depth);
  certificate.reason = found->reason;
  // All was explored before the depth was reached.
  if (found->end == Exploration::End::kAll) {
    certificate.excluded = model->depth;
  } else if (found->end == Exploration::End::kFell &&
             found->trace->actions.size() < trace.actions.size()) {
    certificate.shorter = std::move(found->trace);
    certificate.excluded = certificate.shorter->actions.size() - 1;
    certificate.reason = "there is a shorter one";
  }
  return certificate;
}

}  // namespace harness
