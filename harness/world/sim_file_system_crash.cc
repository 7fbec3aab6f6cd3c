// What becomes of a SimFileSystem when power or process end, and how two of
// them are compared.
#include <algorithm>
#include <optional>
#include <utility>

#include "harness/world/sim_file_system.h"
#include "raft/base/check.h"

namespace harness {

std::vector<uint32_t> SimFileSystem::CrashChoices() const {
  std::vector<uint32_t> choices;
  for (const auto& node : nodes_) {
    if (node == nullptr) continue;
    choices.insert(choices.end(), node->changes.size(), 2);
    node->file.AppendChoices(choices);
  }
  return choices;
}

void SimFileSystem::Crash(std::span<const uint32_t> choices) {
  RAFT_CHECK(choices.size() == CrashChoices().size(),
             "{} choices where {} are to be made", choices.size(),
             CrashChoices().size());
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i] == nullptr) continue;
    Node& node = Changed(static_cast<Number>(i));
    for (const NameChange& change : node.changes) {
      if (choices.front() != 0) change.On(node.synced);
      choices = choices.subspan(1);
    }
    node.changes.clear();
    node.seen = node.synced;
    node.file.Crash(choices);
  }
  Kill();
}

void SimFileSystem::Kill() {
  handles_.clear();
  DropNamelessNodes();
}

void SimFileSystem::FlipBit(std::string_view path, uint64_t offset, int bit) {
  const std::optional<Place> place = Find(path);
  RAFT_CHECK(place && place->number, "there is no {}", path);
  Changed(*place->number).file.FlipBit(offset, bit);
}

const std::string& SimFileSystem::Bytes(std::string_view path) const {
  const std::optional<Place> place = Find(path);
  RAFT_CHECK(place && place->number, "there is no {}", path);
  return At(*place->number).file.bytes();
}

void SimFileSystem::AddTo(raft::Fingerprint& fingerprint) const {
  const auto add_names = [&](const Names& names) {
    fingerprint.Add(names.size());
    for (const auto& [name, number] : names) {
      fingerprint.AddBytes(name);
      fingerprint.Add(static_cast<uint64_t>(number));
    }
  };
  for (const auto& node : nodes_) {
    fingerprint.Add(node == nullptr ? 0 : node->directory ? 1 : 2);
    if (node == nullptr) continue;
    add_names(node->seen);
    add_names(node->synced);
    fingerprint.Add(node->changes.size());
    for (const NameChange& change : node->changes) {
      fingerprint.AddBytes(change.erased);
      fingerprint.AddBytes(change.set);
      fingerprint.Add(static_cast<uint64_t>(change.number));
    }
    node->file.AddTo(fingerprint);
  }
  fingerprint.Add(handles_.size());
  for (const Handle& handle : handles_) {
    fingerprint.Add(static_cast<uint64_t>(handle.number) << 3 |
                    (handle.open ? 4 : 0) | (handle.writes ? 2 : 0) |
                    (handle.locked ? 1 : 0));
  }
}

bool operator==(const SimFileSystem& a, const SimFileSystem& b) {
  const auto same = [](const auto& x, const auto& y) {
    return x == y || (x != nullptr && y != nullptr && *x == *y);
  };
  return a.handles_ == b.handles_ && a.space_ == b.space_ &&
         std::ranges::equal(a.nodes_, b.nodes_, same);
}

}  // namespace harness
