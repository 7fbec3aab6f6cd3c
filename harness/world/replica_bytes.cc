#include "harness/world/replica_bytes.h"

#include <memory>
#include <string>
#include <utility>

#include "raft/base/check.h"

namespace harness {
namespace {

void AppendNumber(std::string& bytes, uint64_t number) {
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>(number >> (8 * i) & 0xff);
  }
}

}  // namespace

uint64_t DecodeNumber(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

raft::Payload EncodeCall(const CallId& call) {
  std::string bytes;
  AppendNumber(bytes, call.client);
  AppendNumber(bytes, call.sequence);
  return raft::Payload(bytes);
}

CallId DecodeCall(const raft::Payload& context) {
  const std::string_view bytes = context.view();
  RAFT_CHECK(bytes.size() == 16, "a read has a context of {} bytes",
             bytes.size());
  return {DecodeNumber(bytes.substr(0, 8)), DecodeNumber(bytes.substr(8))};
}

raft::Payload EncodeImage(uint64_t last_change, const kv::Store& store) {
  std::string image;
  AppendNumber(image, last_change);
  image += store.Snapshot().view();
  return raft::Payload(image);
}

raft::Result<StateImage> DecodeImage(const raft::Payload& bytes) {
  const std::string_view view = bytes.view();
  if (view.size() < 8) {
    return raft::Fail(raft::ErrorCode::kBadBytes, "it has no change number");
  }
  auto store = kv::Store::Restore(view.substr(8));
  if (!store) return std::unexpected(store.error());
  return StateImage{DecodeNumber(view.substr(0, 8)), std::move(*store)};
}

raft::MemoryStorage FirstDisk(const Setup& setup, raft::NodeId id) {
  raft::MemoryStorage storage;
  if (id > setup.members()) return storage;
  // As if the cluster had begun with a snapshot, index 1 and term 1.
  raft::Snapshot snapshot;
  snapshot.index = 1;
  snapshot.term = 1;
  for (raft::NodeId node = 1; node <= setup.members(); ++node) {
    (node <= setup.nodes ? snapshot.conf_state.voters
                         : snapshot.conf_state.learners)
        .push_back(node);
  }
  snapshot.data = EncodeImage(0, kv::Store());
  RAFT_CHECK(storage
                 .ApplySnapshot(std::make_shared<const raft::Snapshot>(
                     std::move(snapshot)))
                 .has_value(),
             "an empty disk takes any snapshot");
  storage.SetHardState({.term = 1, .vote = raft::kNone, .commit = 1});
  return storage;
}

}  // namespace harness
