// `raftproof replay`: make a stored trace happen again.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 the same happened and nothing fell, 1 a
// violation or another state than stored, 2 a trace that cannot be read.
void AddReplayCommand(CLI::App& app, int& exit_code);

}  // namespace harness
