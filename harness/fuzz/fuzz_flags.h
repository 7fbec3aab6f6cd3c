// Flags of the schedule fuzzers beside libFuzzer's own, all with two dashes:
//
//   --set=FIELD=VALUE   only schedules of such setups (may come repeatedly)
//   --only-set          the other fields have their default values
//   --no-shapes         told nothing of the shapes of worlds: code coverage
//                       alone
//   --report            at the end, or when something falls, one line:
//                       runs, actions, distinct features, distinct
//                       shapes of worlds, and the time
#pragma once

#include <string>
#include <vector>

#include "harness/strategy/byte_setup.h"
#include "raft/base/error.h"

namespace harness {

struct FuzzFlags {
  std::vector<std::string> set;
  bool only_set = false;
  bool shapes = true;
  bool report = false;
};

// Takes its flags out of the arguments of the program and leaves the rest.
// kBadConfig names one that it does not know, or a field that no schedule in
// bytes can have so.
raft::Result<FuzzFlags> TakeFuzzFlags(int& argc, char** argv);

// The header with the fields that are set. REQUIRES: TakeFuzzFlags took `set`.
Header WithSet(const FuzzFlags& flags, Header header);

}  // namespace harness
