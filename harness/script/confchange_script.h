// Scripts about membership changes: `simple`, `enter-joint`, `leave-joint`.
#pragma once

#include <string>

#include "harness/script/data_driven.h"
#include "raft/tracker/tracker.h"

namespace harness {

// The membership that one file's directives change.
class ConfChangeScript {
 public:
  // Returns the output of a directive. Throws ScriptError.
  std::string Run(const Directive& directive);

 private:
  std::string Change(const Directive& directive);

  raft::Membership membership_;
  raft::Index last_index_ = 0;  // One more after each directive.
};

}  // namespace harness
