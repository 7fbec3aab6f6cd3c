// `raftproof minimize`: make a failing trace as short as it can be.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 the shorter trace was written, 2 a trace
// that cannot be read or written, or under which nothing falls, 3 interrupted:
// what is as short as it had become was written.
void AddMinimizeCommand(CLI::App& app, int& exit_code);

}  // namespace harness
