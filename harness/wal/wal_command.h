// `raftproof wal`: what a log on a disk holds, and whether it is sound.
#pragma once

#include <CLI/CLI.hpp>

namespace harness {

void AddWalCommand(CLI::App& app, int& exit_code);

}  // namespace harness
