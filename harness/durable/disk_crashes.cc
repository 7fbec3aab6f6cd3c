#include "harness/durable/disk_crashes.h"

#include <fmt/format.h>

#include <utility>

#include "harness/durable/crash_states.h"
#include "raft/durable/file_system/file_system.h"

namespace harness {
namespace {

using raft::Result;
using raft::durable::DiskStorage;
using raft::durable::OpenedDisk;
using raft::durable::PathKind;
using Wrong = std::optional<std::string>;

// Opens what was left in a copy; what is wrong with what it holds.
Wrong OpensTo(const raft::durable::DiskOptions& options, SimFileSystem files,
              const DiskModel& model) {
  const Result<OpenedDisk> opened = DiskStorage::Open(files, options);
  if (!opened) return "it is refused: " + opened.error().detail;
  return model.WhyNot(MemoryOf(opened->storage));
}

// A first boot, after one that was cut short.
Wrong CanBeCreated(const raft::durable::DiskOptions& options,
                   SimFileSystem files) {
  const Result<DiskStorage> made = DiskStorage::Create(files, options, {});
  if (made) return std::nullopt;
  return "it cannot be created: " + made.error().detail;
}

}  // namespace

std::string TextOf(const DiskCrashCounts& counts) {
  return fmt::format(
      "{} sequences, {} ends of a power cut, {} different states, {} crashes "
      "inside a recovery",
      counts.sequences, counts.ways, counts.states, counts.recoveries);
}

// A crash, or a failure and then a kill, at each call of the recovery.
Wrong DiskCrashes::CheckRecovery(const DiskUnderTest& disk,
                                 const SimFileSystem& left) {
  for (uint64_t call = 1;; ++call) {
    SimFileSystem files = left;
    files.SetFault({.nth = call, .lasting = true});
    if (DiskStorage::Open(files, options_)) return std::nullopt;
    files.ClearFault();
    ++counts_.recoveries;
    Wrong wrong;
    const auto check = [&](const SimFileSystem& again) {
      wrong = OpensTo(options_, again, disk.model());
      return !wrong;
    };
    counts_.ways += ForEachCrashState(files, check);
    files.Kill();
    if (!wrong) check(files);
    if (wrong) {
      return fmt::format("after a crash at call {} of a recovery, {}", call,
                         *wrong);
    }
  }
}

Wrong DiskCrashes::Open(const DiskUnderTest& disk, const SimFileSystem& left) {
  ++counts_.states;
  SimFileSystem files = left;
  if (disk.unborn() &&
      files.Kind(options_.log_directory) == PathKind::kNothing) {
    return CanBeCreated(options_, files);
  }
  Result<OpenedDisk> opened = DiskStorage::Open(files, options_);
  if (!opened) return "it is refused: " + opened.error().detail;
  const raft::MemoryStorage memory = MemoryOf(opened->storage);
  Wrong wrong = disk.model().WhyNot(memory);
  if (wrong) return wrong;
  // What was opened was told to others; the sync removes what is old.
  const Result<void> synced = opened->storage.Sync();
  if (!synced) return "it cannot be synced: " + synced.error().detail;
  ForEachCrashState(files, [&](const SimFileSystem& again) {
    wrong = OpensTo(options_, again, DiskModel(memory));
    return !wrong;
  });
  if (wrong) return "after it was opened and crashed again, " + *wrong;
  if (counts_.states % recovery_every_ != 0) return std::nullopt;
  return CheckRecovery(disk, left);
}

Wrong DiskCrashes::Crash(const DiskUnderTest& disk) {
  Wrong wrong;
  const auto open = [&](const SimFileSystem& left) {
    wrong = Open(disk, left);
    return !wrong;
  };
  counts_.ways += ForEachCrashState(disk.files(), open);
  if (wrong) return fmt::format("{}: after a power cut, {}", path_, *wrong);
  SimFileSystem killed = disk.files();
  killed.ClearFault();
  killed.Kill();
  open(killed);
  if (wrong) return fmt::format("{}: after a kill, {}", path_, *wrong);
  return std::nullopt;
}

template <typename Step>
Wrong DiskCrashes::Interrupt(DiskUnderTest& disk, const Step& step) {
  for (uint64_t call = 1;; ++call) {
    DiskUnderTest interrupted(disk);
    interrupted.files().SetFault({.nth = call, .lasting = true});
    if (step(interrupted)) break;
    if (Wrong wrong = Crash(interrupted)) {
      return fmt::format("{} (at call {} of the last step)", *wrong, call);
    }
  }
  const Result<void> done = step(disk);
  if (!done) return fmt::format("{} fails: {}", path_, done.error().detail);
  return Crash(disk);
}

Wrong DiskCrashes::Extend(const DiskUnderTest& disk,
                          std::span<const DiskStep> steps, int length) {
  if (length == 0) return std::nullopt;
  const size_t path_size = path_.size();
  for (const DiskStep& step : steps) {
    path_ += ", " + TextOf(step);
    ++counts_.sequences;
    DiskUnderTest next(disk);
    Wrong wrong = Interrupt(
        next, [&step](DiskUnderTest& done) { return done.Do(step); });
    if (!wrong) wrong = Extend(next, steps, length - 1);
    if (wrong) return wrong;
    path_.resize(path_size);
  }
  return std::nullopt;
}

Wrong DiskCrashes::Begin(DiskUnderTest& disk) {
  path_ = "create";
  return Interrupt(disk, [](DiskUnderTest& made) { return made.Create(); });
}

Wrong DiskCrashes::Explore(std::span<const DiskStep> steps, int length) {
  DiskUnderTest disk(options_);
  const Wrong wrong = Begin(disk);
  return wrong ? wrong : Extend(disk, steps, length);
}

Wrong DiskCrashes::Follow(std::span<const DiskStep> steps) {
  DiskUnderTest disk(options_);
  Wrong wrong = Begin(disk);
  for (size_t i = 0; i < steps.size() && !wrong; ++i) {
    path_ += ", " + TextOf(steps[i]);
    ++counts_.sequences;
    wrong = Interrupt(
        disk, [&](DiskUnderTest& done) { return done.Do(steps[i]); });
  }
  return wrong;
}

}  // namespace harness
