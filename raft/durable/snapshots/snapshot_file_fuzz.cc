// Any bytes: what is read as a snapshot file is written so that the same is
// read again, and only what its name says is read.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/durable/crc32c.h"
#include "raft/durable/snapshots/snapshot_file.h"
#include "raft/types.h"
#include "raft/wire/codec.h"
#include "raft/wire/wire_format.h"

namespace raft::durable {
namespace {

void Check(std::string_view bytes, EntryId end) {
  const Result<Snapshot> snapshot = DecodeSnapshotFile(bytes, end);
  if (!snapshot) {
    RAFT_CHECK(!snapshot.error().detail.empty(), "refused without a reason");
    return;
  }
  RAFT_CHECK(snapshot->index == end.index && snapshot->term == end.term,
             "another snapshot than its name says");
  RAFT_CHECK(DecodeSnapshotFile(EncodeSnapshotFile(*snapshot), end) == snapshot,
             "another snapshot is read after it was written again");
}

// The file that holds `data`, with the right checksum.
std::string FileOf(std::string_view data) {
  char head[16];
  wire::Writer writer(head);
  writer.ElementField(wire::VarintTag(1), ExtendCrc32c(0, data));
  writer.NestedField(wire::BytesTag(2), data.size());
  std::string file(head, static_cast<size_t>(writer.at() - head));
  file += data;
  return file;
}

}  // namespace
}  // namespace raft::durable

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  raft::durable::Check(bytes, {.term = 3, .index = 5});
  const auto snapshot = raft::wire::DecodeSnapshot(bytes);
  if (snapshot) {
    raft::durable::Check(raft::durable::FileOf(bytes),
                         {.term = snapshot->term, .index = snapshot->index});
  }
  return 0;
}
