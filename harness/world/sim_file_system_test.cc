#include "harness/world/sim_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// After gtest, which it builds on.
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/durable/file_system/file_system.h"

namespace harness {
namespace {

using raft::durable::FileHandle;
using raft::durable::OpenMode;
using raft::durable::PathKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

FileHandle Create(SimFileSystem& files, std::string_view path,
                  std::string_view bytes = "") {
  const auto file = files.Open(path, OpenMode::kCreate);
  EXPECT_TRUE(file) << file.error().detail;
  EXPECT_TRUE(files.Write(*file, 0, bytes));
  EXPECT_TRUE(files.SyncData(*file));
  return *file;
}

using Names = std::set<std::string>;

// The names in `directory` after each possible power cut.
std::set<Names> CrashNames(const SimFileSystem& files,
                           std::string_view directory) {
  const std::vector<uint32_t> limits = files.CrashChoices();
  std::set<Names> states;
  std::vector<uint32_t> choices(limits.size(), 0);
  while (true) {
    SimFileSystem crashed = files;
    crashed.Crash(choices);
    const auto names = crashed.List(directory);
    if (names) states.insert(Names(names->begin(), names->end()));
    size_t i = 0;
    while (i < limits.size() && ++choices[i] == limits[i]) choices[i++] = 0;
    if (i == limits.size()) return states;
  }
}

uint64_t PrintOf(const SimFileSystem& files) {
  raft::Fingerprint fingerprint;
  files.AddTo(fingerprint);
  return fingerprint.Get();
}

TEST(SimFileSystem, ReadsWhatWasWrittenThroughAnyHandle) {
  SimFileSystem files;
  ASSERT_TRUE(files.MakeDirectory("d"));
  const FileHandle writer = Create(files, "d/a", "hello");
  const auto reader = files.Open("/d/a", OpenMode::kRead);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(files.Write(writer, 5, "!"));
  std::string room(10, '?');
  EXPECT_EQ(files.Read(*reader, 1, room), 5);
  EXPECT_EQ(room.substr(0, 5), "ello!");
  EXPECT_EQ(files.Size(*reader), 6);
  EXPECT_EQ(files.Kind("d"), PathKind::kDirectory);
  EXPECT_EQ(files.Kind("d/a"), PathKind::kFile);
  EXPECT_EQ(files.Kind("d/b"), PathKind::kNothing);
}

TEST(SimFileSystem, SaysWhatIsWrongWithAPath) {
  SimFileSystem files;
  files.Close(Create(files, "a"));
  EXPECT_THAT(files.Open("a", OpenMode::kCreate).error().detail,
              HasSubstr("cannot create a: File exists"));
  EXPECT_THAT(files.Open("b", OpenMode::kWrite).error().detail,
              HasSubstr("cannot open b: No such file"));
  EXPECT_THAT(files.Open("a/b", OpenMode::kCreate).error().detail,
              HasSubstr("No such file"));
  EXPECT_FALSE(files.List("a"));
  EXPECT_FALSE(files.Remove("b"));
  EXPECT_FALSE(files.Rename("b", "c"));
  EXPECT_FALSE(files.MakeDirectory("a"));
  EXPECT_FALSE(files.SyncDirectory("b"));
}

TEST(SimFileSystem, AUnsyncedNameMayBeLostAndItsFileWithIt) {
  SimFileSystem files;
  Create(files, "a", "hello");
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{}, {"a"}}));
  ASSERT_TRUE(files.SyncDirectory("/"));
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{"a"}}));
}

TEST(SimFileSystem, ARenameIsOneStep) {
  SimFileSystem files;
  Create(files, "a", "new");
  Create(files, "b", "old");
  ASSERT_TRUE(files.SyncDirectory("/"));
  ASSERT_TRUE(files.Rename("a", "b"));
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{"a", "b"}, {"b"}}));
  EXPECT_EQ(files.Bytes("b"), "new");
  files.Crash(std::vector<uint32_t>{0});
  EXPECT_EQ(files.Bytes("b"), "old");
}

TEST(SimFileSystem, ARemovedFileMayComeBackAndIsReadByWhoHasItOpen) {
  SimFileSystem files;
  const FileHandle file = Create(files, "a", "hello");
  ASSERT_TRUE(files.SyncDirectory("/"));
  ASSERT_TRUE(files.Remove("a"));
  std::string room(5, '?');
  EXPECT_EQ(files.Read(file, 0, room), 5);
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{}, {"a"}}));
}

TEST(SimFileSystem, NamesWithinADirectoryAreLostWithIt) {
  SimFileSystem files;
  ASSERT_TRUE(files.MakeDirectory("d.tmp"));
  Create(files, "d.tmp/a");
  ASSERT_TRUE(files.SyncDirectory("d.tmp"));
  ASSERT_TRUE(files.Rename("d.tmp", "d"));
  EXPECT_EQ(CrashNames(files, "/"),
            (std::set<Names>{{}, {"d.tmp"}, {"d"}}));
  EXPECT_EQ(CrashNames(files, "d"), (std::set<Names>{{"a"}}));
  EXPECT_FALSE(files.Remove("d")) << "it is not empty";
}

TEST(SimFileSystem, AFailedDirectorySyncIsMadeGoodByALaterOne) {
  SimFileSystem files;
  Create(files, "a");
  files.SetFault({.of = FileCall::kSyncDirectory});
  EXPECT_FALSE(files.SyncDirectory("/"));
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{}, {"a"}}));
  ASSERT_TRUE(files.SyncDirectory("/"));
  EXPECT_EQ(CrashNames(files, "/"), (std::set<Names>{{"a"}}));
}

