#include "raft/durable/wal/directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "raft/durable/file_system/paths.h"
#include "raft/durable/wal/tail_file.h"

namespace raft::wal {
namespace {

constexpr std::string_view kBroken = ".broken";
constexpr std::string_view kTemporary = ".tmp";

// What a crash may have left of a segment, of `tail` or of a repair.
bool IsLeftOver(std::string_view name) {
  if (name == "0.tmp" || name == "1.tmp") return true;
  if (!name.ends_with(kTemporary)) return false;
  name.remove_suffix(kTemporary.size());
  if (name == kTailFile) return true;
  if (!name.ends_with(kBroken)) return false;
  name.remove_suffix(kBroken.size());
  return ParseSegmentName(name).has_value();
}

// A copy that a repair has kept.
bool IsBroken(std::string_view name) {
  if (!name.ends_with(kBroken)) return false;
  name.remove_suffix(kBroken.size());
  return ParseSegmentName(name).has_value();
}

std::unexpected<Error> Damaged(std::string_view path, std::string_view what) {
  return Fail(ErrorCode::kBadBytes, fmt::format("{}: {}", path, what));
}

// What is wrong about the names from `begin` on, or with the one that `tail`
// names; empty if nothing is.
std::string JudgeNames(const Directory& directory, size_t begin) {
  const std::vector<SegmentName>& segments = directory.segments;
  for (size_t i = begin + 1; i < segments.size(); ++i) {
    const uint64_t expected = segments[i - 1].sequence + 1;
    if (segments[i].sequence == expected) continue;
    return fmt::format("segment {} is missing or there twice, between {} and "
                       "{}",
                       expected, FileName(segments[i - 1]),
                       FileName(segments[i]));
  }
  if (!directory.tail) return "";
  const SegmentName& tail = *directory.tail;
  const bool missing =
      tail.sequence > segments.back().sequence ||
      (tail.sequence == segments.back().sequence && tail != segments.back());
  if (!missing) return "";
  return fmt::format("the segment {} is missing, which `tail` names",
                     FileName(tail));
}

}  // namespace

Result<Directory> ReadDirectory(durable::FileSystem& files,
                                std::string_view path) {
  const Result<std::vector<std::string>> names = files.List(path);
  if (!names) return std::unexpected(names.error());
  Directory directory;
  bool has_tail = false;
  for (const std::string& name : *names) {
    if (const auto segment = ParseSegmentName(name)) {
      directory.segments.push_back(*segment);
    } else if (name == kTailFile) {
      has_tail = true;
    } else if (IsLeftOver(name)) {
      directory.left_overs.push_back(name);
    } else if (!IsBroken(name)) {
      directory.others.push_back(name);
    }
  }
  std::ranges::sort(directory.segments);
  if (has_tail) {
    const Result<SegmentName> tail = ReadTail(files, path);
    if (!tail) return std::unexpected(tail.error());
    directory.tail = *tail;
  }
  if (!directory.segments.empty()) return directory;
  if (!directory.tail) return Damaged(path, "there is no log in it");
  return Damaged(path,
                 fmt::format("the segment {} is missing, which `tail` names",
                             FileName(*directory.tail)));
}

size_t FirstKept(const std::vector<SegmentName>& segments, Index oldest) {
  for (size_t i = segments.size(); i-- > 0;) {
    if (segments[i].index <= oldest) return i;
  }
  return 0;
}

Result<SegmentRange> ChooseSegments(const Directory& directory, Index oldest,
                                    std::string_view path) {
  const std::vector<SegmentName>& segments = directory.segments;
  SegmentRange range{.begin = FirstKept(segments, oldest),
                     .end = segments.size()};
  if (segments[range.begin].index > oldest) {
    return Damaged(path, fmt::format("the log begins with {}, behind the "
                                     "snapshot at {}: segments are missing",
                                     FileName(segments[range.begin]), oldest));
  }
  while (range.begin > 0 && segments[range.begin - 1].sequence + 1 ==
                                segments[range.begin].sequence) {
    --range.begin;
  }
  const std::string wrong = JudgeNames(directory, range.begin);
  if (!wrong.empty()) return Damaged(path, wrong);
  return range;
}

}  // namespace raft::wal
