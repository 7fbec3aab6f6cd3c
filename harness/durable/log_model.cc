#include "harness/durable/log_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace harness {
namespace {

using raft::Entry;
using raft::HardState;
using raft::Index;
using raft::wal::SnapshotRecord;

struct Doer {
  PlainLog& log;

  void operator()(const Entry& entry) const {
    log.entries.erase(log.entries.lower_bound(entry.index), log.entries.end());
    if (entry.index <= log.base.index) log.base = {0, entry.index - 1};
    log.entries[entry.index] = entry;
  }
  void operator()(const HardState& state) const { log.state = state; }
  void operator()(const SnapshotRecord& snapshot) const {
    if (snapshot.index < log.base.index) return;
    if (snapshot.index == log.base.index && snapshot.term == log.base.term) {
      return;
    }
    const auto there = log.entries.find(snapshot.index);
    if (there != log.entries.end() && there->second.term == snapshot.term) {
      return;
    }
    log.entries.clear();
    log.base = {snapshot.term, snapshot.index};
  }
};

// The entries behind `index`.
std::map<Index, Entry> Behind(const PlainLog& log, Index index) {
  return {log.entries.upper_bound(index), log.entries.end()};
}

// True if `real` is what `plain` says, but for where it begins: not behind
// where it may.
bool Same(const PlainLog& real, const PlainLog& plain, Index oldest) {
  const Index begin = std::max(plain.base.index, oldest);
  return real.state == plain.state && real.base.index <= begin &&
         real.last() == plain.last() &&
         Behind(real, begin) == Behind(plain, begin);
}

std::string TextOf(const PlainLog& log) {
  std::string entries;
  for (const auto& [index, entry] : log.entries) {
    entries += fmt::format(" {}/{}({})", index, entry.term, entry.data.size());
  }
  return fmt::format("term {} vote {} commit {}, behind {}:{}", log.state.term,
                     log.state.vote, log.state.commit, log.base.index,
                     entries);
}

}  // namespace

void PlainLog::Do(const LogOperation& operation) {
  std::visit(Doer{*this}, operation);
}

PlainLog PlainLogOf(const raft::wal::Contents& contents) {
  PlainLog log;
  log.base = contents.base();
  for (const Entry& entry : contents.entries()) {
    log.entries[entry.index] = entry;
  }
  log.state = contents.state();
  return log;
}

void LogModel::Issue(LogOperation operation) {
  visible_.Do(operation);
  issued_.push_back(std::move(operation));
}

void LogModel::Synced() {
  durable_ = visible_;
  issued_.clear();
}

std::optional<std::string> LogModel::WhyNot(
    const raft::wal::Contents& contents, Index oldest) const {
  const PlainLog real = PlainLogOf(contents);
  PlainLog may_be = durable_;
  if (Same(real, may_be, oldest)) return std::nullopt;
  for (const LogOperation& operation : issued_) {
    may_be.Do(operation);
    if (Same(real, may_be, oldest)) return std::nullopt;
  }
  return fmt::format(
      "it holds {}; what was synced is {}; with all {} operations since: {}",
      TextOf(real), TextOf(durable_), issued_.size(), TextOf(visible_));
}

}  // namespace harness
