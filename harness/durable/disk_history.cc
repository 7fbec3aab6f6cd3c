#include "harness/durable/disk_history.h"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "harness/durable/disk_crashes.h"
#include "harness/world/sim_file_system.h"
#include "raft/durable/disk_storage/disk_storage.h"

namespace harness {
namespace {

using Wrong = std::optional<std::string>;

// The bytes, one after the other; zeros behind their end.
class Choices {
 public:
  explicit Choices(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }
  // In [0, limit). REQUIRES: limit > 0.
  uint32_t Below(uint32_t limit) {
    if (bytes_.empty()) return 0;
    const uint8_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return byte % limit;
  }

 private:
  std::span<const uint8_t> bytes_;
};

raft::durable::DiskOptions OptionsOf(Choices& choices) {
  raft::durable::DiskOptions options;
  options.log_directory = "d/wal";
  options.snapshot_directory = "d/snap";
  options.metadata = "node 1";
  options.snapshots_kept = 1 + choices.Below(2);
  options.log.preallocate = choices.Below(4) != 0;
  options.log.segment_bytes = 700 * (1 + choices.Below(5));
  options.log.number = 0x0123456789abcdef;
  return options;
}

DiskStep StepOf(Choices& choices) {
  constexpr size_t kSizes[] = {0, 40, 480, 600, 1600};
  DiskStep step;
  step.kind = static_cast<DiskStepKind>(
      choices.Below(static_cast<uint32_t>(DiskStepKind::kStop) + 1));
  step.size = kSizes[choices.Below(std::size(kSizes))];
  return step;
}

// Ends the process, and perhaps the power with it; then starts it again, where
// a failure may end it once more.
Wrong CrashAndStart(DiskUnderTest& disk, Choices& choices,
                    DiskHistoryCounts& counts, std::string& path) {
  for (bool failing = true; failing;) {
    SimFileSystem& files = disk.files();
    files.ClearFault();
    if (choices.Below(3) == 0) {
      ++counts.kills;
      path += ", kill";
      files.Kill();
    } else {
      ++counts.crashes;
      path += ", crash";
      std::vector<uint32_t> ends;
      for (const uint32_t limit : files.CrashChoices()) {
        ends.push_back(choices.Below(limit));
      }
      files.Crash(ends);
    }
    failing = choices.Below(4) == 3;
    if (failing) {
      const uint32_t nth = 1 + choices.Below(30);
      files.SetFault({.nth = nth});
      path += fmt::format(", start failing at {}", nth);
    }
    const auto wrong = disk.Start();
    if (!wrong) return "it is refused: " + wrong.error().detail;
    if (*wrong) return **wrong;
    failing = failing && disk.stopped();
    if (failing) ++counts.failures;
  }
  disk.files().ClearFault();
  ++counts.starts;
  return std::nullopt;
}

}  // namespace

Wrong LiveDiskHistory(std::span<const uint8_t> bytes,
                      DiskHistoryCounts& counts) {
  Choices choices(bytes);
  DiskUnderTest disk(OptionsOf(choices));
  if (const auto made = disk.Create(); !made) return made.error().detail;
  // What was done, for people.
  std::string path = "create";
  while (!choices.done()) {
    ++counts.steps;
    const uint32_t fate = choices.Below(8);
    if (fate < 2) disk.files().SetFault({.nth = 1 + choices.Below(20)});
    const DiskStep step = StepOf(choices);
    const auto done = disk.Do(step);
    path += fmt::format(", {}{}", TextOf(step), done ? "" : " failing");
    disk.files().ClearFault();
    if (!done) ++counts.failures;
    if (done && fate != 2) continue;
    const Wrong wrong = CrashAndStart(disk, choices, counts, path);
    if (wrong) return fmt::format("{}: {}", path, *wrong);
  }
  return std::nullopt;
}

}  // namespace harness
