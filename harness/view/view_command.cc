#include "harness/view/view_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "harness/strategy/bytes.h"
#include "harness/trace/files.h"
#include "harness/view/frames.h"
#include "harness/view/html.h"
#include "harness/view/mermaid.h"
#include "harness/view/story.h"
#include "harness/view/text.h"

namespace harness {
namespace {

struct Options {
  std::string path;
  std::string html;  // Empty: no page.
  bool text = false;
  bool mermaid = false;
  bool story = false;
};

int Refuse(std::string_view why) {
  fmt::print(stderr, "raftproof view: {}\n", why);
  return 2;
}

int View(const Options& options) {
  std::error_code missing;  // Then they are two.
  if (std::filesystem::equivalent(options.path, options.html, missing)) {
    return Refuse(options.html + ": the page would replace the trace");
  }
  const auto trace = ReadTraceOrBytes(options.path);
  if (!trace) return Refuse(trace.error().Text());
  const Frames frames =
      FramesOf(*trace, std::filesystem::path(options.path).filename().string());
  const bool nothing_else =
      !options.story && !options.mermaid && options.html.empty();
  if (options.text || nothing_else) fmt::print("{}", TextOf(frames));
  if (options.story) fmt::print("{}", StoryText(frames));
  if (options.mermaid) fmt::print("{}", MermaidOf(frames));
  if (options.html.empty()) return 0;
  if (const auto written = WriteFile(options.html, PageOf(frames)); !written) {
    return Refuse(written.error().Text());
  }
  fmt::print("{}\n", options.html);
  return 0;
}

}  // namespace

void AddViewCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* view = app.add_subcommand("view", "show a stored trace");
  view->add_option("trace", options->path,
                   "a file that run or a fuzzer has written")
      ->required();
  view->add_option("--html", options->html, "write a page to this file");
  view->add_flag("--text", options->text,
                 "a column per node, on the terminal; if nothing else");
  view->add_flag("--mermaid", options->mermaid,
                 "a mermaid sequence diagram, for issues");
  view->add_flag("--story", options->story, "in plain words");
  view->callback([options, &exit_code] { exit_code = View(*options); });
}

}  // namespace harness
