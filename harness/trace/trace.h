// Trace: a run as it is stored and read back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/action/action.h"
#include "harness/world/setup.h"
#include "invariants/view.h"
#include "raft/base/error.h"

namespace harness {

// Changes whenever the same setup and actions give other fingerprints than
// before: when the library or the world keeps other state.
inline constexpr uint32_t kFingerprintVersion = 4;

struct Trace {
  Setup setup;
  std::string strategy;
  uint64_t seed = 0;
  std::vector<Action> actions;
  uint32_t fingerprint_version = kFingerprintVersion;
  std::vector<uint64_t> fingerprints;  // One per action, or none.
  std::optional<invariants::Violation> violation;
  std::vector<std::pair<std::string, uint64_t>> milestones;
  uint64_t no_ops = 0;
  friend bool operator==(const Trace&, const Trace&) = default;
};

// The text form (textproto of trace.proto), and back. Errors name the line and
// what was expected there; unknown fields, verbs and formats are errors.
std::string ToText(const Trace& trace);
raft::Result<Trace> ParseTrace(std::string_view text);

// The same of a file. Errors name it.
raft::Result<Trace> ReadTrace(const std::string& path);
raft::Result<void> WriteTrace(const std::string& path, const Trace& trace);

}  // namespace harness
