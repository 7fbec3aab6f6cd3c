// `raftproof minimize`: make a failing trace as short as it can be.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 the shorter trace was written, 2 a trace
// that cannot be read or written, or under which nothing falls, 3 interrupted:
// the trace was written as short as it had become.
void AddMinimizeCommand(CLI::App& app, int& exit_code);

}  // namespace harness