TEST(SimFileSystem, AKillKeepsAllAndEndsLocksAndHandles) {
  SimFileSystem files;
  const FileHandle file = Create(files, "a");
  ASSERT_TRUE(files.Write(file, 0, "hello"));
  ASSERT_TRUE(files.Lock(file));
  const auto second = files.Open("a", OpenMode::kWrite);
  EXPECT_THAT(files.Lock(*second).error().detail, HasSubstr("is locked"));
  files.Kill();
  EXPECT_THROW(files.Close(file), raft::Panic);
  const auto third = files.Open("a", OpenMode::kWrite);
  EXPECT_TRUE(files.Lock(*third));
  EXPECT_EQ(files.Bytes("a"), "hello");
  EXPECT_FALSE(files.CrashChoices().empty()) << "it is still not synced";
}

TEST(SimFileSystem, TheNthCallFails) {
  SimFileSystem files;
  const FileHandle file = Create(files, "a");
  files.SetFault({.nth = 2, .of = FileCall::kWrite, .short_bytes = 3});
  ASSERT_TRUE(files.Write(file, 0, "hello"));
  EXPECT_TRUE(files.Size(file)) << "it is no write";
  const auto failed = files.Write(file, 5, "world");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, raft::ErrorCode::kIo);
  EXPECT_EQ(files.Bytes("a"), "hellowor");
  EXPECT_TRUE(files.Write(file, 5, "world"));
}

TEST(SimFileSystem, ALastingFaultLastsUntilItIsTakenBack) {
  SimFileSystem files;
  files.SetFault({.nth = 2, .lasting = true});
  EXPECT_TRUE(files.List("/"));
  EXPECT_FALSE(files.List("/"));
  EXPECT_FALSE(files.Open("a", OpenMode::kCreate));
  files.ClearFault();
  EXPECT_TRUE(files.List("/"));
  EXPECT_EQ(files.calls(), 4);
}

TEST(SimFileSystem, AFullDiskTakesWhatFits) {
  SimFileSystem files;
  const FileHandle file = Create(files, "a", "hello");
  files.SetSpace(8);
  EXPECT_FALSE(files.Preallocate(file, 9));
  const auto failed = files.Write(file, 5, "world");
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().detail, HasSubstr("No space left"));
  EXPECT_EQ(files.Bytes("a"), "hellowor");
  EXPECT_TRUE(files.Write(file, 0, "HELLO")) << "that space is there already";
  files.SetSpace(std::nullopt);
  EXPECT_TRUE(files.Write(file, 5, "world"));
}

TEST(SimFileSystem, CopiesAreIndependentAndTheirHandlesTheSame) {
  SimFileSystem files;
  const FileHandle file = Create(files, "a", "hello");
  SimFileSystem copy = files;
  EXPECT_TRUE(copy == files);
  EXPECT_EQ(PrintOf(copy), PrintOf(files));
  ASSERT_TRUE(copy.Write(file, 0, "J"));
  EXPECT_EQ(files.Bytes("a"), "hello");
  EXPECT_EQ(copy.Bytes("a"), "Jello");
  EXPECT_FALSE(copy == files);
  EXPECT_NE(PrintOf(copy), PrintOf(files));
}

TEST(SimFileSystem, WhatWasReadOnlyIsNotWritten) {
  SimFileSystem files;
  Create(files, "a");
  const auto file = files.Open("a", OpenMode::kRead);
  EXPECT_THROW((void)files.Write(*file, 0, "x"), raft::Panic);
}

// The definition: the names at the last sync, and all subsets of what became
// of them since, each in its order.
std::set<Names> NaiveCrashNames(
    const std::map<std::string, int>& synced,
    const std::vector<std::pair<std::string, std::string>>& changes) {
  std::set<Names> states;
  for (uint32_t subset = 0; subset < 1U << changes.size(); ++subset) {
    Names names;
    for (const auto& [name, file] : synced) names.insert(name);
    for (size_t i = 0; i < changes.size(); ++i) {
      if ((subset >> i & 1) == 0) continue;
      names.erase(changes[i].first);
      if (!changes[i].second.empty()) names.insert(changes[i].second);
    }
    states.insert(names);
  }
  return states;
}

RC_GTEST_PROP(SimFileSystemModel, NamesAreSubsetsOfTheChangesSinceTheSync,
              ()) {
  SimFileSystem files;
  std::map<std::string, int> seen;
  std::map<std::string, int> synced;
  std::vector<std::pair<std::string, std::string>> changes;
  const auto name = [] {
    return std::string(1, *rc::gen::inRange('a', 'd'));
  };
  const int steps = *rc::gen::inRange(0, 8);
  for (int step = 0; step < steps; ++step) {
    const int kind = *rc::gen::inRange(0, 4);
    const std::string first = name();
    const std::string second = name();
    if (kind == 0) {
      RC_ASSERT(files.SyncDirectory("/").has_value());
      synced = seen;
      changes.clear();
    } else if (kind == 1 && !seen.contains(first)) {
      files.Close(*files.Open(first, OpenMode::kCreate));
      seen[first] = step;
      changes.emplace_back("", first);
    } else if (kind == 2 && seen.contains(first)) {
      RC_ASSERT(files.Remove(first).has_value());
      seen.erase(first);
      changes.emplace_back(first, "");
    } else if (kind == 3 && seen.contains(first) && first != second) {
      RC_ASSERT(files.Rename(first, second).has_value());
      seen.erase(first);
      seen[second] = step;
      changes.emplace_back(first, second);
    }
  }
  RC_ASSERT(CrashNames(files, "/") == NaiveCrashNames(synced, changes));
}

}  // namespace
}  // namespace harness
