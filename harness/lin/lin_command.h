// `raftproof lin`: is a history linearizable?
#pragma once

#include <CLI/CLI.hpp>

namespace harness {

// Sets the exit code when it has run: the worst over the files, of which bad
// input (2) is worse than no (1), no than undecided (3), and that than yes (0).
void AddLinCommand(CLI::App& app, int& exit_code);

}  // namespace harness
