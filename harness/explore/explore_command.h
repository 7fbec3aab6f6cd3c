// `raftproof explore`: every schedule within the bounds of a model.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. When it is chosen, its exit code is put into
// `exit_code`: 0 nothing fell, 1 a violation or counts that the model does not
// expect, 2 bad usage or input, 3 undecided within the budgets.
void AddExploreCommand(CLI::App& app, int& exit_code);

}  // namespace harness
