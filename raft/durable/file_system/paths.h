// Files as durable storage uses them: whole ones, and names that are replaced.
#pragma once

#include <string>
#include <string_view>

#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"

namespace raft::durable {

// `directory/name`.
std::string Join(std::string_view directory, std::string_view name);
// The directory in which `path` is: "." if it has no slash.
std::string ParentOf(std::string_view path);

// All bytes of a file.
Result<std::string> ReadFile(FileSystem& files, std::string_view path);

// Gives `path` these bytes as a whole: written and synced under another name
// (`path` with ".tmp"), renamed, and the directory synced. After a crash the
// file is the old or the new one. A left-over of an attempt before is replaced.
Result<void> ReplaceFile(FileSystem& files, std::string_view path,
                         std::string_view bytes);

}  // namespace raft::durable
