// `raftproof script`: run interaction, confchange and quorum scripts.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 all as expected, 1 a mismatch, 2 a script
// that cannot be read or run.
void AddScriptCommand(CLI::App& app, int& exit_code);

}  // namespace harness
