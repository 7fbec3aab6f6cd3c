#include "harness/lin/event_log.h"

#include <fmt/format.h>

#include <utility>

namespace harness {

raft::Result<void> EventLog::Call(size_t line, int64_t process,
                                  const lin::Operation& operation) {
  const auto number = static_cast<uint32_t>(history_.operations.size());
  if (!open_.try_emplace(process, number).second) {
    return BadLine(path_, line,
                   fmt::format("process {} has a call open already", process));
  }
  lin::Operation& added = history_.operations.emplace_back(operation);
  added.process = process;
  added.status = lin::Status::kUnknown;
  added.called_at = static_cast<lin::Time>(line);
  history_.ids.push_back(number);
  undone_.push_back(false);
  return {};
}

raft::Result<lin::Operation*> EventLog::Open(size_t line, int64_t process) {
  const auto open = open_.find(process);
  if (open == open_.end()) {
    return BadLine(
        path_, line,
        fmt::format("a return, but process {} has no call open", process));
  }
  return &history_.operations[open->second];
}

void EventLog::Return(size_t line, int64_t process, Ended ended) {
  const auto open = open_.find(process);
  lin::Operation& operation = history_.operations[open->second];
  if (ended == Ended::kUndone) undone_[open->second] = true;
  if (ended == Ended::kOk || ended == Ended::kFailed) {
    operation.status =
        ended == Ended::kOk ? lin::Status::kOk : lin::Status::kFailed;
    operation.returned_at = static_cast<lin::Time>(line);
  }
  open_.erase(open);
}

uint32_t EventLog::Key(std::string_view name) {
  const auto [place, is_new] = keys_.try_emplace(
      std::string(name), static_cast<uint32_t>(history_.keys.size()));
  if (is_new) history_.keys.emplace_back(name);
  return place->second;
}

lin::History EventLog::Finish() {
  size_t kept = 0;
  for (size_t i = 0; i < history_.operations.size(); ++i) {
    if (undone_[i]) continue;
    history_.operations[kept] = history_.operations[i];
    history_.ids[kept++] = history_.ids[i];
  }
  history_.operations.resize(kept);
  history_.ids.resize(kept);
  return std::move(history_);
}

}  // namespace harness
