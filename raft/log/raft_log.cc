#include "raft/log/raft_log.h"

#include <algorithm>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/fingerprint.h"
#include "raft/wire/encoded_size.h"

namespace raft {
namespace {

// The longest prefix within `max_bytes` of encoded size, never empty unless
// `entries` is.
std::span<const Entry> LimitSize(std::span<const Entry> entries,
                                 uint64_t max_bytes) {
  if (max_bytes == kUnlimited || entries.empty()) return entries;
  uint64_t bytes = wire::EncodedSize(entries[0]);
  size_t count = 1;
  while (count < entries.size()) {
    bytes += wire::EncodedSize(entries[count]);
    if (bytes > max_bytes) break;
    ++count;
  }
  return entries.first(count);
}

}  // namespace

RaftLog::RaftLog(const Storage& storage, Logger* logger,
                 uint64_t max_applying_bytes)
    : storage_(&storage),
      logger_(logger),
      unstable_(storage.LastIndex() + 1, logger),
      committed_(storage.FirstIndex() - 1),
      applying_(committed_),
      applied_(committed_),
      max_applying_bytes_(max_applying_bytes) {}

RaftLog::RaftLog(const RaftLog& other, const Storage& storage)
    : storage_(&storage),
      logger_(other.logger_),
      unstable_(other.unstable_),
      committed_(other.committed_),
      applying_(other.applying_),
      applied_(other.applied_),
      max_applying_bytes_(other.max_applying_bytes_),
      applying_bytes_(other.applying_bytes_),
      applying_paused_(other.applying_paused_) {}

Index RaftLog::FirstIndex() const {
  if (const auto first = unstable_.MaybeFirstIndex()) return *first;
  return storage_->FirstIndex();
}

Index RaftLog::LastIndex() const {
  if (const auto last = unstable_.MaybeLastIndex()) return *last;
  return storage_->LastIndex();
}

EntryId RaftLog::LastEntryId() const {
  const Index index = LastIndex();
  const Result<Term> term = TermAt(index);
  RAFT_CHECK(term.has_value(),
             "unexpected error when getting the last term at {}: {}", index,
             term.error().Text());
  return {*term, index};
}

Result<Term> RaftLog::TermAt(Index index) const {
  if (const auto term = unstable_.MaybeTermAt(index)) return *term;
  if (index + 1 == unstable_.offset() && unstable_.term_before() != 0) {
    return unstable_.term_before();
  }
  if (index >= unstable_.offset()) return Fail(ErrorCode::kUnavailable);
  if (HasPendingSnapshot() && index < unstable_.snapshot()->index) {
    return Fail(ErrorCode::kCompacted);
  }
  Result<Term> term = storage_->TermAt(index);
  RAFT_CHECK(term.has_value() || term.error().code == ErrorCode::kCompacted ||
                 term.error().code == ErrorCode::kUnavailable ||
                 IsBeingRead(term.error(), index + 1),
             "unexpected error ({})", term.error().Text());
  return term;
}

Term RaftLog::TermOrZero(Index index) const {
  return TermAt(index).value_or(0);
}

bool RaftLog::Matches(EntryId id) const {
  if (id.index > LastIndex()) return false;
  const Result<Term> term = TermAt(id.index);
  return term.has_value() && *term == id.term;
}

bool RaftLog::IsUpToDate(EntryId id) const {
  const EntryId last = LastEntryId();
  return id.term > last.term ||
         (id.term == last.term && id.index >= last.index);
}

std::optional<Index> RaftLog::MaybeAppend(EntryId previous,
                                          std::span<const Entry> entries,
                                          Index commit) {
  if (!Matches(previous)) return std::nullopt;
  const Index last = previous.index + entries.size();
  const Index conflict = FindConflict(entries);
  if (conflict != 0) {
    RAFT_CHECK(conflict > committed_,
               "entry {} conflict with committed entry [committed({})]",
               conflict, committed_);
    const size_t known = conflict - (previous.index + 1);
    RAFT_CHECK(known <= entries.size(), "index, {}, is out of range [{}]",
               known, entries.size());
    Append(entries.subspan(known));
  }
  CommitTo(std::min(commit, last));
  return last;
}

Index RaftLog::FindConflict(std::span<const Entry> entries) const {
  for (const Entry& entry : entries) {
    if (Matches({entry.term, entry.index})) continue;
    if (entry.index <= LastIndex()) {
      Log(logger_, LogLevel::kInfo,
          "found conflict at index {} [existing term: {}, conflicting term: "
          "{}]",
          entry.index, TermOrZero(entry.index), entry.term);
    }
    return entry.index;
  }
  return 0;
}

EntryId RaftLog::FindConflictByTerm(Index index, Term term) const {
  for (; index > 0; --index) {
    const Result<Term> ours = TermAt(index);
    if (!ours.has_value()) return {0, index};
    if (*ours <= term) return {*ours, index};
  }
  return {0, 0};
}

Index RaftLog::Append(std::span<const Entry> entries) {
  if (entries.empty()) return LastIndex();
  const Index after = entries.front().index - 1;
  RAFT_CHECK(after >= committed_, "after({}) is out of range [committed({})]",
             after, committed_);
  unstable_.TruncateAndAppend(entries);
  return LastIndex();
}

void RaftLog::CommitTo(Index index) {
  if (index <= committed_) return;
  const Index last = LastIndex();
  RAFT_CHECK(index <= last,
             "tocommit({}) is out of range [lastIndex({})]. Was the raft log "
             "corrupted, truncated, or lost?",
             index, last);
  committed_ = index;
}

bool RaftLog::MaybeCommit(EntryId at) {
  if (at.term == 0 || at.index <= committed_ || !Matches(at)) return false;
  CommitTo(at.index);
  return true;
}

void RaftLog::Restore(SnapshotPtr snapshot) {
  Log(logger_, LogLevel::kInfo,
      "log [{}] starts to restore snapshot [index: {}, term: {}]", Describe(),
      snapshot->index, snapshot->term);
  committed_ = snapshot->index;
  unstable_.Restore(std::move(snapshot));
}

Index RaftLog::MaxAppliable(bool allow_unstable) const {
  if (allow_unstable) return committed_;
  return std::min(committed_, unstable_.offset() - 1);
}

bool RaftLog::HasNextCommitted(bool allow_unstable) const {
  return !applying_paused_ && !HasPendingSnapshot() &&
         applying_ < MaxAppliable(allow_unstable);
}

void RaftLog::NextCommitted(bool allow_unstable, EntryList& entries) const {
  if (!HasNextCommitted(allow_unstable)) return;
  RAFT_CHECK(max_applying_bytes_ > applying_bytes_,
             "applying entry size ({}-{})={} not positive", max_applying_bytes_,
             applying_bytes_, max_applying_bytes_ - applying_bytes_);
  const auto sliced = Slice(applying_ + 1, MaxAppliable(allow_unstable) + 1,
                            max_applying_bytes_ - applying_bytes_, entries);
  RAFT_CHECK(sliced.has_value(),
             "unexpected error when getting unapplied entries ({})",
             sliced.error().Text());
}

void RaftLog::AcceptApplying(Index index, uint64_t bytes, bool allow_unstable) {
  RAFT_CHECK(applying_ <= index && index <= committed_,
             "applying({}) is out of range [prevApplying({}), committed({})]",
             index, applying_, committed_);
  applying_ = index;
  applying_bytes_ += bytes;
  // Entries that were left out although they are committed did not fit.
  applying_paused_ = applying_bytes_ >= max_applying_bytes_ ||
                     index < MaxAppliable(allow_unstable);
}

void RaftLog::AppliedTo(Index index, uint64_t bytes) {
  RAFT_CHECK(applied_ <= index && index <= committed_,
             "applied({}) is out of range [prevApplied({}), committed({})]",
             index, applied_, committed_);
  applied_ = index;
  applying_ = std::max(applying_, applied_);
  applying_bytes_ -= std::min(applying_bytes_, bytes);
  applying_paused_ = applying_bytes_ >= max_applying_bytes_;
}

Result<void> RaftLog::EntriesFrom(Index low, uint64_t max_bytes,
                                  EntryList& entries) const {
  const Index last = LastIndex();
  if (low > last) return {};
  return Slice(low, last + 1, max_bytes, entries);
}

Result<void> RaftLog::Slice(Index low, Index high, uint64_t max_bytes,
                            EntryList& entries) const {
  RAFT_CHECK(low <= high, "invalid slice {} > {}", low, high);
  // Nothing of the unstable tail is compacted.
  if (low < unstable_.offset() && low < FirstIndex())
    return Fail(ErrorCode::kCompacted);
  RAFT_CHECK(high <= LastIndex() + 1, "slice[{},{}) out of bound [{},{}]", low,
             high, FirstIndex(), LastIndex());
  if (low == high) return {};
  const Index offset = unstable_.offset();
  uint64_t bytes = 0;
  if (low < offset) {
    const size_t before = entries.size();
    const Index cut = std::min(high, offset);
    const auto read = storage_->Entries(low, cut, max_bytes, entries);
    if (!read) {
      RAFT_CHECK(read.error().code != ErrorCode::kUnavailable,
                 "entries[{}:{}) is unavailable from storage", low, cut);
      RAFT_CHECK(read.error().code == ErrorCode::kCompacted ||
                     IsBeingRead(read.error(), low),
                 "unexpected error ({})", read.error().Text());
      return read;
    }
    // Storage stopped at the limit, or this is all that was asked for.
    if (entries.size() - before < cut - low || high <= offset) return {};
    bytes = wire::EncodedSize(std::span(entries).subspan(before));
    if (bytes >= max_bytes) return {};
    low = offset;
  }
  const auto tail = LimitSize(unstable_.Slice(low, high), max_bytes - bytes);
  // A single entry that does not fit is left out if something else is there.
  if (bytes > 0 && tail.size() == 1 &&
      bytes + wire::EncodedSize(tail) > max_bytes) {
    return {};
  }
  entries.insert(entries.end(), tail.begin(), tail.end());
  return {};
}

Result<void> RaftLog::Scan(
    Index low, Index high, uint64_t page_bytes,
    const std::function<bool(std::span<const Entry>)>& visit) const {
  while (low < high) {
    EntryList page;
    if (auto read = Slice(low, high, page_bytes, page); !read) return read;
    RAFT_CHECK(!page.empty(), "got 0 entries in [{}, {})", low, high);
    if (!visit({page.data(), page.size()})) return {};
    low += page.size();
  }
  return {};
}

Result<SnapshotPtr> RaftLog::Snapshot() const {
  if (unstable_.snapshot() != nullptr) return unstable_.snapshot();
  return storage_->Snapshot();
}

std::string RaftLog::Describe() const {
  return fmt::format(
      "committed={}, applied={}, applying={}, unstable.offset={}, "
      "unstable.offsetInProgress={}, len(unstable.Entries)={}",
      committed_, applied_, applying_, unstable_.offset(),
      unstable_.offset_in_progress(), unstable_.entries().size());
}

void RaftLog::AddTo(Fingerprint& fingerprint) const {
  fingerprint.Add(committed_);
  fingerprint.Add(applying_);
  fingerprint.Add(applied_);
  fingerprint.Add(applying_bytes_ << 1 | applying_paused_);
  unstable_.AddTo(fingerprint);
}

bool operator==(const RaftLog& a, const RaftLog& b) {
  return a.committed_ == b.committed_ && a.applying_ == b.applying_ &&
         a.applied_ == b.applied_ && a.applying_bytes_ == b.applying_bytes_ &&
         a.applying_paused_ == b.applying_paused_ &&
         a.max_applying_bytes_ == b.max_applying_bytes_ &&
         a.unstable_ == b.unstable_;
}

}  // namespace raft
