#include "invariants/limits_are_kept.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "invariants/remember.h"
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

// What is wrong with how appends were sent while others were not acknowledged,
// as the network saw it; empty if nothing is.
std::string Overfull(const Step& step, const PeerView& peer) {
  const NodeMemory::Window* known = step.memory->WindowOf(peer.id);
  if (known == nullptr || !peer.replicates) return {};
  const Limits& limits = step.limits;
  NodeMemory::Window window = *known;
  if (const auto index = AcknowledgedIn(step, peer.id)) {
    Acknowledge(*index, window);
  }
  for (const raft::Message& message : step.sent) {
    if (message.type != raft::MessageType::kApp || message.to != peer.id ||
        message.entries.empty()) {
      continue;
    }
    uint64_t bytes = 0;
    for (const NodeMemory::Sent& sent : window.sent) bytes += sent.bytes;
    if (window.sent.size() >= limits.max_inflight) {
      return fmt::format("sent one more append to node {} than {} that are not "
                         "acknowledged",
                         peer.id, window.sent.size());
    }
    if (!window.sent.empty() && bytes >= limits.max_inflight_bytes) {
      return fmt::format("sent one more append to node {} than {} bytes that "
                         "are not acknowledged, allowed are {}",
                         peer.id, bytes, limits.max_inflight_bytes);
    }
    Send(message.entries.back().index,
         PayloadBytes({message.entries.data(), message.entries.size()}),
         window);
  }
  return {};
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
    if (auto overfull = Overfull(step, peer); !overfull.empty()) {
      return overfull;
    }
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
  const bool led = step.before.role == raft::Role::kLeader &&
                   step.after.role == raft::Role::kLeader &&
                   step.before.term == step.after.term;
  if (!led || step.memory->unapplied == 0) return {};
  const uint64_t payload = PayloadBytes(step.appended);
  const uint64_t unapplied = step.memory->unapplied + payload;
  if (payload == 0 || unapplied <= limits.max_uncommitted_size) return {};
  return fmt::format("{} bytes that are not applied, allowed are {}",
                     unapplied, limits.max_uncommitted_size);
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
