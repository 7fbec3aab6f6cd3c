#include "harness/world/sim_file.h"

#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"

namespace harness {
namespace {

// All that a power cut may leave of `file`.
std::set<std::string> CrashStates(const SimFile& file) {
  std::vector<uint32_t> limits;
  file.AppendChoices(limits);
  std::set<std::string> states;
  std::vector<uint32_t> choices(limits.size(), 0);
  while (true) {
    SimFile crashed = file;
    std::span<const uint32_t> rest = choices;
    crashed.Crash(rest);
    RAFT_CHECK(rest.empty(), "{} choices are left over", rest.size());
    states.insert(crashed.bytes());
    size_t i = 0;
    while (i < limits.size() && ++choices[i] == limits[i]) choices[i++] = 0;
    if (i == limits.size()) return states;
  }
}

std::string Sectors(std::string_view letters) {
  std::string bytes;
  for (const char letter : letters) bytes.append(kSectorBytes, letter);
  return bytes;
}

using States = std::set<std::string>;

TEST(SimFile, ShowsWhatWasWritten) {
  SimFile file;
  file.Write(3, "abc");
  EXPECT_EQ(file.bytes(), std::string_view("\0\0\0abc", 6));
  file.Resize(4);
  file.Resize(5);
  EXPECT_EQ(file.bytes(), std::string_view("\0\0\0a\0", 5));
}

TEST(SimFile, WhatIsSyncedStays) {
  SimFile file;
  file.Write(0, Sectors("ab"));
  file.Sync();
  EXPECT_EQ(CrashStates(file), States{Sectors("ab")});
}

TEST(SimFile, EachUnsyncedSectorIsOldOrNew) {
  SimFile file;
  file.Write(0, Sectors("ab"));
  file.Sync();
  file.Write(0, Sectors("xy"));
  EXPECT_EQ(CrashStates(file), (States{Sectors("ab"), Sectors("ay"),
                                       Sectors("xb"), Sectors("xy")}));
}

TEST(SimFile, ASectorIsAsAnyOfTheWritesSinceTheSyncLeftIt) {
  SimFile file;
  file.Resize(kSectorBytes);
  file.Sync();
  file.Write(0, "a");
  file.Write(1, "b");
  std::string zeros(kSectorBytes, '\0');
  std::string first = zeros;
  first[0] = 'a';
  std::string both = first;
  both[1] = 'b';
  EXPECT_EQ(CrashStates(file), (States{zeros, first, both}));
}

TEST(SimFile, ALengthIsAnUnsyncedWriteToo) {
  SimFile file;
  file.Write(0, "abc");
  EXPECT_EQ(CrashStates(file),
            (States{"", "abc", std::string(3, '\0')}));
}

TEST(SimFile, WhatWasCutOffMayBeThereOrBeZeros) {
  SimFile file;
  file.Write(0, Sectors("ab"));
  file.Sync();
  file.Resize(kSectorBytes);
  std::string zeroed = Sectors("ab");
  std::fill(zeroed.begin() + kSectorBytes, zeroed.end(), '\0');
  EXPECT_EQ(CrashStates(file),
            (States{Sectors("a"), Sectors("ab"), zeroed}));
  file.Sync();
  file.Resize(2 * kSectorBytes);
  EXPECT_EQ(CrashStates(file), (States{Sectors("a"), zeroed}));
}

TEST(SimFile, ASyncAfterAFailedOneKeepsNothingOfIt) {
  SimFile file;
  file.Write(0, Sectors("a"));
  file.Sync();
  file.Write(0, Sectors("b"));
  file.FailSync();
  file.Sync();
  EXPECT_EQ(file.bytes(), Sectors("b"));
  EXPECT_EQ(CrashStates(file), (States{Sectors("a"), Sectors("b")}));
}

TEST(SimFile, WhatIsWrittenAgainAfterAFailedSyncCanBeSynced) {
  SimFile file;
  file.Write(0, Sectors("a"));
  file.FailSync();
  file.Write(0, Sectors("a"));
  file.Sync();
  EXPECT_EQ(CrashStates(file), States{Sectors("a")});
}

// Zeros that are seen may be clean pages over what is on the disk still.
TEST(SimFile, AFailedSyncOfACutLeavesTheOldBytesBehindIt) {
  SimFile file;
  file.Write(0, Sectors("ab"));
  file.Sync();
  file.Resize(kSectorBytes);
  file.Resize(2 * kSectorBytes);
  file.FailSync();
  file.Sync();
  EXPECT_TRUE(CrashStates(file).contains(Sectors("ab")));
  file.Resize(kSectorBytes);
  file.Resize(2 * kSectorBytes);
  file.Sync();
  EXPECT_EQ(CrashStates(file), States{file.bytes()});
}

TEST(SimFile, AFlippedBitIsFlippedHoweverThePowerCutEnds) {
  SimFile file;
  file.Write(0, "abc");
  file.Sync();
  file.Write(2, "d");
  file.FlipBit(0, 1);
  EXPECT_EQ(CrashStates(file), (States{"cbc", "cbd"}));
  EXPECT_THROW(file.FlipBit(3, 0), raft::Panic);
}

TEST(SimFile, AFingerprintTellsWhatMayBeLost) {
  SimFile synced;
  synced.Write(0, "abc");
  SimFile unsynced = synced;
  synced.Sync();
  const auto print = [](const SimFile& file) {
    raft::Fingerprint fingerprint;
    file.AddTo(fingerprint);
    return fingerprint.Get();
  };
  EXPECT_NE(print(synced), print(unsynced));
  EXPECT_FALSE(synced == unsynced);
  unsynced.Sync();
  EXPECT_EQ(print(synced), print(unsynced));
  EXPECT_TRUE(synced == unsynced);
}

// The definition: of a file whose length is sure, each sector's history of
// writes and syncs, from which what the disk may have follows.
class NaiveFile {
 public:
  explicit NaiveFile(size_t sectors)
      : seen_(sectors * kSectorBytes, '\0'), may_(sectors), dirty_(sectors) {
    for (size_t i = 0; i < sectors; ++i) may_[i] = {Sector(i)};
  }
  void Write(size_t offset, std::string_view bytes) {
    seen_.replace(offset, bytes.size(), bytes);
    for (size_t i = 0; i < may_.size(); ++i) {
      const size_t begin = i * kSectorBytes;
      if (offset >= begin + kSectorBytes || offset + bytes.size() <= begin) {
        continue;
      }
      may_[i].insert(Sector(i));
      dirty_[i] = true;
    }
  }
  void Sync(bool succeeds) {
    for (size_t i = 0; i < may_.size(); ++i) {
      if (succeeds && dirty_[i]) may_[i] = {Sector(i)};
      dirty_[i] = false;
    }
  }
  States CrashStates() const {
    States states = {""};
    for (const auto& ways : may_) {
      States longer;
      for (const std::string& state : states) {
        for (const std::string& way : ways) longer.insert(state + way);
      }
      states = longer;
    }
    return states;
  }

