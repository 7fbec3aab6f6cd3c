// Writes stored traces as inputs of the schedule fuzzers:
//
//   bazel run //harness/fuzz:seeds -- OUT_FOLDER TRACE...
//
// Traces that bytes cannot say are named and left out.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "harness/strategy/bytes.h"
#include "harness/trace/trace.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: seeds OUT_FOLDER TRACE...\n");
    return 2;
  }
  int left_out = 0;
  for (int i = 2; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    const auto trace = harness::ReadTrace(path.string());
    if (!trace) {
      fmt::print(stderr, "seeds: {}\n", trace.error().Text());
      return 2;
    }
    for (uint64_t mix = 0; mix < harness::kMixes; ++mix) {
      const auto bytes =
          harness::ToBytes(*trace, static_cast<harness::Mix>(mix));
      if (!bytes) {
        fmt::print(stderr, "seeds: {}: {}\n", path.string(),
                   bytes.error().Text());
        ++left_out;
        break;
      }
      const auto out = std::filesystem::path(argv[1]) /
                       fmt::format("{}_{}", path.stem().string(), mix);
      std::ofstream(out, std::ios::binary) << *bytes;
    }
  }
  fmt::print("{} traces, {} of them left out\n", argc - 2, left_out);
  return 0;
}
