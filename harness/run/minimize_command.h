// `raftproof minimize`: make a failing trace as short as it can be.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 the shorter trace was written, 1 nothing
// falls under the trace, 2 a trace that cannot be read or written.
void AddMinimizeCommand(CLI::App& app, int& exit_code);

}  // namespace harness
