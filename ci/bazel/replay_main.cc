// The main of a fuzz target that is not built with libFuzzer: runs it once on
// every file named, and on every file below every directory named.
// Prints how many inputs ran. No input at all is a failure, and so is one that
// the target refuses: it would test nothing.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

// Adds `path`, or every file below it in the order of their names, to `files`.
// Returns false when there is nothing of that name.
bool Collect(const fs::path& path, std::vector<fs::path>& files) {
  if (!fs::exists(path)) return false;
  if (!fs::is_directory(path)) {
    files.push_back(path);
    return true;
  }
  const auto first = static_cast<std::ptrdiff_t>(files.size());
  const auto options = fs::directory_options::follow_directory_symlink;
  for (const auto& entry : fs::recursive_directory_iterator(path, options)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin() + first, files.end());
  return true;
}

bool RunOne(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
  // Said first, so that the last line before a crash names the input.
  std::fprintf(stderr, "%s (%zu bytes)\n", path.c_str(), bytes.size());
  if (LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()),
                             bytes.size()) != 0) {
    std::fprintf(stderr, "the target refuses %s\n", path.c_str());
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!Collect(argv[i], files)) {
      std::fprintf(stderr, "no such file or directory: %s\n", argv[i]);
      return 2;
    }
  }
  if (files.empty()) {
    std::fprintf(stderr,
                 "no inputs: name files or directories that hold some\n");
    return 2;
  }
  for (const auto& file : files) {
    if (!RunOne(file)) return 2;
  }
  std::printf("%zu inputs ran\n", files.size());
  return 0;
}