 private:
  std::string Sector(size_t i) const {
    return seen_.substr(i * kSectorBytes, kSectorBytes);
  }
  std::string seen_;
  std::vector<States> may_;
  std::vector<bool> dirty_;
};

RC_GTEST_PROP(SimFileModel, CrashStatesFollowFromEachSectorsHistory, ()) {
  constexpr size_t kSectors = 3;
  SimFile file;
  file.Resize(kSectors * kSectorBytes);
  file.Sync();
  NaiveFile naive(kSectors);
  const int steps = *rc::gen::inRange(0, 8);
  for (int step = 0; step < steps; ++step) {
    const int kind = *rc::gen::inRange(0, 6);
    if (kind == 0) {
      file.Sync();
      naive.Sync(/*succeeds=*/true);
    } else if (kind == 1) {
      file.FailSync();
      naive.Sync(/*succeeds=*/false);
    } else {
      const auto offset =
          *rc::gen::inRange<size_t>(0, kSectors * kSectorBytes - 1);
      const auto size = *rc::gen::inRange<size_t>(
          1, std::min<size_t>(600, kSectors * kSectorBytes - offset) + 1);
      const std::string bytes(size, *rc::gen::inRange('a', 'c'));
      file.Write(offset, bytes);
      naive.Write(offset, bytes);
    }
  }
  RC_ASSERT(CrashStates(file) == naive.CrashStates());
}

}  // namespace
}  // namespace harness
