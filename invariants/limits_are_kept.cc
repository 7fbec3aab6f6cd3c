#include "invariants/limits_are_kept.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "raft/wire/encoded_size.h"

namespace invariants {

namespace {

uint64_t EncodedBytes(const auto& entries) {
  uint64_t bytes = 0;
  for (const raft::Entry& entry : entries) {
    bytes += raft::wire::EncodedSize(entry);
  }
  return bytes;
}

uint64_t PayloadBytes(std::span<const raft::Entry> entries) {
  uint64_t bytes = 0;
  for (const raft::Entry& entry : entries) bytes += entry.data.size();
  return bytes;
}

// The limits of bytes let one entry, or one message, pass them.
std::string Broken(const Step& step) {
  const Limits& limits = step.limits;
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kApp || message.entries.size() < 2) {
      continue;
    }
    const uint64_t bytes = EncodedBytes(message.entries);
    if (bytes <= limits.max_size_per_message) continue;
    return fmt::format("{} entries of {} bytes in one append, allowed are {}",
                       message.entries.size(), bytes,
                       limits.max_size_per_message);
  }
  if (step.applied.size() > 1 &&
      limits.max_committed_size != raft::kUnlimited) {
    const uint64_t bytes = EncodedBytes(step.applied);
    if (bytes > limits.max_committed_size) {
      return fmt::format(
          "{} entries of {} bytes applied at once, allowed are "
          "{}",
          step.applied.size(), bytes, limits.max_committed_size);
    }
  }
  if (step.applying_bytes > limits.max_committed_size) {
    return fmt::format(
        "{} bytes and one more entry handed out to be applied, allowed are {}",
        step.applying_bytes, limits.max_committed_size);
  }
  for (const PeerView& peer : step.peers) {
    if (peer.inflight > limits.max_inflight) {
      return fmt::format("{} appends in flight to node {}, allowed are {}",
                         peer.inflight, peer.id, limits.max_inflight);
    }
    if (peer.inflight > 1 &&
        peer.inflight_bytes_before_newest >= limits.max_inflight_bytes) {
      return fmt::format(
          "{} bytes and one more append in flight to node {}, allowed are {}",
          peer.inflight_bytes_before_newest, peer.id,
          limits.max_inflight_bytes);
    }
  }
  // Entries without payload may always come: a new leader's first, and what a
  // refused membership change becomes.
  const uint64_t payload = PayloadBytes(step.appended);
  const bool grew = step.uncommitted_size > limits.max_uncommitted_size &&
                    step.uncommitted_size > payload && payload != 0;
  if (!grew) return {};
  return fmt::format("{} uncommitted bytes, allowed are {}",
                     step.uncommitted_size, limits.max_uncommitted_size);
}

}  // namespace

std::optional<Violation> LimitsAreKept(const Step& step,
                                       const Ghost& /*ghost*/) {
  if (step.sent.empty() && step.applied.empty() && step.peers.empty() &&
      step.applying_bytes == 0) {
    return std::nullopt;
  }
  const std::string broken = Broken(step);
  if (broken.empty()) return std::nullopt;
  return Violation{"limits_are_kept",
                   fmt::format("node {} has {}", step.node, broken)};
}

}  // namespace invariants
