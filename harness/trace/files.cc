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

// What `path` leads to, which need not be there.
std::filesystem::path BehindLinks(std::filesystem::path path,
                                  std::error_code& error) {
  constexpr int kLinksMost = 40;  // As many as Linux follows.
  for (int i = 0; i <= kLinksMost; ++i) {
    const auto status = std::filesystem::symlink_status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) error.clear();
    if (error || !std::filesystem::is_symlink(status)) return path;
    const auto next = std::filesystem::read_symlink(path, error);
    if (error) return path;
    path = path.parent_path() / next;
  }
  error = std::make_error_code(std::errc::too_many_symbolic_link_levels);
  return path;
}

// Errors name the file by `path`.
raft::Result<void> Fill(std::ofstream& file, const std::string& path,
                        const std::function<void(std::ostream&)>& write) {
  write(file);
  file.close();  // What is still in the buffer may fail, too.
  if (!file) return Fail(path, "cannot be written; is the disk full?");
  return {};
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
  std::error_code error;
  // Asked of the path itself: what links in /proc lead to has no other name.
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) &&
      !std::filesystem::is_regular_file(status)) {
    std::ofstream file(path, std::ios::binary);
    return file ? Fill(file, path, write) : Fail(path, std::strerror(errno));
  }
  const std::filesystem::path target = BehindLinks(path, error);
  if (error) return Fail(path, error.message());
  const std::string unfinished = target.string() + ".part";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  if (!file) return Fail(path, std::strerror(errno));
  raft::Result<void> written = Fill(file, path, write);
  if (written) {
    std::filesystem::rename(unfinished, target, error);
    if (!error) return {};
    written = Fail(path, error.message());
  }
  std::filesystem::remove(unfinished, error);
  return written;
}

raft::Result<void> WriteFile(const std::string& path, std::string_view text) {
  return ReplaceFile(path, [text](std::ostream& file) { file << text; });
}

}  // namespace harness
