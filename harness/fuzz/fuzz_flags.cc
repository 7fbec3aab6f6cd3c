#include "harness/fuzz/fuzz_flags.h"

#include <fmt/format.h>

#include <string_view>

#include "harness/world/setup.h"
#include "raft/base/check.h"

namespace harness {
namespace {

raft::Result<void> Take(std::string_view argument, FuzzFlags& flags) {
  constexpr std::string_view kSet = "--set=";
  if (argument == "--no-shapes") {
    flags.shapes = false;
  } else if (argument == "--only-set") {
    flags.only_set = true;
  } else if (argument == "--report") {
    flags.report = true;
  } else if (argument.starts_with(kSet)) {
    Setup setup;
    flags.set.emplace_back(argument.substr(kSet.size()));
    return Set(setup, flags.set.back());
  } else {
    return raft::Fail(raft::ErrorCode::kBadConfig,
                      fmt::format("{} is no flag of this fuzzer", argument));
  }
  return {};
}

}  // namespace

raft::Result<FuzzFlags> TakeFuzzFlags(int& argc, char** argv) {
  FuzzFlags flags;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    if (!std::string_view(argv[i]).starts_with("--")) {
      argv[kept++] = argv[i];
    } else if (const auto took = Take(argv[i], flags); !took) {
      return std::unexpected(took.error());
    }
  }
  argc = kept;
  argv[argc] = nullptr;
  if (const auto bytes = EncodeHeader(WithSet(flags, Header())); !bytes) {
    return std::unexpected(bytes.error());
  }
  return flags;
}

Header WithSet(const FuzzFlags& flags, Header header) {
  if (flags.only_set) header.setup = Setup();
  for (const std::string& assignment : flags.set) {
    RAFT_CHECK(Set(header.setup, assignment).has_value(), "{} was set before",
               assignment);
  }
  return header;
}

}  // namespace harness
