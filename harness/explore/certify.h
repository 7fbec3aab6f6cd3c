// Certify: proof that no shorter trace shows the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/explore/explore_options.h"
#include "harness/explore/model.h"
#include "harness/trace/trace.h"
#include "raft/base/error.h"

namespace harness {

struct Certificate {
  // In which shorter traces were looked for: as many timeouts, proposals,
  // crashes and so on as the trace has, and as many messages in flight.
  Model model;
  // No trace within that model with so many actions or fewer has the same
  // signature. One less than the trace has: it is a shortest one.
  uint64_t excluded = 0;
  std::string reason;            // Why it is not one less; empty if it is.
  std::optional<Trace> shorter;  // A shortest one, if the trace is not.
  uint64_t states = 0;           // That were looked at.
};

// Looks for shorter traces breadth-first, with `options` for budgets and
// threads. kBadConfig if the trace has actions that exploration does not make,
// or rests on the jitter of timeouts. REQUIRES: something falls under `trace`.
raft::Result<Certificate> Certify(const Trace& trace, ExploreOptions options);

}  // namespace harness
