// `raftproof run`: simulate many seeded schedules and check everything.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. When it is chosen, its exit code is put into
// `exit_code`: 0 nothing fell, 1 a violation, 2 bad usage.
void AddRunCommand(CLI::App& app, int& exit_code);

}  // namespace harness
