// The command line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <system_error>

#include "harness/bugs/bugs_command.h"
#include "harness/explore/explore_command.h"
#include "harness/lin/lin_command.h"
#include "harness/run/minimize_command.h"
#include "harness/run/replay_command.h"
#include "harness/run/run_command.h"
#include "harness/script/script_command.h"
#include "harness/view/view_command.h"
#include "harness/wal/wal_command.h"

int main(int argc, char** argv) {
  CLI::App app("Raftproof: runs a Raft library under faults and checks it");
  app.name("raftproof");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 nothing wrong, 1 a violation or a mismatch, 2 bad usage "
      "or input, 3 undecided within the budget.");
  int exit_code = 0;
  harness::AddRunCommand(app, exit_code);
  harness::AddExploreCommand(app, exit_code);
  harness::AddReplayCommand(app, exit_code);
  harness::AddMinimizeCommand(app, exit_code);
  harness::AddViewCommand(app, exit_code);
  harness::AddLinCommand(app, exit_code);
  harness::AddScriptCommand(app, exit_code);
  harness::AddBugsCommand(app, exit_code);
  harness::AddWalCommand(app, exit_code);
  // CLI11 alone would only say that one is required.
  const auto commands = app.get_subcommands([](CLI::App*) { return true; });
  if (argc > 1 && argv[1][0] != '-' &&
      std::none_of(commands.begin(), commands.end(),
                   [&](const CLI::App* command) {
                     return command->check_name(argv[1]);
                   })) {
    fmt::print(stderr, "raftproof: there is no '{}'; see --help\n", argv[1]);
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help.
    const auto used = app.get_subcommands();
    fmt::print(stderr, "raftproof{}: {}; see --help\n",
               used.empty() ? "" : " " + used.front()->get_name(),
               error.what());
    return 2;
  } catch (const std::system_error& error) {  // From fmt::print.
    fmt::print(stderr, "raftproof: {}\n", error.what());
    return 2;
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "raftproof: the report could not be written\n");
    return 2;
  }
  return exit_code;
}
