// Error and Result: what the world may do to us, as values.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace raft {

// Each kind of expected failure. A kind says what the caller may do about it;
// the text says what happened.
enum class ErrorCode : uint8_t {
  kCompacted,          // The log below a point is gone: send a snapshot.
  kUnavailable,        // The index is above the end of the log.
  kSnapshotOutOfDate,  // The snapshot is older than the one already there.
  kSnapshotTemporarilyUnavailable,  // Ask again later.
  kLogTemporarilyUnavailable,       // Old entries are being read: the same.
  kProposalDropped,   // Not appended: no leader, a limit, or a transfer.
  kStepLocalMessage,  // A message that only a node sends to itself.
  kStepPeerNotFound,  // A response from somebody outside the configuration.
  kImpossible,        // Decodes, but no correct peer sends it; no effect.
  kBadBytes,          // Does not decode, or decodes to nonsense.
  kBadConfig,         // A Config that cannot be run.
  kBadConfChange,     // A membership change that cannot be applied.
  kBadState,          // A durable state that cannot be loaded.
  kIo,                // The disk or the network failed.
  kStopped,           // The node has stopped.
};

// Returns the text of `code` when there is nothing more to say.
std::string_view ErrorText(ErrorCode code);

// An expected failure: its kind and, where the kind alone does not say it, a
// phrase that a user can act on.
struct Error {
  ErrorCode code = ErrorCode::kUnavailable;
  std::string detail;  // Empty: the text of the kind says it all.

  // The detail if there is one, else the text of the kind.
  std::string_view Text() const {
    return detail.empty() ? ErrorText(code) : std::string_view(detail);
  }
  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = std::expected<T, Error>;

// What a function returns to say "it failed so".
inline std::unexpected<Error> Fail(ErrorCode code, std::string detail = {}) {
  return std::unexpected(Error{code, std::move(detail)});
}

}  // namespace raft
