#include "harness/trace/files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace harness {
namespace {

std::unexpected<raft::Error> Fail(const std::string& path,
                                  std::string_view what) {
  return raft::Fail(raft::ErrorCode::kIo, fmt::format("{}: {}", path, what));
}

}  // namespace

raft::Result<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) return Fail(path, error.message());
  if (!std::filesystem::is_regular_file(status) &&
      !std::filesystem::is_fifo(status)) {
    return Fail(path, "it is no file");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(path, std::strerror(errno));
  std::ostringstream text;
  // Of an empty file nothing can be taken, which is no failure.
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (file.bad() || text.fail()) return Fail(path, "it cannot be read");
  return std::move(text).str();
}

raft::Result<void> ReplaceFile(
    const std::string& path, const std::function<void(std::ostream&)>& write) {
  const std::string unfinished = path + ".part";
  std::error_code error;
  {
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    if (!file) return Fail(path, std::strerror(errno));
    write(file);
    file.close();
    if (!file) {
      std::filesystem::remove(unfinished, error);
      return Fail(path, "cannot be written; is the disk full?");
    }
  }
  std::filesystem::rename(unfinished, path, error);
  if (!error) return {};
  const std::string why = error.message();
  std::filesystem::remove(unfinished, error);
  return Fail(path, why);
}

raft::Result<void> WriteFile(const std::string& path, std::string_view text) {
  std::error_code error;
  const std::filesystem::path folder =
      std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return Fail(path, error.message());
  return ReplaceFile(path, [text](std::ostream& file) { file << text; });
}

}  // namespace harness
