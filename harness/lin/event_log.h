// EventLog: makes operations of calls and returns that come line by line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/lin/loaded.h"
#include "invariants/linearizability/history.h"

namespace harness {

// How a call ended.
enum class Ended : uint8_t {
  kOk,
  kFailed,   // A compare-and-set that found another value.
  kUndone,   // It never happened.
  kUnknown,  // It may happen at any time from its call on.
};

class EventLog {
 public:
  explicit EventLog(std::string_view path) : path_(path) {}

  // An error if the process has a call open.
  raft::Result<void> Call(size_t line, int64_t process,
                          const lin::Operation& operation);
  // The open call of the process, for what its return says of it. An error if
  // there is none.
  raft::Result<lin::Operation*> Open(size_t line, int64_t process);
  // REQUIRES: the process has a call open.
  void Return(size_t line, int64_t process, Ended ended);

  uint32_t Key(std::string_view name);
  lin::Values& values() { return history_.values; }
  size_t size() const { return history_.operations.size(); }

  // All of it. Calls that are still open have an unknown outcome.
  lin::History Finish();

 private:
  const std::string path_;
  lin::History history_;
  // Of the operations, those that never happened.
  std::vector<bool> undone_;
  // Never iterated.
  std::unordered_map<int64_t, uint32_t> open_;
  std::unordered_map<std::string, uint32_t> keys_;
};

}  // namespace harness
