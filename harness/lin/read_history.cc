#include "harness/lin/read_history.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "harness/lin/edn_log.h"
#include "harness/lin/jepsen_log.h"
#include "harness/lin/lin_ops.h"

namespace harness {

raft::Result<Loaded> ParseHistory(std::string_view path,
                                  std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return BadLine(path, 1,
                   fmt::format("no history in {} byte{}", text.size(),
                               text.size() == 1 ? "" : "s"));
  }
  const std::string_view first = text.substr(begin);
  if (first.starts_with("INFO")) return ReadJepsenLog(path, text);
  if (first.starts_with("{:")) return ReadEdnLog(path, text);
  if (first.starts_with("{")) return ReadLinOps(path, text);
  return BadLine(path, 1,
                 "neither lin-ops-1, a log of Jepsen nor maps as {:process 0}");
}

raft::Result<Loaded> ReadHistory(const std::string& path) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(
      std::fopen(path.c_str(), "rb"), close);
  if (file != nullptr) std::setvbuf(file.get(), nullptr, _IONBF, 0);
  std::string text;
  bool failed = file == nullptr;
  // One more than there is, so that the end is met with the first chunk.
  std::error_code unknown;
  const uintmax_t size = std::filesystem::file_size(path, unknown);
  size_t chunk = unknown ? 1 << 16 : static_cast<size_t>(size) + 1;
  while (!failed) {
    const size_t before = text.size();
    text.resize(before + chunk);
    const size_t read =
        std::fread(text.data() + before, 1, text.size() - before, file.get());
    text.resize(before + read);
    failed = std::ferror(file.get()) != 0;
    if (read < chunk) break;
    chunk = 1 << 20;
  }
  if (failed) {
    return raft::Fail(raft::ErrorCode::kIo,
                      fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return ParseHistory(path, text);
}

}  // namespace harness
