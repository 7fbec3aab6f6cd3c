// `raftproof bugs`: the planted bugs, and how the last hunt for them went.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "harness/bugs/planted_bug.h"

namespace harness {

// A line per bug with the seconds and actions of each engine, like 1.50/900k
// (`>`: so much, and nothing was found), then the bugs that are equivalent to
// the library and those that are no patch, with their reasons, then what was
// found in all.
std::string Table(const PlantedBugs& planted);

// All that is known about one bug.
std::string Details(const PlantedBug& bug);

// Adds the subcommand. Exit codes: 0 shown, 2 the bugs cannot be read or there
// is none of a name.
void AddBugsCommand(CLI::App& app, int& exit_code);

}  // namespace harness
