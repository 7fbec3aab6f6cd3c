#include "harness/run/minimized.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "harness/trace/files.h"
#include "harness/trace/minimize.h"
#include "harness/view/frames.h"
#include "harness/view/story.h"

namespace harness {
namespace {

constexpr std::string_view kEnding = ".textproto";

std::string WithoutEnding(const std::string& path) {
  return path.ends_with(kEnding) ? path.substr(0, path.size() - kEnding.size())
                                 : path;
}

}  // namespace

Trace MinimizeAloud(const Trace& trace, const std::atomic<bool>& interrupted) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  Trace minimized = Minimize(trace, [&](const MinimizeProgress& progress) {
    if (terminal) {
      fmt::print(stderr, "\r{} actions left after {} replays ",
                 progress.actions, progress.replays);
    }
    return !interrupted;
  });
  if (terminal) fmt::print(stderr, "\n");
  return minimized;
}

raft::Result<Kept> Keep(const Trace& minimized, const std::string& path) {
  if (auto written = WriteTrace(path, minimized); !written) {
    return std::unexpected(written.error());
  }
  Kept kept{.trace = path,
            .story = {},
            .story_text = StoryText(
                FramesOf(minimized, std::filesystem::path(path).filename()))};
  // Beside a device or a pipe nobody would look for it.
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return kept;
  kept.story = WithoutEnding(path) + ".story.txt";
  if (auto written = WriteFile(kept.story, kept.story_text); !written) {
    return std::unexpected(written.error());
  }
  return kept;
}

std::string MinimizedPath(const std::string& path) {
  return fmt::format("{}.min{}", WithoutEnding(path), kEnding);
}

}  // namespace harness
