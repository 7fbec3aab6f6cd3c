// `raftproof replay`: make a stored trace happen again.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 nothing fell, and the trace says nothing
// else; 1 something fell, or a state or an outcome is not the stored one; 2 a
// trace that cannot be read; 3 nothing fell, though the trace is of a fall, and
// no fingerprints of this version tell whether the library or the trace was
// changed.
void AddReplayCommand(CLI::App& app, int& exit_code);

}  // namespace harness
