#include "invariants/node_memory.h"

#include <algorithm>

namespace invariants {

const NodeMemory::Window* NodeMemory::WindowOf(raft::NodeId peer) const {
  for (const Window& window : windows) {
    if (window.peer == peer) return &window;
  }
  return nullptr;
}

void NodeMemory::AddTo(raft::Fingerprint& fingerprint) const {
  uint64_t renamed = 0;
  for (uint64_t rest = heard; rest != 0; rest &= rest - 1) {
    const auto id = static_cast<uint64_t>(__builtin_ctzll(rest));
    renamed |= uint64_t{1} << fingerprint.NameOf(id);
  }
  fingerprint.Add(timer << 32 | promise);
  fingerprint.Add(told << 8 | uint64_t{hears_leader} << 4 | owes);
  fingerprint.Add(renamed);
  fingerprint.Add(unapplied);
  fingerprint.Add(windows.size());
  raft::ForEachById(
      fingerprint, windows, [](const Window& window) { return window.peer; },
      [&](const Window& window) {
        fingerprint.AddId(window.peer);
        fingerprint.Add(window.acknowledged);
        fingerprint.Add(window.sent.size());
        for (const Sent& sent : window.sent) {
          fingerprint.Add(sent.last);
          fingerprint.Add(sent.bytes);
        }
      });
}

void Acknowledge(raft::Index index, NodeMemory::Window& window) {
  window.acknowledged = std::max(window.acknowledged, index);
  std::erase_if(window.sent, [&](const NodeMemory::Sent& sent) {
    return sent.last <= index;
  });
}

void Send(raft::Index last, uint64_t bytes, NodeMemory::Window& window) {
  // It may have been sent before, and acknowledged since.
  if (last > window.acknowledged) window.sent.push_back({last, bytes});
}

}  // namespace invariants
