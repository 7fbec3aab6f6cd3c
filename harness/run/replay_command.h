// `raftproof replay`: make a stored trace happen again.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 nothing fell; 1 something fell, or the
// trace has fingerprints of this version and a state or an outcome is not the
// stored one; 2 a trace that cannot be read.
void AddReplayCommand(CLI::App& app, int& exit_code);

}  // namespace harness
