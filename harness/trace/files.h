// Whole files. Errors are kIo and name the file and the reason.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "raft/base/error.h"

namespace harness {

raft::Result<std::string> ReadFile(const std::string& path);

// Has `write` write a new file under a neighbouring name, which then takes the
// place of the old one: no file is ever cut short.
raft::Result<void> ReplaceFile(const std::string& path,
                               const std::function<void(std::ostream&)>& write);

// The same with a text; makes the folder if it is not there.
raft::Result<void> WriteFile(const std::string& path, std::string_view text);

}  // namespace harness
