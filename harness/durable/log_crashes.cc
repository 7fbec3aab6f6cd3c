#include "harness/durable/log_crashes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/durable/crash_states.h"
#include "harness/world/sim_file_system.h"
#include "raft/base/check.h"
#include "raft/durable/file_system/paths.h"
#include "raft/durable/wal/frame.h"
#include "raft/durable/wal/record.h"
#include "raft/durable/wal/segment_name.h"

namespace harness {
namespace {

using raft::Result;
using raft::durable::PathKind;
using raft::wal::Log;
using raft::wal::OpenedLog;
using Wrong = std::optional<std::string>;

// Of states with a torn tail one in so many is opened with a crash at each call
// of its recovery.
constexpr uint64_t kTornRecoveryEvery = 4;

Result<OpenedLog> OpenLog(const LogUnderTest& log, SimFileSystem& files) {
  return Log::Open(files, LogUnderTest::kDirectory, log.options(),
                   log.oldest());
}

// Opens what was left in a copy; what is wrong with what it holds.
Wrong OpensTo(const LogUnderTest& log, SimFileSystem files,
              const LogModel& model) {
  const Result<OpenedLog> opened = OpenLog(log, files);
  if (!opened) return "it is refused: " + opened.error().detail;
  return model.WhyNot(opened->contents, log.oldest());
}

// True if a whole record stands behind what cannot be read, in the last
// segment of a log in which a torn tail was found.
bool HasHole(const SimFileSystem& left, const Log& log) {
  const std::string path = raft::durable::Join(
      LogUnderTest::kDirectory, FileName(log.segments().back()));
  const std::string& bytes = left.Bytes(path);
  uint64_t at = 0;
  bool after = false;
  while (at < bytes.size()) {
    const raft::wal::Frame frame = raft::wal::ReadFrame(bytes, at);
    const bool whole = frame.state == raft::wal::FrameState::kWhole &&
                       raft::wal::ParseRecord(frame.record);
    if (whole && after) return true;
    after = after || !whole;
    at += whole ? frame.length.total() : raft::wal::kFrameUnit;
  }
  return false;
}

// A failure closes a log for good: what was lost must not be tried again.
Wrong StaysClosed(const LogUnderTest& log) {
  if (log.log() == nullptr) return std::nullopt;
  LogUnderTest again(log);
  again.files().ClearFault();
  if (!again.Do({.kind = LogStepKind::kSync})) return std::nullopt;
  return "it goes on after a failure";
}

bool WasTorn(const OpenedLog& opened) {
  return std::ranges::any_of(opened.warnings, [](const std::string& line) {
    return line.starts_with("cut ");
  });
}

}  // namespace

std::string TextOf(const LogCrashCounts& counts) {
  return fmt::format(
      "{} sequences, {} ends of a power cut, {} different states: {} with a "
      "torn tail, {} with a hole and records behind it; {} writes over a "
      "sector's edge, {} cuts, {} crashes inside a recovery, {} writes to "
      "where a tail had been, {} writes that stopped in their middle",
      counts.sequences, counts.ways, counts.states, counts.torn, counts.holes,
      counts.edges, counts.cuts, counts.recoveries, counts.reused,
      counts.cut_short);
}

// What was opened was told to others: whatever happens now, it stays.
Wrong LogCrashes::CheckStays(const LogUnderTest& log,
                             const SimFileSystem& opened,
                             const PlainLog& plain) {
  Wrong wrong;
  ForEachCrashState(opened, [&](const SimFileSystem& left) {
    wrong = OpensTo(log, left, LogModel(plain));
    return !wrong;
  });
  if (wrong) return "after it was opened and crashed again, " + *wrong;
  return std::nullopt;
}

// Where a tail was cut off, the next record is written.
Wrong LogCrashes::CheckAppends(const LogUnderTest& log, SimFileSystem& files,
                               Log& opened, const PlainLog& plain) {
  LogModel model(plain);
  const raft::Entry entry = {.term = plain.state.term + 1,
                             .index = plain.last() + 1,
                             .data = raft::Payload(std::string(480, 'n')),
                             .type = raft::EntryType::kNormal};
  const raft::HardState state = {.term = entry.term, .vote = 3,
                                 .commit = plain.state.commit};
  model.Issue(entry);
  model.Issue(state);
  Result<void> written = opened.Append({&entry, 1}, &state);
  if (!written) return "it cannot be written to: " + written.error().detail;
  Wrong wrong;
  const auto check = [&](const SimFileSystem& left) {
    wrong = OpensTo(log, left, model);
    return !wrong;
  };
  counts_.ways += ForEachCrashState(files, check);
  if (wrong) return "after a crash of the next write, " + *wrong;
  written = opened.Sync();
  if (!written) return "it cannot be synced: " + written.error().detail;
  model.Synced();
  ForEachCrashState(files, check);
  if (wrong) return "after the next write, " + *wrong;
  return std::nullopt;
}

// A crash, or a failure and then a kill, at each call of the recovery.
Wrong LogCrashes::CheckRecovery(const LogUnderTest& log,
                                const SimFileSystem& left) {
  for (uint64_t call = 1;; ++call) {
    SimFileSystem files = left;
    files.SetFault({.nth = call, .lasting = true});
    if (OpenLog(log, files)) return std::nullopt;
    files.ClearFault();
    ++counts_.recoveries;
    Wrong wrong;
    const auto check = [&](const SimFileSystem& again) {
      wrong = OpensTo(log, again, log.model());
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

Wrong LogCrashes::Open(const LogUnderTest& log, const SimFileSystem& left) {
  ++counts_.states;
  ++seen_.states;
  SimFileSystem files = left;
  if (log.unborn() &&
      files.Kind(LogUnderTest::kDirectory) == PathKind::kNothing) {
    const Result<Log> created = Log::Create(
        files, LogUnderTest::kDirectory, log.options(), {});
    if (created) return std::nullopt;
    return "it cannot be created: " + created.error().detail;
  }
  Result<OpenedLog> opened = OpenLog(log, files);
  if (!opened) return "it is refused: " + opened.error().detail;
  Wrong wrong = log.model().WhyNot(opened->contents, log.oldest());
  if (wrong) return wrong;
  const PlainLog plain = PlainLogOf(opened->contents);
  const bool torn = WasTorn(*opened);
  if (torn) {
    ++counts_.torn;
    ++seen_.torn;
    if (HasHole(left, opened->log)) ++counts_.holes;
    ++counts_.reused;
  }
  wrong = CheckStays(log, files, plain);
  if (!wrong) wrong = CheckAppends(log, files, opened->log, plain);
  const bool recovers = (torn && seen_.torn % kTornRecoveryEvery == 0) ||
                        seen_.states % recovery_every_ == 0;
  if (!wrong && recovers) wrong = CheckRecovery(log, left);
  return wrong;
}

Wrong LogCrashes::Crash(const LogUnderTest& log) {
  Wrong wrong;
  const auto open = [&](const SimFileSystem& left) {
    wrong = Open(log, left);
    return !wrong;
  };
  counts_.ways += ForEachCrashState(log.files(), open);
  if (wrong) return fmt::format("{}: after a power cut, {}", path_, *wrong);
  SimFileSystem killed = log.files();
  killed.ClearFault();
  killed.Kill();
  open(killed);
  if (wrong) return fmt::format("{}: after a kill, {}", path_, *wrong);
  return std::nullopt;
}

template <typename Step>
Wrong LogCrashes::Interrupt(LogUnderTest& log, const Step& step) {
  for (uint64_t call = 1;; ++call) {
    LogUnderTest interrupted(log);
    interrupted.files().SetFault({.nth = call, .lasting = true});
    if (step(interrupted)) break;
    Wrong wrong = StaysClosed(interrupted);
    if (!wrong) wrong = Crash(interrupted);
    if (wrong) {
      return fmt::format("{} (at call {} of the last step)", *wrong, call);
    }
  }
  std::swap(seen_, seen_cut_short_);
  if (Wrong wrong = CutShort(log, step)) return wrong;
  std::swap(seen_, seen_cut_short_);
  const Result<void> done = step(log);
  if (!done) return fmt::format("{} fails: {}", path_, done.error().detail);
  return Crash(log);
}

template <typename Step>
Wrong LogCrashes::CutShort(const LogUnderTest& log, const Step& step) {
  for (const uint64_t bytes : {1, 20, 300}) {
    for (uint64_t write = 1;; ++write) {
      LogUnderTest interrupted(log);
      interrupted.files().SetFault(
          {.nth = write, .of = FileCall::kWrite, .short_bytes = bytes});
      if (step(interrupted)) break;
      ++counts_.cut_short;
      Wrong wrong = StaysClosed(interrupted);
      if (!wrong) wrong = Crash(interrupted);
      if (wrong) {
        return fmt::format("{} (after {} bytes of write {} of the last step)",
                           *wrong, bytes, write);
      }
    }
  }
  return std::nullopt;
}

void LogCrashes::Note(const LogUnderTest& before, const LogUnderTest& after) {
  if (after.log()->segments().size() > before.log()->segments().size()) {
    ++counts_.cuts;
  }
  // A file grows, or its zeros do; what was written is what is not zeros.
  const auto end = [](const LogUnderTest& log) {
    const auto& name = log.log()->segments().back();
    return log.files()
        .Bytes(raft::durable::Join(LogUnderTest::kDirectory, FileName(name)))
        .find_last_not_of('\0');
  };
  if (end(before) / kSectorBytes != end(after) / kSectorBytes) ++counts_.edges;
}

Wrong LogCrashes::Extend(const LogUnderTest& log,
                         std::span<const LogStep> steps, int length) {
  if (length == 0) return std::nullopt;
  const size_t path_size = path_.size();
  for (const LogStep& step : steps) {
    path_ += ", " + TextOf(step);
    ++counts_.sequences;
    LogUnderTest next(log);
    Wrong wrong = Interrupt(
        next, [&step](LogUnderTest& done) { return done.Do(step); });
    if (wrong) return wrong;
    Note(log, next);
    wrong = Extend(next, steps, length - 1);
    if (wrong) return wrong;
    path_.resize(path_size);
  }
  return std::nullopt;
}

Wrong LogCrashes::FillUp(std::span<const LogStep> steps) {
  LogUnderTest log(options_);
  path_ = "create";
  Result<void> done = log.Create();
  for (const LogStep& step : steps.first(steps.size() - 1)) {
    path_ += ", " + TextOf(step);
    if (done) done = log.Do(step);
  }
  if (!done) return fmt::format("{} fails: {}", path_, done.error().detail);
  path_ += ", full disk, " + TextOf(steps.back());
  const uint64_t used = log.files().used();
  for (uint64_t bytes = 0;; ++bytes) {
    LogUnderTest full(log);
    full.files().SetSpace(used + bytes);
    if (full.Do(steps.back())) return std::nullopt;
    full.files().SetSpace(std::nullopt);
    ++counts_.cut_short;
    Wrong wrong = StaysClosed(full);
    if (!wrong) wrong = Crash(full);
    if (wrong) return fmt::format("{} (with {} bytes left)", *wrong, bytes);
  }
}

Wrong LogCrashes::Begin(LogUnderTest& log) {
  path_ = "create";
  return Interrupt(log, [](LogUnderTest& made) { return made.Create(); });
}

Wrong LogCrashes::Explore(std::span<const LogStep> steps, int length) {
  LogUnderTest log(options_);
  const Wrong wrong = Begin(log);
  return wrong ? wrong : Extend(log, steps, length);
}

Wrong LogCrashes::Follow(std::span<const LogStep> steps) {
  LogUnderTest log(options_);
  Wrong wrong = Begin(log);
  for (size_t i = 0; i < steps.size() && !wrong; ++i) {
    path_ += ", " + TextOf(steps[i]);
    ++counts_.sequences;
    const LogUnderTest before(log);
    wrong = Interrupt(
        log, [&](LogUnderTest& done) { return done.Do(steps[i]); });
    if (!wrong) Note(before, log);
  }
  return wrong;
}

}  // namespace harness
