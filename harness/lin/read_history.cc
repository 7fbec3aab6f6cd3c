#include "harness/lin/read_history.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
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
  std::string text;
  bool failed = file == nullptr;
  while (!failed) {
    constexpr size_t kChunk = 1 << 20;
    const size_t before = text.size();
    text.resize(before + (before == 0 ? 1 << 16 : kChunk));
    const size_t read =
        std::fread(text.data() + before, 1, text.size() - before, file.get());
    text.resize(before + read);
    failed = std::ferror(file.get()) != 0;
    if (read == 0) break;
  }
  if (failed) {
    return raft::Fail(raft::ErrorCode::kIo,
                      fmt::format("{}: {}", path, std::strerror(errno)));
  }
  return ParseHistory(path, text);
}

}  // namespace harness
