// What is done to a storage whose crashes are explored.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "harness/durable/disk_crashes.h"
#include "raft/base/check.h"
#include "raft/base/payload.h"
#include "raft/driver.h"

namespace harness {
namespace {

using raft::Entry;
using raft::HardState;
using raft::Index;
using raft::MemoryStorage;
using raft::Result;
using raft::SnapshotPtr;
using raft::Term;
using raft::durable::DiskStorage;
using raft::durable::OpenedDisk;

// As far behind the end as an entry must be to be committed.
constexpr Index kUncommitted = 2;

SnapshotPtr SnapshotAt(Index index, Term term) {
  auto snapshot = std::make_shared<raft::Snapshot>();
  snapshot->index = index;
  snapshot->term = term;
  snapshot->data = raft::Payload(fmt::format("image {}/{}", index, term));
  snapshot->conf_state.voters = {1, 2, 3};
  return snapshot;
}

const char* NameOf(DiskStepKind kind) {
  switch (kind) {
    case DiskStepKind::kSave:
      return "save";
    case DiskStepKind::kWrite:
      return "write";
    case DiskStepKind::kCommit:
      return "commit";
    case DiskStepKind::kOverwrite:
      return "overwrite";
    case DiskStepKind::kInstall:
      return "install";
    case DiskStepKind::kConflict:
      return "conflict";
    case DiskStepKind::kInside:
      return "inside";
    case DiskStepKind::kCompact:
      return "compact";
    case DiskStepKind::kStop:
      return "stop";
  }
  return "?";
}

}  // namespace

std::string TextOf(const DiskStep& step) {
  return fmt::format("{} {}", NameOf(step.kind), step.size);
}

DiskUnderTest::DiskUnderTest(const raft::durable::DiskOptions& options)
    : options_(options) {
  // Nothing of it is synced: a new node's directory may be new, too.
  RAFT_CHECK(files_.MakeDirectory("d") && files_.SyncDirectory("."),
             "there is no directory");
}

DiskUnderTest::DiskUnderTest(const DiskUnderTest& other)
    : options_(other.options_),
      files_(other.files_),
      model_(other.model_),
      unborn_(other.unborn_) {
  if (other.storage_) storage_.emplace(*other.storage_, files_);
}

Entry DiskUnderTest::EntryAt(Index index, Term term, size_t size) const {
  const auto letter = static_cast<char>('a' + (index * 7 + term) % 26);
  return {.term = term,
          .index = index,
          .data = raft::Payload(std::string(size, letter)),
          .type = raft::EntryType::kNormal};
}

Result<void> DiskUnderTest::Create() {
  raft::durable::DiskBirth birth;
  birth.entries = {EntryAt(1, 1, 40), EntryAt(2, 1, 40), EntryAt(3, 1, 40),
                   EntryAt(4, 1, 40)};
  birth.state = {.term = 1, .vote = 1, .commit = 1};
  for (const Entry& entry : birth.entries) model_.Issue(entry);
  model_.Issue(birth.state);
  // It is there with all of this, or not at all.
  model_.Synced();
  Result<DiskStorage> made = DiskStorage::Create(files_, options_, birth);
  if (!made) return std::unexpected(made.error());
  storage_.emplace(std::move(*made));
  unborn_ = false;
  return {};
}

Result<std::optional<std::string>> DiskUnderTest::Start() {
  const bool faulty = files_.has_fault();
  storage_.reset();
  Result<OpenedDisk> opened = DiskStorage::Open(files_, options_);
  if (!opened) {
    if (faulty && !files_.has_fault()) {
      return std::nullopt;
    }
    return std::unexpected(opened.error());
  }
  const MemoryStorage found = MemoryOf(opened->storage);
  std::optional<std::string> wrong = model_.WhyNot(found);
  if (wrong) return wrong;
  model_ = DiskModel(found);
  storage_.emplace(std::move(opened->storage));
  return std::nullopt;
}

Result<void> DiskUnderTest::Write(const SnapshotPtr& snapshot,
                                  const std::optional<Entry>& entry,
                                  const HardState& state, bool sync) {
  std::vector<Entry> entries;
  if (snapshot != nullptr) model_.Issue(snapshot);
  if (entry) {
    entries.push_back(*entry);
    model_.Issue(*entry);
  }
  model_.Issue(state);
  Result<void> done = storage_->Write(snapshot, entries, &state);
  if (done && sync) {
    done = storage_->Sync();
    if (done) model_.Synced();
  }
  return done;
}

Result<void> DiskUnderTest::Compact() {
  const Index commit =
      raft::RepairedHardState(storage_->hard_state(), *storage_).commit;
  const SnapshotPtr snapshot =
      SnapshotAt(commit, *storage_->TermAt(commit));
  model_.Compacting(snapshot);
  Result<void> done =
      storage_->Compact(commit, snapshot->conf_state, snapshot->data);
  if (done) model_.Synced();
  return done;
}

Result<void> DiskUnderTest::Stop() {
  Result<void> done = storage_->Close();
  if (!done) return done;
  model_.Synced();
  Result<OpenedDisk> opened = DiskStorage::Open(files_, options_);
  if (!opened) return std::unexpected(opened.error());
  const auto wrong = model_.WhyNot(MemoryOf(opened->storage));
  RAFT_CHECK(!wrong, "after an orderly stop, {}", *wrong);
  storage_.emplace(std::move(opened->storage));
  return {};
}

Result<void> DiskUnderTest::Do(const DiskStep& step) {
  const MemoryStorage& now = model_.visible();
  const Index last = now.LastIndex();
  // As a node starts from what a crash has cut short.
  const HardState old = raft::RepairedHardState(now.hard_state(), now);
  HardState state = old;
  if (last > kUncommitted) {
    state.commit = std::max(state.commit, last - kUncommitted);
  }
  HardState later = {.term = old.term + 1, .vote = 2, .commit = old.commit};
  switch (step.kind) {
    case DiskStepKind::kSave:
    case DiskStepKind::kWrite:
      break;
    case DiskStepKind::kCommit:
      return Write(nullptr, std::nullopt, state, /*sync=*/false);
    case DiskStepKind::kOverwrite:
      if (last < old.commit + kUncommitted) break;
      return Write(nullptr, EntryAt(last - 1, later.term, step.size), later,
                   /*sync=*/true);
    case DiskStepKind::kInstall:
      later.commit = last + 3;
      return Write(SnapshotAt(later.commit, later.term),
                   EntryAt(later.commit + 1, later.term, step.size), later,
                   /*sync=*/true);
    case DiskStepKind::kConflict:
      if (last <= old.commit) break;
      later.commit = old.commit + 1;
      return Write(SnapshotAt(later.commit, later.term), std::nullopt, later,
                   /*sync=*/true);
    case DiskStepKind::kInside:
      if (last <= old.commit) break;
      later.commit = old.commit + 1;
      return Write(SnapshotAt(later.commit, *now.TermAt(later.commit)),
                   std::nullopt, later, /*sync=*/true);
    case DiskStepKind::kCompact:
      if (old.commit <= now.snapshot_index()) break;
      return Compact();
    case DiskStepKind::kStop:
      return Stop();
  }
  return Write(nullptr, EntryAt(last + 1, old.term, step.size), state,
               step.kind != DiskStepKind::kWrite);
}

}  // namespace harness
