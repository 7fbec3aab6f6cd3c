// Any bytes: what decodes as a command or as the snapshot of a store encodes
// to the same bytes again, and a store that was restored still works.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/base/fingerprint.h"
#include "raft/base/payload.h"
#include "raft/example/kv/command.h"
#include "raft/example/kv/store.h"

namespace kv {
namespace {

void CheckRefusal(const raft::Error& error) {
  RAFT_CHECK(error.code == raft::ErrorCode::kBadBytes && !error.detail.empty(),
             "bytes were refused without a reason");
}

uint64_t FingerprintOf(const Store& store) {
  raft::Fingerprint fingerprint;
  store.AddTo(fingerprint);
  return fingerprint.Get();
}

void CheckCommand(std::string_view bytes) {
  const raft::Result<Command> command = Decode(bytes);
  if (!command) return CheckRefusal(command.error());
  RAFT_CHECK(Encode(*command) == bytes, "a command has two encodings");
  Store store;
  const Outcome first = store.Apply(*command);
  RAFT_CHECK(store.Apply(*command) == first,
             "a repetition has another outcome");
}

void CheckStore(std::string_view bytes) {
  raft::Result<Store> store = Store::Restore(bytes);
  if (!store) return CheckRefusal(store.error());
  RAFT_CHECK(store->Snapshot().view() == bytes, "a store has two snapshots");
  Command put;
  put.client = 1;
  put.sequence = UINT64_MAX;
  put.key = "key";
  put.value = "value";
  store->Apply(put);
  const raft::Payload image = store->Snapshot();
  const raft::Result<Store> again = Store::Restore(image.view());
  RAFT_CHECK(again.has_value() && *again == *store,
             "a snapshot restores another store");
  RAFT_CHECK(FingerprintOf(*again) == FingerprintOf(*store),
             "equal stores have different fingerprints");
}

}  // namespace
}  // namespace kv

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  kv::CheckCommand(bytes);
  kv::CheckStore(bytes);
  return 0;
}
