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
// place of the old one: no file is ever cut short. A link stays, and what it
// leads to is replaced. Devices and pipes are no files that can be replaced:
// what is written goes into them. Makes no folders.
raft::Result<void> ReplaceFile(const std::string& path,
                               const std::function<void(std::ostream&)>& write);

// The same with a text.
raft::Result<void> WriteFile(const std::string& path, std::string_view text);

}  // namespace harness
