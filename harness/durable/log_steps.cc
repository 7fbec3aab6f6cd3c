#include "harness/durable/log_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/payload.h"

namespace harness {
namespace {

using raft::Entry;
using raft::EntryId;
using raft::HardState;
using raft::Index;
using raft::Result;
using raft::Term;
using raft::wal::Log;

// As far behind the end as an entry must be to be committed.
constexpr Index kUncommitted = 2;

const char* NameOf(LogStepKind kind) {
  switch (kind) {
    case LogStepKind::kSave:
      return "save";
    case LogStepKind::kWrite:
      return "write";
    case LogStepKind::kCommit:
      return "commit";
    case LogStepKind::kVote:
      return "vote";
    case LogStepKind::kOverwrite:
      return "overwrite";
    case LogStepKind::kSnapshot:
      return "snapshot";
    case LogStepKind::kInstall:
      return "install";
    case LogStepKind::kConflict:
      return "conflict";
    case LogStepKind::kCompact:
      return "compact";
    case LogStepKind::kSync:
      return "sync";
  }
  return "?";
}

// The term at an index that `log` knows.
Term TermAt(const PlainLog& log, Index index) {
  const auto found = log.entries.find(index);
  return found == log.entries.end() ? log.base.term : found->second.term;
}

// A later commit index, if the log is long enough for one.
HardState Later(const PlainLog& log, Index last) {
  HardState state = log.state;
  if (last > kUncommitted) {
    state.commit = std::max(state.commit, last - kUncommitted);
  }
  return state;
}

}  // namespace

std::string TextOf(const LogStep& step) {
  return fmt::format("{} {}{}", NameOf(step.kind), step.size,
                     step.zeros ? " zeros" : "");
}

LogUnderTest::LogUnderTest(const raft::wal::LogOptions& options)
    : options_(options) {
  RAFT_CHECK(files_.MakeDirectory("d"), "no directory");
  RAFT_CHECK(files_.SyncDirectory("."), "no directory");
}

LogUnderTest::LogUnderTest(const LogUnderTest& other)
    : options_(other.options_),
      files_(other.files_),
      model_(other.model_),
      oldest_(other.oldest_),
      newest_snapshot_(other.newest_snapshot_),
      unborn_(other.unborn_) {
  if (other.log_) log_.emplace(*other.log_, files_);
}

Entry LogUnderTest::EntryAt(Index index, Term term, const LogStep& step) const {
  // Bytes tell one entry from another, unless they are to be zeros.
  std::string data(step.size, '\0');
  if (!step.zeros) {
    std::fill(data.begin(), data.end(),
              static_cast<char>('a' + (index * 7 + term) % 26));
  }
  return {.term = term,
          .index = index,
          .data = raft::Payload(data),
          .type = raft::EntryType::kNormal};
}

Result<void> LogUnderTest::Create() {
  raft::wal::LogBirth birth;
  birth.metadata = "node 1";
  birth.entries = {EntryAt(1, 1, {.size = 40}), EntryAt(2, 1, {.size = 40})};
  birth.state = {.term = 1, .vote = 1, .commit = 0};
  for (const Entry& entry : birth.entries) model_.Issue(entry);
  model_.Issue(birth.state);
  // It is there with all of this, or not at all.
  model_.Synced();
  Result<Log> log = Log::Create(files_, kDirectory, options_, birth);
  if (!log) return std::unexpected(log.error());
  log_.emplace(std::move(*log));
  unborn_ = false;
  return {};
}

Result<void> LogUnderTest::Sync() {
  Result<void> synced = log_->Sync();
  if (synced) model_.Synced();
  return synced;
}

Result<void> LogUnderTest::Append(const std::vector<Entry>& entries,
                                  const HardState& state, bool sync) {
  for (const Entry& entry : entries) model_.Issue(entry);
  model_.Issue(state);
  Result<void> written = log_->Append(entries, &state);
  return written && sync ? Sync() : written;
}

Result<void> LogUnderTest::AppendSnapshot(EntryId end, const HardState* state) {
  model_.Issue(raft::wal::SnapshotRecord{end.index, end.term, {}});
  if (state != nullptr) model_.Issue(*state);
  Result<void> done = log_->AppendSnapshot({end.index, end.term, {}});
  if (done && state != nullptr) done = log_->Append({}, state);
  if (done) done = Sync();
  if (done) newest_snapshot_ = end.index;
  return done;
}

Result<void> LogUnderTest::Do(const LogStep& step) {
  const PlainLog& log = model_.visible();
  const Index last = log.last();
  HardState state = Later(log, last);
  HardState voted = {.term = log.state.term + 1, .vote = 2,
                     .commit = state.commit};
  switch (step.kind) {
    case LogStepKind::kSave:
    case LogStepKind::kWrite:
      break;
    case LogStepKind::kCommit:
      return Append({}, state, /*sync=*/false);
    case LogStepKind::kVote:
      return Append({}, voted, /*sync=*/true);
    case LogStepKind::kOverwrite:
      if (last < log.state.commit + kUncommitted) break;
      voted.commit = log.state.commit;
      return Append({EntryAt(last - 1, voted.term, step)}, voted,
                    /*sync=*/true);
    case LogStepKind::kSnapshot: {
      const Index commit = log.state.commit;
      if (commit <= newest_snapshot_ || commit <= log.base.index) break;
      return AppendSnapshot({TermAt(log, commit), commit}, nullptr);
    }
    case LogStepKind::kInstall:
      voted.commit = last + 3;
      return AppendSnapshot({voted.term, voted.commit}, &voted);
    case LogStepKind::kConflict:
      if (last <= log.state.commit) break;
      voted.commit = log.state.commit + 1;
      return AppendSnapshot({voted.term, voted.commit}, &voted);
    case LogStepKind::kCompact:
      oldest_ = newest_snapshot_;
      return log_->Compact(oldest_);
    case LogStepKind::kSync:
      return Sync();
  }
  return Append({EntryAt(last + 1, log.state.term, step)}, state,
                step.kind != LogStepKind::kWrite);
}

}  // namespace harness
