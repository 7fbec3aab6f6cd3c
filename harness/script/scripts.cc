// `raftproof script` and nothing else: much less to build where only the
// library has changed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "harness/script/script_command.h"

int main(int argc, char** argv) {
  CLI::App app("Runs scripts: scripts script PATH...");
  app.name("scripts");
  app.require_subcommand(1);
  int exit_code = 0;
  harness::AddScriptCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help.
    fmt::print(stderr, "scripts: {}; see --help\n", error.what());
    return 2;
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "scripts: the report could not be written\n");
    return 2;
  }
  return exit_code;
}
