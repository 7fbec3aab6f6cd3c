// Writes corpus/golden.txt as it is now: bazel run //harness/run:rewrite_golden
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "harness/run/golden.h"

int main() {
  const char* root = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (root == nullptr) {
    fmt::print(stderr, "rewrite_golden: start it by bazel run\n");
    return 2;
  }
  const std::string path = std::string(root) + "/corpus/golden.txt";
  std::ofstream file(path);
  for (const harness::GoldenRun& run : harness::GoldenRuns()) {
    file << harness::ToLine(harness::Perform(run)) << '\n';
  }
  file.close();
  if (!file) {
    fmt::print(stderr, "rewrite_golden: cannot write {}\n", path);
    return 2;
  }
  fmt::print("{} is written; say in the commit why it changed\n", path);
  return 0;
}
