// Any history of a storage: what was synced survives all crashes, and nothing
// that was not written is ever read.
#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/durable/disk_history.h"
#include "raft/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  harness::DiskHistoryCounts counts;
  const auto wrong = harness::LiveDiskHistory({data, size}, counts);
  RAFT_CHECK(!wrong, "{}", *wrong);
  return 0;
}
