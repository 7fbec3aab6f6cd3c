#include <gtest/gtest.h>

#include <string_view>

#include "raft/driver.h"
#include "raft/storage/memory_storage.h"
#include "raft/storage/test_data.h"
#include "raft/types.h"

namespace raft {
namespace {

TEST(RepairedHardState, CommitsTheSnapshotAndIsNotBehindTheLog) {
  struct Case {
    std::string_view name;
    HardState stored;
    Index snapshot;  // In term 2; 0: none.
    Term last;       // The term of the entry after it; 0: there is none.
    HardState repaired;
  };
  const Case cases[] = {
      {"nothing", {}, 0, 0, {}},
      {"all in order", {4, 3, 6}, 5, 4, {4, 3, 6}},
      {"the snapshot is not committed", {4, 3, 2}, 5, 4, {4, 3, 5}},
      {"an entry of a later term", {3, 2, 5}, 5, 4, {4, kNone, 5}},
      {"an entry of an earlier term", {7, 2, 5}, 5, 4, {7, 2, 5}},
      {"only a snapshot", {0, kNone, 0}, 5, 0, {2, kNone, 5}},
      {"a snapshot of an earlier term", {3, 1, 5}, 5, 0, {3, 1, 5}},
      {"only an entry", {0, kNone, 0}, 0, 1, {1, kNone, 0}},
  };
  for (const Case& c : cases) {
    MemoryStorage storage;
    if (c.snapshot != 0) {
      ASSERT_TRUE(storage.ApplySnapshot(SnapshotOf(c.snapshot, 2, {1})));
    }
    if (c.last != 0) {
      const Entry entry{
          .term = c.last, .index = c.snapshot + 1, .data = {}, .type = {}};
      storage.Append({&entry, 1});
    }
    EXPECT_EQ(RepairedHardState(c.stored, storage), c.repaired) << c.name;
  }
}

}  // namespace
}  // namespace raft
