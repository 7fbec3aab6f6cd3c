// Whole files. Errors are kIo and name the file and the reason.
#pragma once

#include <string>
#include <string_view>

#include "raft/base/error.h"

namespace harness {

raft::Result<std::string> ReadFile(const std::string& path);

// Makes the folder if it is not there. Written under a neighbouring name first,
// so that no file is ever cut short.
raft::Result<void> WriteFile(const std::string& path, std::string_view text);

}  // namespace harness
