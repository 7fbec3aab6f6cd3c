// `raftproof view`: shows a trace to a person.
#pragma once

#include <CLI/App.hpp>

namespace harness {

// Adds the subcommand. Exit codes: 0 it was shown, 2 a trace that cannot be
// read or a page that cannot be written.
void AddViewCommand(CLI::App& app, int& exit_code);

}  // namespace harness
